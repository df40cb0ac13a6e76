import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, configRole, Engine, isCandidate, isCompanion, LineIndex, type Rule } from '../../core/index.js';
import type { Host } from './host.js';
import { loosePath, relativePath, uriBelow } from './uris.js';

/** A workspace folder with its engine, or, with `uri: undefined`, the place of files that are in no folder. */
export interface Folder {
  readonly uri: string | undefined;
  readonly engine: Engine;
  /** Open documents by path. */
  readonly open: Map<string, TextDocument>;
  /** What could not be read. */
  readonly skipped: Map<string, string>;
}

/** A file of a folder. */
export interface Place {
  readonly folder: Folder;
  readonly path: string;
}

/** Files between two turns of the others while a folder is read: a few milliseconds. */
const SLICE = 40;

/** Whether a file is not judged itself but bears on others: a configuration, a `.dockerignore`. */
export const isAccessory = (path: string): boolean => isCompanion(path) || configRole(path) !== undefined;

const isWanted = (path: string): boolean => isCandidate(path) || isAccessory(path);

/** The texts that the engines judge: that of an open document, else that of the disk. */
export class Files {
  readonly #host: Host;
  readonly #onRuleError: (rule: Rule, path: string, error: unknown) => void;
  #folders: Folder[] = [];
  readonly #loose: Folder;
  readonly #indexed = new WeakMap<Folder, Promise<void>>();

  constructor(host: Host, onRuleError: (rule: Rule, path: string, error: unknown) => void) {
    this.#host = host;
    this.#onRuleError = onRuleError;
    this.#loose = this.#newFolder(undefined);
  }

  get folders(): readonly Folder[] {
    return this.#folders;
  }

  /** Every open document with its place. */
  get open(): readonly (Place & { readonly document: TextDocument })[] {
    return [...this.#folders, this.#loose].flatMap(folder => [...folder.open].map(([path, document]) => ({ folder, path, document })));
  }

  /** Replaces the workspace's folders; those that stay keep what they know. */
  setFolders(uris: readonly string[]): void {
    const open = this.open;
    for (const { folder, path } of open) {
      folder.open.delete(path);
      folder.engine.update(path, undefined);
    }
    this.#folders = uris.map(uri => this.#folders.find(folder => folder.uri === uri) ?? this.#newFolder(uri));
    for (const { document } of open) this.update(document);
  }

  /** Where a file belongs: the innermost folder that holds it. */
  locate(uri: string): Place {
    let place: Place | undefined;
    for (const folder of this.#folders) {
      const path = relativePath(folder.uri!, uri);
      if (path !== undefined && (!place || path.length < place.path.length)) place = { folder, path };
    }
    return place ?? { folder: this.#loose, path: loosePath(uri) };
  }

  /** The uri of a file as its client spells it. */
  uriOf({ folder, path }: Place): string {
    return folder.open.get(path)?.uri ?? uriBelow(folder.uri ?? 'file:///', path);
  }

  /** The version that edits are meant for; `null` when the file is not open. */
  versionOf({ folder, path }: Place): number | null {
    return folder.open.get(path)?.version ?? null;
  }

  /** The text of a file of any kind; `undefined` when there is none. */
  async textOf(place: Place): Promise<string | undefined> {
    const { folder, path } = place;
    return folder.open.get(path)?.getText() ?? folder.engine.textOf(path) ?? (await this.#host.read(this.uriOf(place)));
  }

  /** Lines of a file that an engine knows. */
  linesOf({ folder, path }: Place): LineIndex | undefined {
    const text = folder.engine.textOf(path);
    return text === undefined ? undefined : new LineIndex(text);
  }

  /** `undefined`: it is none of ours. */
  analyze(uri: string): (Place & { readonly analysis: Analysis }) | undefined {
    const { folder, path } = this.locate(uri);
    const analysis = folder.engine.analyze(path);
    return analysis && { folder, path, analysis };
  }

  /** A document was opened or changed. */
  update(document: TextDocument): void {
    const { folder, path } = this.locate(document.uri);
    folder.open.set(path, document);
    folder.engine.update(path, document.getText(), document.languageId);
  }

  /** A document was closed: what the disk says holds again. */
  async close(uri: string): Promise<void> {
    const { folder, path } = this.locate(uri);
    folder.open.delete(path);
    if (folder.uri === undefined) folder.engine.update(path, undefined);
    else await this.#readAgain({ folder, path }, uri);
  }

  /** Files changed on the disk, or were deleted. */
  async changed(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      const place = this.locate(uri);
      if (place.folder.uri !== undefined && !place.folder.open.has(place.path) && isWanted(place.path)) await this.#readAgain(place, uri);
    }
  }

  /** Reads a folder once, in slices. When it is through, rules may conclude from what is absent. */
  index(folder: Folder): Promise<void> {
    const known = this.#indexed.get(folder);
    if (known) return known;
    const indexing = this.#index(folder);
    this.#indexed.set(folder, indexing);
    return indexing;
  }

  async #index(folder: Folder): Promise<void> {
    if (folder.uri === undefined) return;
    let seen = 0;
    for await (const path of this.#host.listFiles(folder.uri, (path, why) => folder.skipped.set(path, why))) {
      if (++seen % SLICE === 0) await this.#host.yield();
      if (!isWanted(path) || folder.open.has(path)) continue;
      const text = await this.#host.read(uriBelow(folder.uri, path));
      if (folder.open.has(path)) continue;
      if (text === undefined) folder.skipped.set(path, 'it could not be read as text');
      else folder.engine.update(path, text);
    }
    folder.engine.complete = true;
  }

  async #readAgain({ folder, path }: Place, uri: string): Promise<void> {
    const text = await this.#host.read(uri);
    if (!folder.open.has(path)) folder.engine.update(path, text);
  }

  #newFolder(uri: string | undefined): Folder {
    const engine = new Engine({
      rules: this.#host.rules,
      today: () => this.#host.today(),
      onRuleError: (rule, path, error) => this.#onRuleError(rule, path, error),
    });
    return { uri, engine, open: new Map(), skipped: new Map() };
  }
}
