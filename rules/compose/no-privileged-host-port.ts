import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-privileged-host-port',
    title: 'A privileged port of the host is published',
    layer: 'network',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: null },
    },
    controls: { 'cis-docker-1.6': ['5.8'], 'nist-800-53': ['SC-7', 'CM-7'], 'pci-dss-4': ['1.2.5', '2.2.4'], soc2: ['CC6.6'] },
    alsoKnownAs: { kics: ['bc2908f3-f73c-40a9-8793-c1b7d5544f79'], 'docker-bench': ['check_5_8'] },
    why: 'Ports below 1024 belong to the services of the host itself. A container that answers on one of them can be taken for such a service.',
    remedy: 'Publish on a port above 1023.',
    exceptions: 'Servers whose clients expect the port, such as DNS or mail. Ports 80 and 443 are not reported.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  ssh:\n    image: example/ssh:1.4\n    ports:\n      - «127.0.0.1:22:2222»\n',
        message: 'ssh answers on port 22 of its host, a privileged one.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    ports: ["80:80", "443:443", "8022:22", "25"]\n' },
    ],
  },
  checks: {
    *container({ name, ports }) {
      for (const port of ports) {
        const { host, published } = port;
        if (!published || host === undefined || host === 0 || host > 1023 || host === 80 || host === 443) continue;
        yield { at: port, message: `${name} answers on port ${host} of its host, a privileged one.` };
      }
    },
  },
});
