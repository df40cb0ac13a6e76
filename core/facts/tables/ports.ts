import { type ImageReference, imageBaseName } from '../image-reference.js';

export const portsAsOf = '2026-11-22';

export type ServiceKind = 'data-store' | 'broker' | 'admin' | 'remote-access' | 'runtime' | 'network';

/** A service that is not meant for everybody. */
export interface SensitiveService {
  readonly service: string;
  readonly kind: ServiceKind;
  /** Without any configuration it lets everybody in. */
  readonly open?: true;
}

/** By TCP port. The number alone proves little: prefer `serviceOf` where the image is known. */
export const SENSITIVE_PORTS: Readonly<Record<number, SensitiveService>> = {
  22: { service: 'SSH', kind: 'remote-access' },
  23: { service: 'Telnet', kind: 'remote-access' },
  111: { service: 'rpcbind', kind: 'network' },
  389: { service: 'LDAP', kind: 'data-store' },
  445: { service: 'SMB', kind: 'network' },
  1433: { service: 'SQL Server', kind: 'data-store' },
  1521: { service: 'Oracle Database', kind: 'data-store' },
  2049: { service: 'NFS', kind: 'network' },
  2181: { service: 'ZooKeeper', kind: 'data-store', open: true },
  2375: { service: 'the Docker API without TLS', kind: 'runtime', open: true },
  2376: { service: 'the Docker API', kind: 'runtime' },
  2379: { service: 'etcd', kind: 'data-store', open: true },
  2380: { service: 'etcd peers', kind: 'data-store', open: true },
  3306: { service: 'MySQL', kind: 'data-store' },
  3389: { service: 'Remote Desktop', kind: 'remote-access' },
  5432: { service: 'PostgreSQL', kind: 'data-store' },
  5601: { service: 'Kibana', kind: 'admin' },
  5672: { service: 'AMQP', kind: 'broker' },
  5900: { service: 'VNC', kind: 'remote-access' },
  5984: { service: 'CouchDB', kind: 'data-store' },
  6379: { service: 'Redis', kind: 'data-store', open: true },
  6443: { service: 'the Kubernetes API', kind: 'runtime' },
  7474: { service: 'Neo4j', kind: 'data-store' },
  7687: { service: 'Neo4j Bolt', kind: 'data-store' },
  8086: { service: 'InfluxDB', kind: 'data-store' },
  8200: { service: 'Vault', kind: 'data-store' },
  8500: { service: 'Consul', kind: 'data-store', open: true },
  9042: { service: 'Cassandra', kind: 'data-store', open: true },
  9092: { service: 'Kafka', kind: 'broker', open: true },
  9200: { service: 'Elasticsearch', kind: 'data-store' },
  9300: { service: 'Elasticsearch nodes', kind: 'data-store' },
  10250: { service: 'the kubelet API', kind: 'runtime' },
  11211: { service: 'memcached', kind: 'data-store', open: true },
  11434: { service: 'Ollama', kind: 'data-store', open: true },
  15672: { service: 'RabbitMQ management', kind: 'admin' },
  27017: { service: 'MongoDB', kind: 'data-store', open: true },
};

/** Ports over which people administer a machine; `info` where the protocol at least authenticates by itself. */
export const ADMIN_PORTS: Readonly<Record<number, { readonly service: string; readonly risk: 'medium' | 'info' }>> = {
  22: { service: 'SSH', risk: 'medium' },
  23: { service: 'Telnet', risk: 'medium' },
  2375: { service: 'the Docker API without TLS', risk: 'medium' },
  2376: { service: 'the Docker API', risk: 'info' },
  3389: { service: 'Remote Desktop', risk: 'medium' },
  5800: { service: 'VNC over HTTP', risk: 'medium' },
  5900: { service: 'VNC', risk: 'medium' },
  5901: { service: 'VNC', risk: 'medium' },
  5985: { service: 'WinRM', risk: 'medium' },
  5986: { service: 'WinRM over TLS', risk: 'medium' },
  10250: { service: 'the kubelet API', risk: 'medium' },
};

const ADMIN_NUMBERS: readonly number[] = Object.keys(ADMIN_PORTS).map(Number);

/** The first of them from one number to another; `undefined` when there is none. */
export const adminPortIn = (first: number, last: number): number | undefined => ADMIN_NUMBERS.find(port => first <= port && port <= last);

/** What images of this base name serve: the ports for clients, whatever else they open. */
const BY_IMAGE: Readonly<Record<string, SensitiveService & { readonly ports: readonly number[] }>> = {
  postgres: { service: 'PostgreSQL', kind: 'data-store', ports: [5432] },
  postgresql: { service: 'PostgreSQL', kind: 'data-store', ports: [5432] },
  postgis: { service: 'PostgreSQL', kind: 'data-store', ports: [5432] },
  pgvector: { service: 'PostgreSQL', kind: 'data-store', ports: [5432] },
  timescaledb: { service: 'PostgreSQL', kind: 'data-store', ports: [5432] },
  mysql: { service: 'MySQL', kind: 'data-store', ports: [3306, 33060] },
  'mysql-server': { service: 'MySQL', kind: 'data-store', ports: [3306, 33060] },
  mariadb: { service: 'MariaDB', kind: 'data-store', ports: [3306] },
  mongo: { service: 'MongoDB', kind: 'data-store', ports: [27017], open: true },
  mongodb: { service: 'MongoDB', kind: 'data-store', ports: [27017] },
  redis: { service: 'Redis', kind: 'data-store', ports: [6379], open: true },
  'redis-stack': { service: 'Redis', kind: 'data-store', ports: [6379, 8001], open: true },
  valkey: { service: 'Valkey', kind: 'data-store', ports: [6379], open: true },
  memcached: { service: 'memcached', kind: 'data-store', ports: [11211], open: true },
  elasticsearch: { service: 'Elasticsearch', kind: 'data-store', ports: [9200, 9300] },
  opensearch: { service: 'OpenSearch', kind: 'data-store', ports: [9200, 9300] },
  cassandra: { service: 'Cassandra', kind: 'data-store', ports: [9042, 7000, 7199], open: true },
  couchdb: { service: 'CouchDB', kind: 'data-store', ports: [5984] },
  neo4j: { service: 'Neo4j', kind: 'data-store', ports: [7474, 7687] },
  influxdb: { service: 'InfluxDB', kind: 'data-store', ports: [8086] },
  etcd: { service: 'etcd', kind: 'data-store', ports: [2379, 2380], open: true },
  zookeeper: { service: 'ZooKeeper', kind: 'data-store', ports: [2181], open: true },
  minio: { service: 'MinIO', kind: 'data-store', ports: [9000, 9001] },
  rabbitmq: { service: 'RabbitMQ', kind: 'broker', ports: [5672, 15672] },
  kafka: { service: 'Kafka', kind: 'broker', ports: [9092], open: true },
  kibana: { service: 'Kibana', kind: 'admin', ports: [5601] },
  phpmyadmin: { service: 'phpMyAdmin', kind: 'admin', ports: [80] },
  adminer: { service: 'Adminer', kind: 'admin', ports: [8080] },
  'mongo-express': { service: 'mongo-express', kind: 'admin', ports: [8081] },
  pgadmin4: { service: 'pgAdmin', kind: 'admin', ports: [80, 443] },
  portainer: { service: 'Portainer', kind: 'admin', ports: [9000, 9443] },
  'portainer-ce': { service: 'Portainer', kind: 'admin', ports: [9000, 9443] },
  ollama: { service: 'Ollama', kind: 'data-store', ports: [11434], open: true },
  vault: { service: 'Vault', kind: 'data-store', ports: [8200] },
  consul: { service: 'Consul', kind: 'data-store', ports: [8500], open: true },
  'opensearch-dashboards': { service: 'OpenSearch Dashboards', kind: 'admin', ports: [5601] },
  'oracle-xe': { service: 'Oracle Database', kind: 'data-store', ports: [1521] },
  'oracle-free': { service: 'Oracle Database', kind: 'data-store', ports: [1521] },
  openldap: { service: 'OpenLDAP', kind: 'data-store', ports: [389, 636, 1389, 1636] },
};

/** Images whose base name says nothing, by their whole name. */
const BY_FULL_NAME: typeof BY_IMAGE = {
  'mssql/server': { service: 'SQL Server', kind: 'data-store', ports: [1433] },
  'azure-sql-edge': { service: 'SQL Server', kind: 'data-store', ports: [1433] },
  'database/free': { service: 'Oracle Database', kind: 'data-store', ports: [1521] },
  'database/express': { service: 'Oracle Database', kind: 'data-store', ports: [1521] },
  'database/enterprise': { service: 'Oracle Database', kind: 'data-store', ports: [1521] },
};

function entryOf(reference: ImageReference): (typeof BY_IMAGE)[string] | undefined {
  if (Object.hasOwn(BY_FULL_NAME, reference.name)) return BY_FULL_NAME[reference.name];
  const name = imageBaseName(reference);
  return Object.hasOwn(BY_IMAGE, name) ? BY_IMAGE[name] : undefined;
}

/**
 * The sensitive service that an image offers at this container port, by what the image is. `undefined` for other images and ports.
 * `open` holds for the image as it comes: whether a password is set shows in the container's command and environment.
 */
export function serviceOf(reference: ImageReference, port: number): SensitiveService | undefined {
  const entry = entryOf(reference);
  if (!entry?.ports.includes(port)) return undefined;
  const { service, kind, open } = entry;
  // Bitnami's images refuse to start without a password.
  return open && !reference.name.startsWith('bitnami') ? { service, kind, open } : { service, kind };
}

/** What an image serves, whatever its ports; `undefined` when nothing sensitive is known of it. */
export const serverKindOf = (reference: ImageReference): ServiceKind | undefined => entryOf(reference)?.kind;
