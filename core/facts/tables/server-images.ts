import type { ImageReference } from '../image-reference.js';
import { wellKnownName } from './image-names.js';

export const serverImagesAsOf = '2026-11-22';

/** What a well-known image needs in order to start, from its entrypoint. Left out where it is not known for certain. */
interface ServerImage {
  /** Folders for run-time files, which may be empty at every start. */
  readonly scratch?: readonly string[];
  /** Folders for data, which should be kept. */
  readonly data?: readonly string[];
  /** Capabilities for a start as root: to take over the data folder and to become another user. */
  readonly capabilities?: readonly string[];
  /** Variables `X` for which the entrypoint also reads `X_FILE`. */
  readonly fileVariables?: RegExp;
  /** What is put behind a variable's name to name its file. */
  readonly fileSuffix?: '__FILE';
}

const CHANGES_USER = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

const POSTGRES: ServerImage = {
  scratch: ['/var/run/postgresql', '/tmp'],
  capabilities: CHANGES_USER,
  fileVariables: /^POSTGRES_(?:PASSWORD|USER|DB|INITDB_ARGS)$/,
};
const GRAFANA: ServerImage = { scratch: ['/tmp'], data: ['/var/lib/grafana'], fileVariables: /^GF_[A-Z0-9_]+$/, fileSuffix: '__FILE' };
/** PHP under Apache, which starts as root and works as www-data. */
const APACHE: ServerImage = { scratch: ['/var/run/apache2', '/tmp'], capabilities: [...CHANGES_USER, 'NET_BIND_SERVICE'].sort() };
const PROGRAM: ServerImage = { scratch: ['/tmp'] };

const SERVERS: Readonly<Record<string, ServerImage>> = {
  postgres: POSTGRES,
  'postgis/postgis': POSTGRES,
  'pgvector/pgvector': POSTGRES,
  'timescale/timescaledb': POSTGRES,
  mysql: {
    scratch: ['/var/run/mysqld', '/tmp'],
    data: ['/var/lib/mysql'],
    capabilities: CHANGES_USER,
    fileVariables: /^MYSQL_(?:ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD)$/,
  },
  mariadb: {
    scratch: ['/var/run/mysqld', '/tmp'],
    data: ['/var/lib/mysql'],
    capabilities: CHANGES_USER,
    fileVariables: /^(?:MARIADB|MYSQL)_(?:ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD|ROOT_PASSWORD_HASH|PASSWORD_HASH)$/,
  },
  mongo: {
    scratch: ['/tmp'],
    data: ['/data/db', '/data/configdb'],
    capabilities: CHANGES_USER,
    fileVariables: /^MONGO_INITDB_ROOT_(?:USERNAME|PASSWORD)$/,
  },
  redis: { scratch: ['/tmp'], data: ['/data'], capabilities: CHANGES_USER },
  'valkey/valkey': { scratch: ['/tmp'], data: ['/data'], capabilities: CHANGES_USER },
  influxdb: { capabilities: CHANGES_USER },
  'clickhouse/clickhouse-server': { data: ['/var/lib/clickhouse'], capabilities: CHANGES_USER },
  // Its supervisor runs an SSH server beside the program.
  'gitea/gitea': { data: ['/data'], capabilities: [...CHANGES_USER, 'KILL', 'NET_BIND_SERVICE', 'SYS_CHROOT'].sort() },
  rabbitmq: { data: ['/var/lib/rabbitmq'], capabilities: CHANGES_USER },
  memcached: { scratch: [] },
  nginx: { scratch: ['/var/cache/nginx', '/var/run', '/tmp'], capabilities: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'] },
  'nginxinc/nginx-unprivileged': { scratch: ['/tmp'] },
  httpd: { scratch: ['/usr/local/apache2/logs', '/tmp'], capabilities: ['KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'] },
  traefik: { scratch: ['/tmp'], capabilities: ['NET_BIND_SERVICE'] },
  caddy: { data: ['/data', '/config'], capabilities: ['NET_BIND_SERVICE'] },
  registry: { data: ['/var/lib/registry'] },
  'prom/prometheus': { data: ['/prometheus'] },
  'grafana/grafana': GRAFANA,
  'grafana/grafana-oss': GRAFANA,
  'grafana/grafana-enterprise': GRAFANA,
  wordpress: {
    ...APACHE,
    fileVariables: /^WORDPRESS_(?:DB_(?:HOST|USER|PASSWORD|NAME)|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))$/,
  },
  nextcloud: {
    ...APACHE,
    fileVariables:
      /^(?:NEXTCLOUD_ADMIN_(?:USER|PASSWORD)|(?:MYSQL|POSTGRES)_(?:DATABASE|DB|USER|PASSWORD)|REDIS_HOST_PASSWORD|SMTP_PASSWORD)$/,
  },
  phpmyadmin: { ...APACHE, fileVariables: /^(?:PMA_(?:HOST|USER|PASSWORD|CONTROLPASS)|MYSQL_(?:ROOT_)?PASSWORD)$/ },
  'minio/minio': { fileVariables: /^MINIO_ROOT_(?:USER|PASSWORD)$/ },
  node: PROGRAM,
  python: PROGRAM,
  ruby: PROGRAM,
};

/** Folders that only servers of one kind keep their data in, whoever made the image. */
const BY_DATA: Readonly<Record<string, ServerImage>> = {
  '/var/lib/postgresql': POSTGRES,
  '/var/lib/postgresql/data': POSTGRES,
  '/var/lib/mysql': SERVERS.mysql!,
  '/var/lib/rabbitmq': SERVERS.rabbitmq!,
  '/data/db': SERVERS.mongo!,
};

/** What a server needs whose data lies there, as far as it is made like the well-known image. `undefined` where many things may lie there. */
export function serverByData(path: string): { readonly scratch: readonly string[]; readonly capabilities: readonly string[] } | undefined {
  const server = Object.hasOwn(BY_DATA, path) ? BY_DATA[path] : undefined;
  return server && { scratch: server.scratch ?? [], capabilities: server.capabilities ?? [] };
}

const serverOf = (reference: ImageReference): ServerImage | undefined => {
  const name = wellKnownName(reference);
  return Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
};

/** Where the image writes run-time files, so that its root file system can be read-only. `undefined` when not known for certain. */
export const writablePathsOf = (reference: ImageReference): readonly string[] | undefined => serverOf(reference)?.scratch;

/** Where the image keeps data. From version 18 on, that of PostgreSQL lies one folder higher. `undefined` when not known for certain. */
export function dataPathsOf(reference: ImageReference): readonly string[] | undefined {
  const server = serverOf(reference);
  if (server !== POSTGRES) return server?.data;
  const major = Number.parseInt(reference.tag ?? '', 10);
  if (!(major >= 8)) return undefined;
  return [major >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data'];
}

/** Which capabilities the image needs when it starts as its default user. `undefined` when not known for certain. */
export const neededCapabilities = (reference: ImageReference): readonly string[] | undefined => serverOf(reference)?.capabilities;

/** The variable that names the file which the image reads `variable` from: `POSTGRES_PASSWORD_FILE`. `undefined` when it reads none. */
export function fileVariableOf(reference: ImageReference, variable: string): string | undefined {
  const server = serverOf(reference);
  return server?.fileVariables?.test(variable) ? variable + (server.fileSuffix ?? '_FILE') : undefined;
}

/** Whether the image reads `variable` from a file that `<variable>_FILE` (Grafana: `__FILE`) names. */
export const readsFileVariable = (reference: ImageReference, variable: string): boolean =>
  fileVariableOf(reference, variable) !== undefined;
