import type { ImageReference } from '../image-reference.js';
import { ImageTable, wellKnownName } from './image-names.js';
import { partsOf } from './tags.js';

export const deprecatedImagesAsOf = '2026-11-22';

/** An image that its publisher has given up or moved. */
export interface DeprecatedImage {
  /** The month since when, `YYYY-MM`. */
  readonly since: string;
  readonly why: string;
  /** What to use instead, to be read by people. */
  readonly replacement: string;
  /** The registry, where all of it has come to an end and not the image. */
  readonly frozen?: string;
  /** The same image elsewhere, tag and digest kept. Only where both are known to be the same. */
  readonly moved?: string;
  /** The image that does the same by another name and tag, as it is written in a file. */
  readonly next?: string;
}

interface Entry {
  /** A well-known name; `/*` at the end stands for everything below. */
  readonly name: string;
  readonly since: string;
  readonly why: string;
  readonly replacement: string;
  readonly frozen?: string;
  /** The prefix that takes the place of the name's, where the images are the same. */
  readonly movedTo?: string;
  /** The successor with the same release and variant, for a tag; `undefined` where none is known to exist. */
  readonly nextFor?: (tag: string) => string | undefined;
}

const UNMAINTAINED = 'it is no longer maintained';

const ENTRIES: readonly Entry[] = [
  {
    name: 'openjdk',
    since: '2022-07',
    why: 'it gets no updates of released Java versions',
    replacement: 'eclipse-temurin',
    nextFor: temurinFor,
  },
  { name: 'java', since: '2016-12', why: UNMAINTAINED, replacement: 'eclipse-temurin', nextFor: temurinFor },
  { name: 'adoptopenjdk', since: '2021-08', why: UNMAINTAINED, replacement: 'eclipse-temurin', nextFor: temurinFor },
  { name: 'adoptopenjdk/*', since: '2021-08', why: UNMAINTAINED, replacement: 'eclipse-temurin' },
  {
    name: 'centos',
    since: '2024-06',
    why: 'CentOS Linux has ended',
    replacement: 'almalinux, rockylinux/rockylinux or quay.io/centos/centos',
  },
  { name: 'iojs', since: '2015-09', why: UNMAINTAINED, replacement: 'node' },
  { name: 'django', since: '2016-12', why: UNMAINTAINED, replacement: 'python' },
  { name: 'rails', since: '2016-12', why: UNMAINTAINED, replacement: 'ruby' },
  { name: 'celery', since: '2017-06', why: UNMAINTAINED, replacement: 'python' },
  { name: 'jenkins', since: '2018-02', why: UNMAINTAINED, replacement: 'jenkins/jenkins' },
  { name: 'owncloud', since: '2018-10', why: UNMAINTAINED, replacement: 'owncloud/server' },
  { name: 'piwik', since: '2018-01', why: 'it was renamed', replacement: 'matomo' },
  { name: 'sentry', since: '2020-01', why: UNMAINTAINED, replacement: 'getsentry/sentry' },
  { name: 'vault', since: '2023-05', why: 'its publisher moved it', replacement: 'hashicorp/vault' },
  { name: 'consul', since: '2023-05', why: 'its publisher moved it', replacement: 'hashicorp/consul' },
  { name: 'jboss/keycloak', since: '2022-02', why: UNMAINTAINED, replacement: 'quay.io/keycloak/keycloak' },
  { name: 'microsoft/dotnet', since: '2019-06', why: 'its publisher moved it', replacement: 'mcr.microsoft.com/dotnet/sdk or runtime' },
  { name: 'microsoft/aspnetcore', since: '2019-06', why: 'its publisher moved it', replacement: 'mcr.microsoft.com/dotnet/aspnet' },
  { name: 'microsoft/mssql-server-linux', since: '2019-06', why: 'its publisher moved it', replacement: 'mcr.microsoft.com/mssql/server' },
  {
    name: 'mcr.microsoft.com/dotnet/core/*',
    since: '2022-12',
    why: 'it ended with .NET Core 3.1',
    replacement: 'mcr.microsoft.com/dotnet/*',
  },
  {
    name: 'bitnamilegacy/*',
    since: '2025-08',
    why: 'it is an archive without updates',
    replacement: 'the official image of the same software',
  },
  {
    name: 'gcr.io/kaniko-project/*',
    since: '2025-06',
    why: 'the project is archived',
    replacement: 'BuildKit (moby/buildkit)',
  },
  {
    name: 'quay.io/kubernetes-ingress-controller/nginx-ingress-controller',
    since: '2020-09',
    why: 'its publisher moved it',
    replacement: 'registry.k8s.io/ingress-nginx/controller',
  },
  ...['k8s.gcr.io/*', 'gcr.io/google_containers/*', 'gcr.io/google-containers/*'].map(name => ({
    name,
    since: '2023-04',
    why: 'the registry is frozen and gets no new versions',
    replacement: 'registry.k8s.io',
    frozen: name.slice(0, -2),
    // The older two hold images that never came to the new registry, so only the first one is known to have moved as a whole.
    ...(name.startsWith('k8s.') ? { movedTo: 'registry.k8s.io/' } : {}),
  })),
];

const TABLE = new ImageTable(ENTRIES, ({ name }) => [name]);

/** Tags of images that are otherwise maintained. */
const ONBUILD = { names: ['node', 'python', 'ruby', 'golang', 'maven', 'gradle', 'java'], tag: /(?:^|-)onbuild$/ };

/** Why an image should not be used any more; `undefined` when nothing is known against it. */
export function deprecatedImage(reference: ImageReference): DeprecatedImage | undefined {
  const name = wellKnownName(reference);
  const [entry] = TABLE.of(name);
  if (entry) {
    const { since, why, replacement, frozen, movedTo, nextFor } = entry;
    const known = { since, why, replacement, ...(frozen === undefined ? {} : { frozen }) };
    if (movedTo === undefined) {
      const tag = reference.digest === undefined && reference.tag !== undefined ? nextFor?.(reference.tag) : undefined;
      return { ...known, ...(tag ? { next: besides(reference, replacement, tag) } : {}) };
    }
    const suffix = reference.text.slice(reference.text.indexOf('/') + 1);
    return { ...known, moved: movedTo + suffix };
  }
  if (!reference.tag?.endsWith('onbuild') || !ONBUILD.names.includes(name) || !ONBUILD.tag.test(reference.tag)) return undefined;
  return { since: '2018-01', why: 'onbuild variants are no longer built', replacement: `${name} with the steps written out` };
}

/** Another image of the same registry and folder. */
const besides = ({ text }: ImageReference, name: string, tag: string): string =>
  `${text.slice(0, text.lastIndexOf('/') + 1)}${name}:${tag}`;

/** Eclipse Temurin's tag for one of OpenJDK's: Ubuntu takes Debian's place, and only releases with long-term support are there. */
function temurinFor(tag: string): string | undefined {
  const [version, ...variant] = partsOf(tag);
  const release = /^(8|11|17|21|25)(?=$|[.u])/.exec(version!)?.[1];
  const known = /^(?:jdk|jre|slim|hotspot|buster|bullseye|stretch|bookworm|bionic|focal|alpine[\d.]*)$/;
  if (release === undefined || !variant.every(part => known.test(part))) return undefined;
  const kept = variant.filter(part => part === 'jdk' || part === 'jre');
  const system = variant.some(part => part.startsWith('alpine')) ? ['alpine'] : [];
  return [release, ...kept, ...system].join('-');
}
