import { SENSITIVE_PORTS, serviceOf } from '../../core/facts/tables/ports.js';
import type { Container } from '../../core/facts/views/container.js';
import { identityOf } from '../../core/facts/views/image.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import { opensToAll } from '../container/_no-auth.js';
import { bindFix, isOpen, severityAt } from './_ports.js';

export default defineRule({
  meta: {
    id: 'no-sensitive-port-exposed',
    title: 'Database or administration is reachable from the network',
    layer: 'network',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.9', '5.14'],
      'owasp-docker': ['RULE #5a'],
      'pci-dss-4': ['1.4.4', '1.2.5', '2.2.4'],
      'nist-800-53': ['SC-7', 'CM-7'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: { kics: ['451d79dc-0588-476a-ad03-3c7f0320abb3'], 'docker-bench': ['check_5_9', 'check_5_14'] },
    supersedes: ['bind-published-ports'],
    why: 'Data stores, brokers and consoles are searched for on all networks around the clock, and many let in whoever asks. Published without an address, one is a line away from them.',
    remedy: 'Take the port out, since services of one project reach each other without it, or bind it to `127.0.0.1`.',
    exceptions: 'Servers that are meant for other machines; bind them to the address of that network and require a login.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    ports:\n      - «5432:5432»\n',
        fixed: "services:\n  db:\n    image: postgres:17.2\n    ports:\n      - '127.0.0.1:5432:5432'\n",
        message: 'PostgreSQL of db is open to every network that the host is in.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.2\n    ports: [«"6379:6379"»]\n',
        message: 'Redis of cache is open to every network that the host is in, without a password.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  search:\n    image: elasticsearch:9.1.0\n    environment: ["xpack.security.enabled=false"]\n    ports: [«"9200:9200"»]\n',
        message: 'Elasticsearch of search is open to every network that the host is in, without a password.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: mcr.microsoft.com/mssql/server:2022-CU20-ubuntu-22.04\n    ports: [«"1433:1433"»]\n',
        message: 'SQL Server of db is open to every network that the host is in.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:${PG_VERSION}\n    ports: [«"5433:5432"»]\n',
        message: 'PostgreSQL of db is open to every network that the host is in.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: mariadb:11.8\n    ports:\n      - target: 3306\n        published: «${DB}»\n  db2:\n    image: mariadb:11.8\n    ports: [«"${DB_PORT}:3306"»]\n',
        fixed:
          'services:\n  db:\n    image: mariadb:11.8\n    ports:\n      - target: 3306\n        published: ${DB}\n        host_ip: \'127.0.0.1\'\n  db2:\n    image: mariadb:11.8\n    ports: ["${DB_PORT}:3306"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  db:\n    image: postgres:17.2\n    ports: ["127.0.0.1:5432:5432", "${ADDRESS}:5433:5432", "${DB}:5432"]\n    expose: ["5432"]\n  web:\n    image: example/web:1.4\n    ports: ["8080:9000"]\n',
      },
    ],
  },
  mentions: ['ports'],
  checks: {
    *container(container) {
      for (const port of container.ports) {
        if (!isOpen(port) || port.container === undefined || port.protocol !== 'tcp') continue;
        const found = firstSensitive(container, port.container, port.count ?? 1);
        if (!found) continue;
        yield {
          at: port,
          message: `${found.service} of ${container.name} is open to every network that the host is in${found.open ? ', without a password' : ''}.`,
          severity: severityAt(port, found.severity),
          fixes: () => bindFix(port, found.service, found.service),
        };
      }
    },
  },
});

/** The first sensitive one of ports in a row. */
function firstSensitive(container: Container, first: number, count: number): ReturnType<typeof sensitive> {
  for (let port = first; port < first + Math.min(count, MOST_PORTS); port++) {
    const found = sensitive(container, port);
    if (found) return found;
  }
  return undefined;
}

const MOST_PORTS = 65_535;

/** What the image is decides; a port number alone proves little, but the engine's own API has no other use. */
function sensitive(container: Container, port: number): { service: string; open: boolean; severity: Severity } | undefined {
  const identity = identityOf(container.image);
  const byImage = identity && serviceOf(identity, port);
  if (byImage) {
    const open = (byImage.open === true && !hasPassword(container)) || container.environment.some(opensToAll);
    return { service: byImage.service, open, severity: open ? 'critical' : 'high' };
  }
  const byPort = SENSITIVE_PORTS[port];
  if (!byPort) return undefined;
  return { service: byPort.service, open: false, severity: port === 2375 ? 'critical' : 'low' };
}

/** A variable or an option that sets a password, or a command or configuration of its own that may. */
const hasPassword = ({ environment, commands }: Container): boolean =>
  commands.length > 0 || environment.some(({ name }) => /PASS(?:WORD)?|AUTH|SECRET|TOKEN|_ARGS$/i.test(name));
