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

/** What is known of images by their names, where `/*` at the end stands for everything below. A name that is written out goes first. */
export class ImageTable<Entry> {
  readonly #byName = new Map<string, Entry[]>();
  readonly #below = new Map<string, Entry[]>();

  constructor(entries: readonly Entry[], namesOf: (entry: Entry) => readonly string[]) {
    for (const entry of entries) {
      for (const name of namesOf(entry)) {
        const group = name.endsWith('/*') ? this.#below : this.#byName;
        const key = name.replace(/\*$/, '');
        const known = group.get(key);
        if (known) known.push(entry);
        else group.set(key, [entry]);
      }
    }
  }

  /** The entries for a well-known name, in the order of the table. */
  of(name: string): readonly Entry[] {
    const known = this.#byName.get(name);
    if (known || !name.includes('/')) return known ?? [];
    for (const [folder, entries] of this.#below) if (name.startsWith(folder)) return entries;
    return [];
  }
}
