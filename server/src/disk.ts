import { BASELINE, configRole, type Engine, isCandidate, isCompanion } from '../../core/index.js';
import type { Folder } from './files.js';
import type { Host } from './host.js';
import { foldersAround, uriBelow } from './uris.js';

/** Files between two turns of the others while a folder is read: a few milliseconds. */
const SLICE = 40;

/** Whether a file is not judged itself but bears on others: a configuration, a `.dockerignore`. */
export const isAccessory = (path: string): boolean => isCompanion(path) || configRole(path) !== undefined;

const isWanted = (engine: Engine, path: string): boolean => isCandidate(path) || isAccessory(path) || engine.isNamed(path);

/** Whether it is where a baseline is kept. */
export const isBaseline = (path: string): boolean => path === BASELINE || path.endsWith(`/${BASELINE}`);

/** A change there may bring files in that were left out, or leave out what was in. */
const isIgnoreFile = (path: string): boolean => /(?:^|\/)\.gitignore$/.test(path);

/** Gives engines the texts that the disk holds; open documents are left alone. */
export class Disk {
  readonly #host: Host;
  readonly #onConfigs: (folder: Folder) => void;
  readonly #indexed = new WeakMap<Folder, Promise<void>>();
  /** Paths that were read. */
  readonly #known = new WeakMap<Folder, Set<string>>();

  /** @param onConfigs told when configurations may have changed, before other files are read. */
  constructor(host: Host, onConfigs: (folder: Folder) => void) {
    this.#host = host;
    this.#onConfigs = onConfigs;
  }

  /** Reads a folder once, in slices. When it is through, rules may conclude from what is absent. */
  index(folder: Folder): Promise<void> {
    const known = this.#indexed.get(folder);
    if (known) return known;
    const indexing = this.#index(folder);
    this.#indexed.set(folder, indexing);
    return indexing;
  }

  /** Reads all of a folder, also what was read before: some clients tell of no change, and none of every one. */
  async readAll(folder: Folder): Promise<void> {
    const indexing = this.#indexed.get(folder);
    if (!indexing) return this.index(folder);
    await indexing;
    await this.#look(folder, [''], () => true);
  }

  /** Reads what a configuration has named since the folder was read. */
  async readNamed(folder: Folder): Promise<void> {
    if (folder.engine.namesFiles) await this.#look(folder, [''], () => false);
  }

  /**
   * Files came, went or changed, or folders came or went: of those clients tell no more than the names.
   * @returns the paths of those that are of use here.
   */
  async readAgain(folder: Folder, paths: readonly string[]): Promise<readonly string[]> {
    const changed = new Set(paths);
    const below = paths.map(path => (isIgnoreFile(path) ? path.slice(0, -'/.gitignore'.length) : path));
    return this.#look(folder, [...new Set(below)], path => isBelow(changed, path));
  }

  async #index(folder: Folder): Promise<void> {
    if (folder.uri === undefined) return;
    await this.#look(folder, [''], () => true);
    folder.engine.complete = true;
  }

  /**
   * Lists what is at or below these paths, reads what is stale or new, and forgets what is gone.
   * @returns the paths of all that was read or forgotten.
   */
  async #look(folder: Folder, paths: readonly string[], isStale: (path: string) => boolean): Promise<readonly string[]> {
    if (folder.uri === undefined) return [];
    const { uri, engine, open, skipped } = folder;
    const known = this.#known.get(folder) ?? new Set();
    this.#known.set(folder, known);
    const below = new Set(paths);
    for (const path of [...skipped.keys()]) if (isBelow(below, path)) skipped.delete(path);
    const unreadable = new Set<string>();
    const onProblem = (path: string, why: string) => {
      unreadable.add(path);
      skipped.set(path, why);
    };

    const touched: string[] = [];
    const read = async (path: string) => {
      if (known.has(path) && !isStale(path)) return;
      known.add(path);
      if (touched.push(path) % SLICE === 0) await this.#host.yield();
      if (open.has(path)) return;
      const text = await this.#host.read(uriBelow(uri, path));
      if (open.has(path)) return;
      engine.update(path, text);
      if (text === undefined) skipped.set(path, 'it could not be read as text');
    };

    const there = new Set<string>();
    const rest: string[] = [];
    for await (const path of this.#host.listFiles(uri, onProblem, paths)) {
      if (isBaseline(path)) folder.baselines.add(path);
      // Configs first: they say what files are whose names do not tell.
      if (!configRole(path)) rest.push(path);
      else {
        there.add(path);
        await read(path);
      }
    }
    this.#onConfigs(folder);
    for (const path of rest) {
      if (!isWanted(engine, path)) continue;
      there.add(path);
      await read(path);
    }
    for (const path of [...known, ...paths]) {
      if (there.has(path) || !isBelow(below, path) || isBelow(unreadable, path)) continue;
      if (known.delete(path)) touched.push(path);
      if (!open.has(path)) engine.update(path, undefined);
    }
    this.#onConfigs(folder);
    return touched;
  }
}

/** Whether a path is one of these or lies in one; everything lies in `''`. */
const isBelow = (paths: ReadonlySet<string>, path: string): boolean =>
  paths.has(path) || paths.has('') || foldersAround(path).some(folder => paths.has(folder));
