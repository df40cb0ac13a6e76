import type { ShellCommand } from '../../core/facts/shell/types.js';
import type { Container } from '../../core/facts/views/container.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';
import { isKnownPassword, isOpenToAll, opensToAll, plainListeners, unlocked, type WayIn } from './_no-auth.js';

/** Options of programs, matched against a command line whose words are joined by blanks. */
const OPTIONS: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^redis-server$/, / --protected-mode no\b/],
  [/^mongod$/, / --noauth\b/],
  [/^traefik$|^--/, /(?:^| )--api\.insecure(?:=true)?(?= |$)/],
  [/^(?:consul|vault)$|^(?:agent|server)$/, / -dev\b/],
  [/^(?:jupyter(?:-\w+)?|start-notebook\.(?:sh|py))$/, /--(?:NotebookApp|ServerApp|IdentityProvider)\.token=(?:''|"")?(?= |$)/],
  [/^code-server$|^--/, /(?:^| )--auth[= ]none\b/],
  [/^portainer$|^--/, /(?:^| )--no-auth\b/],
];

export default defineRule({
  meta: {
    id: 'no-auth-disabled',
    title: 'A service lets everybody in',
    layer: 'access',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: null },
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['IA-2', 'IA-5', 'AC-3'],
      'pci-dss-4': ['2.2.2', '8.3.1'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(d)'],
    },
    why: 'The switch, or a password that stands in every manual, lets in whoever reaches the port. Such services are searched for all the time, and emptied or encrypted within hours.',
    remedy: 'Take the switch out and set a password from a secret.',
    exceptions: 'Databases of a test run that no other machine can reach.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    ports: ["5432:5432"]\n    environment:\n      POSTGRES_HOST_AUTH_METHOD: «trust»\n',
        message: 'db lets everybody in, and its port is open to the network: POSTGRES_HOST_AUTH_METHOD.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  proxy:\n    image: traefik:v3.5\n    command:\n      - --providers.docker\n      - «--api.insecure=true»\n',
        message: 'proxy lets everybody in: --api.insecure=true.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: neo4j:5.26\n      env:\n        - { name: NEO4J_AUTH, value: «none» }\n',
        message: 'db lets everybody in: NEO4J_AUTH.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  charts:\n    image: grafana/grafana:12.2.0\n    ports: ["3000:3000"]\n    environment:\n      GF_SECURITY_ADMIN_PASSWORD: «admin»\n',
        message: 'charts has a password that everybody knows, and its port is open to the network: GF_SECURITY_ADMIN_PASSWORD.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  charts:\n    image: grafana/grafana:12.2.0\n    environment:\n      GF_SECURITY_ADMIN_PASSWORD: ${ADMIN_PASSWORD:-admin}\n  db:\n    image: mysql:8.4\n    environment: ["MYSQL_ALLOW_EMPTY_PASSWORD=no", "MYSQL_RANDOM_ROOT_PASSWORD=yes", "NEO4J_AUTH=${AUTH}"]\n  cache:\n    image: redis:8.2\n    command: redis-server --protected-mode yes\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.2\n    command: «redis-server» --save 60 1\n    ports: ["6379:6379"]\n',
        message: 'cache lets everybody in, and its port is open to the network: redis-server without --requirepass.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  a:\n    image: redis:8.2\n    command: redis-server /etc/redis.conf\n    ports: ["6379:6379"]\n  b:\n    image: redis:8.2\n    command: redis-server --requirepass $PASSWORD\n    ports: ["6380:6379"]\n  c:\n    image: redis:8.2\n    command: redis-server\n    ports: ["127.0.0.1:6381:6379"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  store:\n    image: quay.io/coreos/etcd:v3.6.0\n    command: «etcd» --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://store:2379\n    ports: ["2379:2379"]\n',
        message: 'store lets everybody in, and its port is open to the network: etcd without --client-cert-auth.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  queue:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_LISTENERS: «INSIDE://:9092,OUTSIDE://:29092»\n      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT\n    ports: ["29092:29092"]\n',
        message: 'queue lets everybody in, and its port is open to the network: KAFKA_LISTENERS (PLAINTEXT).',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  queue:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_LISTENERS: PLAINTEXT://:9092,SASL_SSL://:29092\n    ports: ["29092:29092"]\n  store:\n    image: quay.io/coreos/etcd:v3.6.0\n    command: etcd --listen-client-urls https://0.0.0.0:2379 --client-cert-auth\n    ports: ["2379:2379"]\n',
      },
    ],
  },
  mentions: [
    'POSTGRES_HOST_AUTH_METHOD',
    'ALLOW_EMPTY',
    'xpack.security.enabled',
    'DISABLE_SECURITY_PLUGIN',
    'plugins.security.disabled',
    'NEO4J_AUTH',
    'ME_CONFIG_BASICAUTH',
    'GF_AUTH_ANONYMOUS_ENABLED',
    'GF_SECURITY_ADMIN_PASSWORD',
    'RABBITMQ_DEFAULT_PASS',
    'MINIO_ROOT_PASSWORD',
    'KEYCLOAK_ADMIN_PASSWORD',
    'KC_BOOTSTRAP_ADMIN_PASSWORD',
    'protected-mode',
    'redis-server',
    'valkey-server',
    'etcd',
    'ETCD_LISTEN_CLIENT_URLS',
    'KAFKA_LISTENERS',
    'KAFKA_CFG_LISTENERS',
    'KAFKA_ADVERTISED_LISTENERS',
    'KAFKA_CFG_ADVERTISED_LISTENERS',
    'noauth',
    'api.insecure',
    'dev',
    'token',
    'auth',
  ],
  checks: {
    *container(container) {
      const { name, environment, commands } = container;
      const ways: readonly (WayIn & { readonly known?: boolean })[] = [
        ...environment.flatMap(variable => {
          const { name: key } = variable;
          const known = isKnownPassword(variable);
          // Of a password that counts until another is set, the rule about defaults says which variable sets it.
          if (!opensToAll(variable) || (known && variable.byDefault)) return [];
          return [{ at: variable, what: key, severity: reduced(container, key), known }];
        }),
        ...unlocked(container),
        ...plainListeners(container),
        ...commands.flatMap(command => {
          const option = openOption(command.shell);
          return option ? [{ at: { span: option.span, place: command.place }, what: option.what, severity: undefined }] : [];
        }),
      ];
      const open = isOpenToAll(container);
      for (const { at, what, severity, known } of ways) {
        const weakness = known ? 'has a password that everybody knows' : 'lets everybody in';
        yield {
          at,
          message: `${name} ${weakness}${open ? ', and its port is open to the network' : ''}: ${what}.`,
          severity: severity ?? (container.dialect === 'kubernetes' ? 'high' : open ? 'critical' : 'low'),
        };
      }
    },
  },
});

function openOption({ words }: ShellCommand): { readonly what: string; readonly span: Span } | undefined {
  const texts = words.map(({ value, text }) => value ?? text);
  const [program = ''] = texts;
  const name = program.slice(program.lastIndexOf('/') + 1);
  for (const [pattern, option] of OPTIONS) {
    const what = pattern.test(name) ? option.exec(` ${texts.join(' ')}`)?.[0].trim() : undefined;
    const word = what === undefined ? undefined : words[texts.findIndex(text => text.startsWith(what.split(' ')[0]!))];
    if (what !== undefined && word) return { what, span: word.span };
  }
  return undefined;
}

/** Guests of Grafana may only look, unless they are made administrators. */
function reduced({ environment }: Container, name: string): Severity | undefined {
  if (name !== 'GF_AUTH_ANONYMOUS_ENABLED') return undefined;
  const admin = environment.some(variable => variable.name === 'GF_AUTH_ANONYMOUS_ORG_ROLE' && variable.value === 'Admin');
  return admin ? undefined : 'medium';
}
