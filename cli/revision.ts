import path from 'node:path';
import { configRole, Engine, type EngineOptions, isCandidate, isCompanion } from '../core/index.js';
import { decode, isSkipped } from '../server/src/node/walk.js';
import { MOST_BYTES } from './files.js';
import type { Entry, Repository } from './git.js';

/**
 * An engine that is told one revision of a repository after another. From one to the next only what differs is read and judged again.
 */
export class Revisions {
  readonly engine: Engine;
  readonly #repository: Repository;
  readonly #texts = new Map<string, string | undefined>();
  /** Ids by path, of what the engine knows. */
  #known = new Map<string, string>();

  constructor(repository: Repository, options: EngineOptions) {
    this.#repository = repository;
    this.engine = new Engine(options);
  }

  /** Tells the engine the files of a commit, and returns the paths that are analysed in it. */
  open(commit: string): readonly string[] {
    const entries = new Map(
      this.#repository
        .files(commit)
        .filter(({ path: at }) => !at.split('/').slice(0, -1).some(isSkipped))
        .map(entry => [entry.path, entry]),
    );
    const files = this.#resolved(entries);
    // Configs first: they say what files are whose names do not tell.
    this.#tell(new Map([...files].filter(([at]) => configRole(at))), at => configRole(at) !== undefined);
    const { engine } = this;
    this.#tell(
      new Map([...files].filter(([at]) => !configRole(at) && (isCandidate(at) || isCompanion(at) || engine.isNamed(at)))),
      at => configRole(at) === undefined,
    );
    engine.complete = true;
    return engine.paths.filter(at => !engine.isExcluded(at)).sort();
  }

  /** Ids by path. A link to a file in the tree is that file. */
  #resolved(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, string> {
    const links = [...entries.values()].filter(({ isLink }) => isLink);
    const targets = this.#repository.contents(links.map(({ id }) => id));
    return new Map(
      [...entries.values()].flatMap((entry): [string, string][] => {
        const target = entry.isLink
          ? entries.get(path.posix.join(path.posix.dirname(entry.path), targets.get(entry.id)?.toString() ?? ''))
          : entry;
        return target && !target.isLink && target.size <= MOST_BYTES ? [[entry.path, target.id]] : [];
      }),
    );
  }

  /** @param isOurs which of the known paths `files` is about: those of them that it lacks are gone. */
  #tell(files: ReadonlyMap<string, string>, isOurs: (path: string) => boolean): void {
    const missing = [...new Set(files.values())].filter(id => !this.#texts.has(id));
    for (const [id, bytes] of this.#repository.contents(missing)) this.#texts.set(id, decode(bytes));
    const next = new Map([...this.#known].filter(([at]) => !isOurs(at)));
    for (const at of this.#known.keys()) if (isOurs(at) && !files.has(at)) this.engine.update(at, undefined);
    for (const [at, id] of files) {
      next.set(at, id);
      if (this.#known.get(at) !== id) this.engine.update(at, this.#texts.get(id));
    }
    this.#known = next;
  }
}
