import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageDetails } from '../core/facts/image-details.js';
import { isSha256, recordOf } from './manifest.js';

/** A tag can be moved at any moment: what is older is asked again. Milliseconds. */
const MAX_AGE = 60 * 60 * 1000;
/** Beyond these the oldest are dropped. */
const MOST_ENTRIES = 2000;

interface Entry<T> {
  readonly value: T;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What registries answered. Digests of tags age; what a digest names does not, but what is attached to it may come later. */
export class AnswerCache {
  readonly #digests = new Map<string, Entry<string>>();
  readonly #details = new Map<string, Entry<ImageDetails>>();
  readonly #now: () => number;
  #isChanged = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param key of a tag: `imageKey`. */
  digest(key: string): string | undefined {
    return this.#fresh(this.#digests.get(key));
  }

  setDigest(key: string, value: string): void {
    this.#isChanged = true;
    put(this.#digests, key, { value, at: this.#now() });
  }

  /** @param key of a digest: `imageKey`. */
  details(key: string): ImageDetails | undefined {
    return this.#fresh(this.#details.get(key));
  }

  setDetails(key: string, value: ImageDetails): void {
    this.#isChanged = true;
    put(this.#details, key, { value, at: this.#now() });
  }

  #fresh<T>(entry: Entry<T> | undefined): T | undefined {
    const age = entry && this.#now() - entry.at;
    return age !== undefined && age >= 0 && age < MAX_AGE ? entry!.value : undefined;
  }

  /** Takes over what `save` wrote. A file that is absent or damaged holds nothing. */
  load(file: string): void {
    try {
      const read = recordOf(JSON.parse(readFileSync(file, 'utf8')));
      if (read?.version !== 1) return;
      for (const [key, entry] of entriesOf(read.digests)) {
        if (isSha256(entry.value as string)) this.#digests.set(key, entry as Entry<string>);
      }
      for (const [key, entry] of entriesOf(read.details)) {
        if (isDetails(entry.value)) this.#details.set(key, entry as Entry<ImageDetails>);
      }
    } catch {}
  }

  /** Writes it at once or not at all; where it cannot be written the next run asks again. */
  save(file: string): void {
    if (!this.#isChanged) return;
    const temporary = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const content = { version: 1, digests: Object.fromEntries(this.#digests), details: Object.fromEntries(this.#details) };
      writeFileSync(temporary, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }
}

function put<T>(map: Map<string, Entry<T>>, key: string, entry: Entry<T>): void {
  map.delete(key);
  map.set(key, entry);
  if (map.size > MOST_ENTRIES) map.delete(map.keys().next().value!);
}

function entriesOf(value: unknown): [string, Entry<unknown>][] {
  return Object.entries(recordOf(value) ?? {}).flatMap(([key, each]): [string, Entry<unknown>][] => {
    const { value, at } = recordOf(each) ?? {};
    return typeof at === 'number' ? [[key, { value, at }]] : [];
  });
}

/** Written by us, but on a disk: one field of each kind is looked at. */
function isDetails(value: unknown): boolean {
  const { digest, user, volumes, labels, attached } = recordOf(value) ?? {};
  return (
    typeof digest === 'string' &&
    typeof user === 'string' &&
    Array.isArray(volumes) &&
    recordOf(labels) !== undefined &&
    (attached === undefined || Array.isArray(attached))
  );
}
