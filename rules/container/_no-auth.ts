import type { Located } from '../../core/facts/fact.js';
import type { Container } from '../../core/facts/views/container.js';
import type { Variable } from '../../core/facts/views/variable.js';
import type { Severity } from '../../core/judge/rule.js';

const TRUE = /^(?:1|true|yes|on)$/i;
const FALSE = /^(?:0|false|no|off)$/i;

/** Variables and the values with which an image lets everybody in. From the documentation of each image. */
const VARIABLES: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^POSTGRES_HOST_AUTH_METHOD$/, /^trust$/],
  [/^(?:MYSQL_ALLOW_EMPTY_(?:ROOT_)?PASSWORD|MARIADB_ALLOW_EMPTY_ROOT_PASSWORD|ALLOW_EMPTY_PASSWORD)$/, /^(?!(?:0|false|no|off)$)./i],
  [/^xpack\.security\.enabled$/, FALSE],
  [/^(?:DISABLE_SECURITY_PLUGIN|plugins\.security\.disabled)$/, TRUE],
  [/^NEO4J_AUTH$/, /^none$/],
  [/^ME_CONFIG_BASICAUTH$/, FALSE],
  [/^GF_AUTH_ANONYMOUS_ENABLED$/, TRUE],
];

/** Variables and the passwords of the first login that stand in the manual of the image. */
const PASSWORDS: typeof VARIABLES = [
  [/^GF_SECURITY_ADMIN_PASSWORD$/, /^admin$/],
  [/^RABBITMQ_DEFAULT_PASS$/, /^guest$/],
  [/^MINIO_ROOT_PASSWORD$/, /^minioadmin$/],
  [/^(?:KEYCLOAK_ADMIN_PASSWORD|KC_BOOTSTRAP_ADMIN_PASSWORD)$/, /^admin$/],
];

const isAmong = (table: typeof VARIABLES, { name, value }: Variable): boolean =>
  value !== undefined && table.some(([pattern, bad]) => pattern.test(name) && bad.test(value));

/** Whether a variable sets the password that everybody tries first. */
export const isKnownPassword = (variable: Variable): boolean => isAmong(PASSWORDS, variable);

/** Whether a variable makes an image let in whoever comes, or whoever has read its manual. */
export const opensToAll = (variable: Variable): boolean => isAmong(VARIABLES, variable) || isKnownPassword(variable);

/** Whether a port of the container is published on every address of the host. */
export const isOpenToAll = ({ dialect, ports }: Container): boolean =>
  dialect === 'compose' && ports.some(port => port.published && port.hostIp === undefined);

/** A way in that nothing guards. */
export interface WayIn {
  readonly at: Located;
  readonly what: string;
  readonly severity: Severity | undefined;
}

/** Servers that are started by hand for everybody to reach, without a password or a configuration that may hold one. */
export function unlocked(container: Container): readonly WayIn[] {
  if (!isOpenToAll(container)) return [];
  return container.commands.flatMap(({ shell, place }) => {
    const [program, ...options] = shell.words;
    const missing =
      program &&
      lockOf(
        program.value ?? '',
        options.map(({ value }) => value),
        container.environment,
      );
    return missing ? [{ at: { span: program.span, place }, what: `${program.text} without ${missing}`, severity: undefined }] : [];
  });
}

/** The option that the server would have to be started with; `undefined` where it has one, or may have. */
function lockOf(program: string, options: readonly (string | undefined)[], environment: readonly Variable[]): string | undefined {
  if (options.includes(undefined)) return undefined;
  const some = (pattern: RegExp) => options.some(option => pattern.test(option!));
  if (/(?:^|\/)(?:redis|valkey)-server$/.test(program))
    return some(/^--(?:requirepass|aclfile|user)$|^-$|\.conf$/) ? undefined : '--requirepass';
  if (!/(?:^|\/)etcd$/.test(program) || some(/^--(?:client-cert-auth|trusted-ca-file|config-file)\b/)) return undefined;
  if (environment.some(({ name }) => /^ETCD_(?:CLIENT_CERT_AUTH|TRUSTED_CA_FILE|CONFIG_FILE)$/.test(name))) return undefined;
  const at = options.findIndex(option => /^--listen-client-urls(?:=|$)/.test(option!));
  const urls = at < 0 ? '' : (/=(.*)/.exec(options[at]!)?.[1] ?? options[at + 1] ?? '');
  return /(?:^|,)http:\/\/(?!localhost|127\.|\[::1\])/.test(urls) ? '--client-cert-auth' : undefined;
}

/** Listeners of Kafka that neither encrypt nor ask who is there, on a port that is open to the network. */
export function plainListeners({ dialect, environment, ports }: Container): readonly WayIn[] {
  if (dialect !== 'compose') return [];
  const find = (pattern: RegExp) => environment.find(({ name, value }) => pattern.test(name) && value !== undefined);
  // Without listeners the image takes the ports of the addresses that it tells to clients.
  const listeners = find(/^KAFKA_(?:CFG_)?LISTENERS$/) ?? find(/^KAFKA_(?:CFG_)?ADVERTISED_LISTENERS$/);
  if (!listeners) return [];
  const protocols = new Map(
    (find(/^KAFKA_(?:CFG_)?LISTENER_SECURITY_PROTOCOL_MAP$/)?.value ?? '')
      .split(',')
      .map(pair => pair.trim().split(':') as [string, string]),
  );
  const isOpen = (port: number) =>
    ports.some(({ container, published, hostIp }) => published && hostIp === undefined && container === port);
  const open = listeners.value!.split(',').some(listener => {
    const [, name, host = '', port] = /^\s*(\w+):\/\/([^:]*):(\d+)/.exec(listener) ?? [];
    const reached = /ADVERTISED/.test(listeners.name) || !/^(?:localhost|127\.[\d.]+)$/.test(host);
    return name !== undefined && (protocols.get(name) ?? name) === 'PLAINTEXT' && reached && isOpen(Number(port));
  });
  return open ? [{ at: listeners, what: `${listeners.name} (PLAINTEXT)`, severity: 'low' }] : [];
}
