import path from 'node:path';
import { configRole, Engine, type EngineOptions, isCandidate, isCompanion } from '../../../core/index.js';
import type { Entry, Repository } from './git.js';
import { decode, isSkipped } from './walk.js';

/**
 * An engine that is told one revision of a repository after another. From one to the next only what differs is read and judged again.
 */
export class Revisions {
  readonly engine: Engine;
  readonly #repository: Repository;
  readonly #mostBytes: number;
  readonly #texts = new Map<string, string | undefined>();
  /** Ids by path, of what the engine knows. */
  #known = new Map<string, string>();

  /** @param mostBytes what is larger is no file of ours. */
  constructor(repository: Repository, options: EngineOptions, mostBytes: number) {
    this.#repository = repository;
    this.#mostBytes = mostBytes;
    this.engine = new Engine(options);
  }

  /** Tells the engine the files of a commit or a tree, and returns the paths that are analysed in it. */
  async open(treeish: string): Promise<readonly string[]> {
    const all = await this.#repository.files(treeish);
    const own = all.filter(({ path: at }) => !at.split('/').slice(0, -1).some(isSkipped));
    const files = await this.#resolved(new Map(own.map(entry => [entry.path, entry])));
    // Configs first: they say what files are whose names do not tell.
    await this.#tell(new Map([...files].filter(([at]) => configRole(at))), at => configRole(at) !== undefined);
    const { engine } = this;
    await this.#tell(
      new Map([...files].filter(([at]) => !configRole(at) && (isCandidate(at) || isCompanion(at) || engine.isNamed(at)))),
      at => configRole(at) === undefined,
    );
    engine.complete = true;
    return engine.paths.filter(at => !engine.isExcluded(at)).sort();
  }

  /** Ids by path. A link to a file in the tree is that file. */
  async #resolved(entries: ReadonlyMap<string, Entry>): Promise<ReadonlyMap<string, string>> {
    const links = [...entries.values()].filter(({ isLink }) => isLink);
    const targets = await this.#repository.contents(links.map(({ id }) => id));
    return new Map(
      [...entries.values()].flatMap((entry): [string, string][] => {
        const target = entry.isLink
          ? entries.get(path.posix.join(path.posix.dirname(entry.path), targets.get(entry.id)?.toString() ?? ''))
          : entry;
        return target && !target.isLink && target.size <= this.#mostBytes ? [[entry.path, target.id]] : [];
      }),
    );
  }

  /** @param isOurs which of the known paths `files` is about: those of them that it lacks are gone. */
  async #tell(files: ReadonlyMap<string, string>, isOurs: (path: string) => boolean): Promise<void> {
    const missing = [...new Set(files.values())].filter(id => !this.#texts.has(id));
    for (const [id, bytes] of await this.#repository.contents(missing)) this.#texts.set(id, decode(bytes));
    const next = new Map([...this.#known].filter(([at]) => !isOurs(at)));
    for (const at of this.#known.keys()) if (isOurs(at) && !files.has(at)) this.engine.update(at, undefined);
    for (const [at, id] of files) {
      next.set(at, id);
      if (this.#known.get(at) !== id) this.engine.update(at, this.#texts.get(id));
    }
    this.#known = next;
  }
}
