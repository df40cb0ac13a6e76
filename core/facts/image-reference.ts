/** A parsed image reference. Grammar: the distribution project's reference package. */
export interface ImageReference {
  /** As written. */
  readonly text: string;
  /** Registry host with port; `docker.io` when none is written. */
  readonly registry: string;
  /** Normalised: `library/node` for `node`. */
  readonly repository: string;
  /** Without registry, `library/`, tag and digest: `node`, `bitnami/redis`. The last path part: `imageBaseName`. */
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:...` as written; may be malformed, see `digestValid`. */
  readonly digest: string | undefined;
  readonly digestValid: boolean;
}

const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_ALIASES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** Longer than any reference: host 253 + port 6, repository 255, tag 128, sha512 digest 135, and separators. */
const MAX_LENGTH = 800;
const MAX_REPOSITORY_LENGTH = 255;

const HOST = /^(?:\[[a-fA-F0-9:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]+)?$/;
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z0-9_+.:-]+$/;
const VALID_DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** What engines take for the id of a local image, never for a name. */
const IMAGE_ID = /^[0-9a-f]{64}$/;
const IMAGE_ID_LENGTH = 64;

/**
 * Parses an image reference as engines do: `[host[:port]/]path[:tag][@digest]`. The first path part is a host only when it holds `.`,
 * `:` or an upper-case letter, or is `localhost`; a tag's colon follows the last slash.
 * `undefined` when the text is no reference: empty, upper-case repository, a template or variable, an image id.
 * A malformed digest keeps the reference (see `digestValid`), since the rest of it still says which image is meant.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) return undefined;
  if (text.length === IMAGE_ID_LENGTH && IMAGE_ID.test(text)) return undefined;

  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;

  const { registry, rest } = splitRegistry(at < 0 ? text : text.slice(0, at));
  if (registry !== DOCKER_HUB && !HOST.test(registry)) return undefined;

  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;

  if (!PATH.test(path)) return undefined;
  const repository = registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > MAX_REPOSITORY_LENGTH) return undefined;

  const name = registry === DOCKER_HUB && repository.startsWith('library/') ? repository.slice('library/'.length) : repository;
  return { text, registry, repository, name, tag, digest, digestValid: digest !== undefined && VALID_DIGEST.test(digest) };
}

/**
 * Whether a reference has neither tag nor digest for certain, also where a variable leaves its beginning unknown: a tag stands after the
 * last slash only.
 */
export function isUntagged(text: string): boolean {
  const reference = parseImageReference(text);
  if (reference) return reference.tag === undefined && reference.digest === undefined;
  const slash = text.lastIndexOf('/');
  return slash > 0 && /^\$(?:\w+|\{\w+\})(?:\/[\w.-]+)*$/.test(text.slice(0, slash)) && PATH_PART.test(text.slice(slash + 1));
}

/** The last path part of a repository: `redis` for `bitnami/redis`. */
export const imageBaseName = (reference: ImageReference): string => reference.name.slice(reference.name.lastIndexOf('/') + 1);

function splitRegistry(name: string): { registry: string; rest: string } {
  const slash = name.indexOf('/');
  if (slash < 0) return { registry: DOCKER_HUB, rest: name };
  const first = name.slice(0, slash);
  const isHost = /[.:A-Z]/.test(first) || first === 'localhost';
  if (!isHost) return { registry: DOCKER_HUB, rest: name };
  return { registry: DOCKER_HUB_ALIASES.has(first) ? DOCKER_HUB : first, rest: name.slice(slash + 1) };
}

/** The reference as written, with another tag and without a digest. */
export function withTag({ text, tag, digest }: ImageReference, next: string): string {
  const bare = digest === undefined ? text : text.slice(0, -(digest.length + 1));
  return `${tag === undefined ? bare : bare.slice(0, -(tag.length + 1))}:${next}`;
}

/** The reference as written, with its tag kept and another digest. */
export function withDigest({ text, digest }: ImageReference, next: string): string {
  return `${digest === undefined ? text : text.slice(0, -(digest.length + 1))}@${next}`;
}

/** Whether a text names an image by tag and digest: a cheap look. */
export const isPinnedTag = (text: string): boolean => /:[^/@]+@sha256:[0-9a-f]{64}$/.test(text);
