import type { ImageReference } from '../image-reference.js';

/** Prefixes under which other registries serve the official images of Docker Hub unchanged. */
const OFFICIAL_MIRRORS: readonly string[] = ['public.ecr.aws/docker/library/', 'mirror.gcr.io/library/'];

/**
 * The name under which the tables know an image: `node`, `bitnami/redis`, `mcr.microsoft.com/dotnet/aspnet`. Docker Hub's host is left
 * out. A mirror that is not known to be one keeps its host, and so matches nothing.
 */
export function wellKnownName(reference: ImageReference): string {
  if (reference.registry === 'docker.io') return reference.name;
  const full = `${reference.registry}/${reference.repository}`;
  const mirror = OFFICIAL_MIRRORS.find(prefix => full.startsWith(prefix));
  return mirror === undefined ? full : full.slice(mirror.length);
}

/** Whether `name` is `pattern`, or lies below it where the pattern ends with `/*`. */
export const matchesImageName = (name: string, pattern: string): boolean =>
  pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
