import type { ImageDetails, ImageReference, Registry, Rule } from '../../core/index.js';
import type { Git } from './git.js';

/** Answers about images from where they are kept. */
export interface ImageRegistry extends Registry {
  /** Of the reference's digest, else of what its tag points to now. @throws Error with a message for people. */
  inspect(reference: ImageReference): Promise<ImageDetails>;
}

/** What differs between Node, the browser and a test. */
export interface Host {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly Rule[];
  /** The date to judge by, `YYYY-MM-DD`. */
  today(): string;
  /** Absent registries say why, in words for people. */
  readonly registry: ImageRegistry | { readonly unavailable: string };
  /** Absent where no program can be run. Nobody is asked until the client says that the user wants it. */
  readonly git?: Git;
  /**
   * POSIX paths of a folder's files, relative to it; what its `.gitignore` files leave out is left out.
   * @param onProblem told of what could not be looked into.
   * @param below only files that are these, or lie in them: POSIX paths relative to the folder; `['']` for all.
   */
  listFiles(
    folder: string,
    onProblem: (path: string, why: string) => void,
    below: readonly string[],
  ): Iterable<string> | AsyncIterable<string>;
  /** A file's text; `undefined` when it is absent, unreadable or binary. Never throws. */
  read(uri: string): Promise<string | undefined>;
  /** Lets everything else that waits have its turn. */
  yield(): Promise<void>;
}

export const isUnavailable = (registry: Host['registry']): registry is { readonly unavailable: string } => 'unavailable' in registry;
