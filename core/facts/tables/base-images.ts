import type { ImageReference } from '../image-reference.js';
import { ImageTable, wellKnownName } from './image-names.js';

export const baseImagesAsOf = '2026-11-22';

/** Whom an image runs its process as when nobody says otherwise. */
export interface ImageUser {
  /** `root`, or the name or number of the image's USER; `undefined` when only known not to be root. */
  readonly user: string | undefined;
  readonly root: boolean;
  /** It starts as root and its entrypoint, or its main process for its workers, goes on as somebody else. */
  readonly drops: boolean;
  /** An account that the image creates and that may be used instead: name or number. */
  readonly availableUser?: string;
}

interface Entry {
  readonly names: readonly string[];
  /** Only tags that match; all, also a missing one, without it. */
  readonly tag?: RegExp;
  readonly user: string;
  readonly drops?: true;
  readonly available?: string;
}

const names = (text: string): string[] => text.trim().split(/\s+/);

/** The first entry that matches decides: variants stand before the image as a whole. */
const ENTRIES: readonly Entry[] = [
  // Minimal and hardened images.
  { names: ['gcr.io/distroless/*'], tag: /nonroot/, user: '65532' },
  { names: ['gcr.io/distroless/*'], user: 'root', available: '65532' },
  { names: ['dhi.io/*'], tag: /(?:^|-)dev$/, user: 'root' },
  { names: ['dhi.io/*'], user: '65532' },
  { names: names('cgr.dev/chainguard/static cgr.dev/chainguard/python cgr.dev/chainguard/node cgr.dev/chainguard/nginx'), user: '65532' },
  { names: names('cgr.dev/chainguard/jre cgr.dev/chainguard/jdk cgr.dev/chainguard/go cgr.dev/chainguard/glibc-dynamic'), user: '65532' },
  { names: ['cgr.dev/chainguard/wolfi-base'], user: 'root', available: '65532' },
  { names: names('nginxinc/nginx-unprivileged'), user: '101' },
  { names: ['bitnami/*', 'bitnamilegacy/*'], user: '1001' },
  { names: ['mcr.microsoft.com/dotnet/*'], tag: /-(?:chiseled|distroless)(?:-|$)/, user: '1654' },
  { names: ['mcr.microsoft.com/dotnet/*'], tag: /^(?:[89]|\d{2})\./, user: 'root', available: 'app' },
  { names: ['mcr.microsoft.com/dotnet/*'], user: 'root' },

  // Distributions.
  {
    names: names(
      'debian ubuntu alpine busybox centos fedora amazonlinux rockylinux rockylinux/rockylinux almalinux oraclelinux opensuse/leap archlinux buildpack-deps quay.io/centos/centos public.ecr.aws/amazonlinux/amazonlinux',
    ),
    user: 'root',
  },

  // Languages.
  { names: ['node'], user: 'root', available: 'node' },
  { names: ['oven/bun'], user: 'root', available: 'bun' },
  { names: ['denoland/deno'], user: 'root', available: 'deno' },
  { names: ['gradle'], user: 'root', available: 'gradle' },
  { names: ['php'], user: 'root', available: 'www-data' },
  {
    names: names(
      'python pypy golang rust ruby perl erlang elixir swift dart openjdk eclipse-temurin amazoncorretto maven composer haskell',
    ),
    user: 'root',
  },

  // Servers that start as root and go on as somebody else.
  { names: ['nginx'], user: 'root', drops: true, available: 'nginx' },
  { names: ['httpd'], user: 'root', drops: true, available: 'www-data' },
  { names: ['postgres', 'postgis/postgis', 'pgvector/pgvector'], user: 'root', drops: true, available: 'postgres' },
  { names: ['mysql', 'mariadb'], user: 'root', drops: true, available: 'mysql' },
  { names: ['redis'], user: 'root', drops: true, available: 'redis' },
  { names: ['valkey/valkey'], user: 'root', drops: true, available: 'valkey' },
  { names: ['mongo'], user: 'root', drops: true, available: 'mongodb' },
  { names: ['rabbitmq'], user: 'root', drops: true, available: 'rabbitmq' },
  { names: ['cassandra'], user: 'root', drops: true, available: 'cassandra' },
  { names: ['couchdb'], user: 'root', drops: true, available: 'couchdb' },
  { names: ['zookeeper'], user: 'root', drops: true, available: 'zookeeper' },
  { names: names('wordpress drupal joomla nextcloud phpmyadmin'), user: 'root', drops: true },
  { names: names('hashicorp/vault hashicorp/consul vault consul'), user: 'root', drops: true },

  // Servers that stay root.
  { names: names('traefik caddy tomcat registry docker portainer/portainer-ce minio/minio tecnativa/docker-socket-proxy'), user: 'root' },

  // Servers that run as somebody else from the start.
  { names: ['memcached'], user: 'memcache' },
  { names: ['haproxy'], tag: /^(?:2\.[4-9]|[3-9]\.)/, user: 'haproxy' },
  { names: ['docker.elastic.co/elasticsearch/elasticsearch', 'elasticsearch'], tag: /^(?:8|9)\./, user: '1000' },
  { names: ['docker.elastic.co/kibana/kibana', 'kibana'], tag: /^(?:[789])\./, user: '1000' },
  { names: ['solr'], user: '8983' },
  { names: ['jenkins/jenkins'], user: 'jenkins' },
  { names: names('grafana/grafana grafana/grafana-oss grafana/grafana-enterprise'), user: '472' },
  {
    names: names('prom/prometheus prom/alertmanager prom/node-exporter quay.io/prometheus/prometheus quay.io/prometheus/alertmanager'),
    user: 'nobody',
  },
  { names: ['quay.io/prometheus/node-exporter'], user: 'nobody' },
  { names: ['quay.io/keycloak/keycloak', 'apache/kafka'], user: '1000' },
  { names: ['curlimages/curl'], user: 'curl_user' },
  { names: ['apache/airflow'], user: 'airflow' },
  { names: ['mcr.microsoft.com/mssql/server'], tag: /^20(?:19|2\d)/, user: 'mssql' },
  { names: ['registry.k8s.io/ingress-nginx/controller'], user: 'www-data' },
  { names: ['registry.k8s.io/pause'], user: '65535' },
];

const TABLE = new ImageTable(
  ENTRIES.map(({ names, tag, user, drops = false, available }) => {
    const who: ImageUser = { user, root: user === 'root', drops, ...(available === undefined ? {} : { availableUser: available }) };
    return { names, tag, who };
  }),
  entry => entry.names,
);

/** Red Hat's images: the plain ones are root, those for a language run as 1001 (Java: 185). */
const UBI = /^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi\d+\/(.+)$/;

/** Whom an image runs as by default; `undefined` when it is not known. */
export function defaultUserOf(reference: ImageReference): ImageUser | undefined {
  const name = wellKnownName(reference);
  const ubi = name.startsWith('registry.') ? UBI.exec(name)?.[1] : undefined;
  if (ubi !== undefined) return ubiUser(ubi);
  for (const { tag, who } of TABLE.of(name)) if (!tag || tag.test(reference.tag ?? '')) return who;
  if (/nanoserver/.test(`${name}:${reference.tag ?? ''}`)) return CONTAINER_USER;
  return reference.name.endsWith('-unprivileged') ? UNPRIVILEGED : undefined;
}

/** Nano Server runs programs without the rights of an administrator. */
const CONTAINER_USER: ImageUser = { user: 'ContainerUser', root: false, drops: false };

const UNPRIVILEGED: ImageUser = { user: undefined, root: false, drops: false };

function ubiUser(image: string): ImageUser | undefined {
  if (/^ubi(?:-minimal|-micro|-init)?$/.test(image)) return { user: 'root', root: true, drops: false };
  if (/^openjdk-\d+(?:-runtime)?$/.test(image)) return { user: '185', root: false, drops: false };
  return /^(?:nodejs|python|ruby|php|perl|go-toolset|nginx|httpd)-?\d*(?:-minimal)?$/.test(image)
    ? { user: '1001', root: false, drops: false }
    : undefined;
}
