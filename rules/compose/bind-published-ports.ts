import { imageBaseName } from '../../core/facts/image-reference.js';
import { identityOf } from '../../core/facts/views/image.js';
import { defineRule } from '../../core/judge/rule.js';
import { bindFix, isOpen, severityAt } from './_ports.js';
import { roleOf } from './_roles.js';

const PROXIES: ReadonlySet<string> = new Set(['nginx', 'nginx-unprivileged', 'traefik', 'caddy', 'haproxy', 'envoy', 'httpd']);

export default defineRule({
  meta: {
    id: 'bind-published-ports',
    title: 'Port is published on every address of the host',
    layer: 'network',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.14', '7.2'],
      'owasp-docker': ['RULE #5a'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      kics: ['451d79dc-0588-476a-ad03-3c7f0320abb3'],
      dclint: ['no-unbound-port-interfaces'],
      'docker-bench': ['check_5_14', 'check_7_2'],
    },
    why: 'Without an address the engine opens the port on every interface of the host, and past the rules of most host firewalls. A service meant for this machine is then offered to its whole network.',
    remedy:
      'Put `127.0.0.1:` before the port when only this machine uses it; name the address of one network else. Services of one project reach each other without any published port.',
    exceptions: 'The entrance of the application: a reverse proxy on ports 80 and 443 is not reported.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - «"8080:80"»\n      - «"[::]:53:53/udp"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - "127.0.0.1:8080:80"\n      - "[::]:53:53/udp"\n',
        message: 'Port 8080 of web is open to every network that the host is in.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - target: 80\n        published: «"8080"»\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - target: 80\n        published: "8080"\n        host_ip: \'127.0.0.1\'\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - «"${PORT:-8080}:80"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - "127.0.0.1:${PORT:-8080}:80"\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - «"${ADDRESS:-0.0.0.0}:8080:80"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - "${ADDRESS:-127.0.0.1}:8080:80"\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - target: 80\n        published: «8080»\n    deploy: { replicas: 2 }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - «"${WEB_PORT:?set it}:80"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - "127.0.0.1:${WEB_PORT:?set it}:80"\n',
        message: 'A port of web is open to every network that the host is in.',
      },
      { file: 'compose.yaml', bad: 'services:\n  queue:\n    image: rabbitmq:4.1\n    ports: [«"15692:15692"»]\n' },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    ports: ["127.0.0.1:8080:80", "[::1]:81:81", "10.1.2.3:82:82", "${WEB}:80", "${BIND}:83:83"]\n  proxy:\n    image: nginx:1.29\n    ports: ["80:80", "443:443"]\n  host:\n    image: example/web:1.4\n    network_mode: host\n    ports: ["90:90"]\n',
      },
    ],
  },
  mentions: ['ports'],
  checks: {
    *container({ name, ports, image }) {
      const identity = identityOf(image);
      const proxy = identity !== undefined && PROXIES.has(imageBaseName(identity));
      const role = roleOf(image);
      for (const port of ports) {
        if (!isOpen(port) || (proxy && (port.host === 80 || port.host === 443))) continue;
        yield {
          at: port,
          // A data store has nothing to say to the network, whatever the port.
          severity: severityAt(port, role ? 'medium' : 'low'),
          message: `${port.host === undefined ? 'A port' : `Port ${port.host}`} of ${name} is open to every network that the host is in.`,
          fixes: () => bindFix(port, `${name} on ${port.host ?? 'its port'}`, 'it'),
        };
      }
    },
  },
});
