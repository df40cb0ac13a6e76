import { createHash } from 'node:crypto';
import { RegistryError } from './http.js';

/** What images are described with: an index (a list of manifests) or a manifest, in OCI's form or Docker's before it. */
const INDEXES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'] as const;
const MANIFESTS = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'] as const;

export const OCI_INDEX = INDEXES[0];

/** All of them are named: a registry converts what its client does not accept, and the digest of that is of no use. */
export const ACCEPT: string = [...INDEXES, ...MANIFESTS].join(', ');

export const isManifestType = (mediaType: string): boolean => ([...INDEXES, ...MANIFESTS] as string[]).includes(mediaType);

export const isSha256 = (text: string | undefined): text is string => text !== undefined && /^sha256:[0-9a-f]{64}$/.test(text);

export const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The media type of a `Content-Type`, without its parameters. */
export const mediaTypeOf = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]!.trim().toLowerCase();

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly artifactType: string | undefined;
  readonly platform: Platform | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | undefined;
}

/** A manifest or an index, checked as far as it is used. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** Of an index. */
  readonly manifests: readonly Descriptor[] | undefined;
  /** Of a manifest. */
  readonly config: Descriptor | undefined;
}

/**
 * Reads the body of a manifest or an index; its digest is computed here.
 * @throws RegistryError for what is neither.
 */
export function readManifest(bytes: Uint8Array, contentType: string | undefined, what: string): Manifest {
  const json = parse(bytes);
  const mediaType = typeof json?.mediaType === 'string' ? json.mediaType : mediaTypeOf(contentType);
  if (!json || !isManifestType(mediaType)) {
    throw new RegistryError(
      `${what} is described in a form that Seaworthy does not read${mediaType ? ` (${mediaType.slice(0, 100)})` : ''}`,
    );
  }
  return {
    digest: sha256(bytes),
    mediaType,
    manifests: Array.isArray(json.manifests) ? json.manifests.flatMap(entry => descriptorOf(entry) ?? []) : undefined,
    config: descriptorOf(json.config),
  };
}

/** An object, or nothing. */
export function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function descriptorOf(value: unknown): Descriptor | undefined {
  const entry = recordOf(value);
  const digest = textOf(entry?.digest);
  if (!entry || !isSha256(digest)) return undefined;
  const platform = recordOf(entry.platform);
  const [os, architecture] = [textOf(platform?.os), textOf(platform?.architecture)];
  return {
    digest,
    mediaType: textOf(entry.mediaType) ?? '',
    artifactType: textOf(entry.artifactType),
    platform: os !== undefined && architecture !== undefined ? { os, architecture, variant: textOf(platform?.variant) } : undefined,
    annotations: stringsOf(entry.annotations),
  };
}

/** The entries of an object whose values are texts. */
export const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(recordOf(value) ?? {}).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));
