import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Analysis,
  changed,
  configRole,
  Engine,
  type EngineOptions,
  type FileKind,
  type ImageFacts,
  LineIndex,
  matchesGlob,
  type Rule,
  type RuleFinding,
  type Said,
  type Tool,
} from '../../core/index.js';
import { Disk, isBaseline } from './disk.js';
import type { Host } from './host.js';
import { loosePath, relativePath, uriBelow } from './uris.js';

/** A workspace folder with its engine, or, with `uri: undefined`, the place of files that are in no folder. */
export interface Folder {
  readonly uri: string | undefined;
  readonly engine: Engine;
  /** Open documents by path. */
  readonly open: Map<string, TextDocument>;
  /** Paths of the baselines that lie in it. */
  readonly baselines: Set<string>;
  /** What could not be read. */
  readonly skipped: Map<string, string>;
  /** What the editor's settings say, which every config file wins over. */
  settings: Said;
  /** Tools that are left to say in the editor what they know too. */
  leftTo: ReadonlySet<Tool>;
  /** Whether the editor's own settings hide a file from lists: it bears on others, and no audit lists it. */
  isHidden(path: string): boolean;
}

/** A file of a folder. */
export interface Place {
  readonly folder: Folder;
  readonly path: string;
}

/** What these tools read in an editor. */
const isFor = (tool: Tool, kind: FileKind): boolean => kind === 'dockerfile' || (tool !== 'hadolint' && tool !== 'buildkit');

/** The texts that the engines judge: that of an open document, else that of the disk. */
export class Files {
  readonly #host: Host;
  readonly #images: ImageFacts;
  readonly #onRuleError: (rule: Rule, path: string, error: unknown) => void;
  #folders: Folder[] = [];
  #epoch = 0;
  readonly #loose: Folder;
  readonly #disk: Disk;
  #quieter = new WeakMap<Analysis, Analysis>();

  constructor(host: Host, images: ImageFacts, onRuleError: (rule: Rule, path: string, error: unknown) => void) {
    this.#host = host;
    this.#images = images;
    this.#onRuleError = onRuleError;
    this.#disk = new Disk(host, folder => this.#updateOpen(folder));
    this.#loose = this.#newFolder(undefined);
  }

  get folders(): readonly Folder[] {
    return this.#folders;
  }

  /** What every engine here judges by. */
  get engineOptions(): EngineOptions {
    return {
      rules: this.#host.rules,
      today: () => this.#host.today(),
      images: this.#images,
      onRuleError: (rule, path, error) => this.#onRuleError(rule, path, error),
    };
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

  /** Another number whenever a text without change may come to something else: by settings, or by what is known of images. */
  get epoch(): number {
    return this.#epoch;
  }

  /** More is known about images than before. */
  imagesChanged(): void {
    this.#epoch++;
    for (const { engine } of [...this.#folders, this.#loose]) engine.imagesChanged();
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

  /** Files of no folder. */
  get loose(): Folder {
    return this.#loose;
  }

  /** `undefined`: it is none of ours, or a config excludes it. */
  analyze(uri: string): (Place & { readonly analysis: Analysis }) | undefined {
    const { folder, path } = this.locate(uri);
    const analysis = folder.engine.isExcluded(path) ? undefined : folder.engine.analyze(path);
    return analysis && { folder, path, analysis: this.#withoutOthers(folder, analysis) };
  }

  /** What other tools of this editor say is theirs to say; it weighs all the same. */
  #withoutOthers({ leftTo }: Folder, analysis: Analysis): Analysis {
    if (leftTo.size === 0) return analysis;
    let known = this.#quieter.get(analysis);
    if (!known) {
      const isTheirs = ({ rule }: RuleFinding) =>
        [...leftTo].some(tool => isFor(tool, analysis.kind) && (rule.meta.alsoKnownAs?.[tool]?.length ?? 0) > 0);
      const findings = analysis.findings.map(finding => (isTheirs(finding) ? changed(finding, { hidden: true }) : finding));
      known = { ...analysis, findings };
      this.#quieter.set(analysis, known);
    }
    return known;
  }

  /**
   * A folder's settings: every config file wins over them.
   * @param hidden globs of what the editor does not list; one that means a folder means all in it.
   */
  configure(folder: Folder, said: Said, leaveTo: readonly Tool[], hidden: readonly string[] = []): void {
    folder.leftTo = new Set(leaveTo);
    folder.isHidden = path => hidden.some(pattern => matchesGlob({ folder: '', pattern }, path));
    this.#quieter = new WeakMap();
    this.#epoch++;
    folder.settings = said;
    folder.engine.settings = said;
    this.#updateOpen(folder);
  }

  /** A configuration may say of an open file what it is. */
  #updateOpen(folder: Folder): void {
    for (const [path, document] of folder.open) {
      if (!configRole(path)) folder.engine.update(path, document.getText(), document.languageId);
    }
  }

  /** Reads a folder once, in slices. When it is through, rules may conclude from what is absent. */
  index(folder: Folder): Promise<void> {
    return this.#disk.index(folder);
  }

  /** Reads all of a folder, also what was read before: some clients tell of no change, and none of every one. */
  readAll(folder: Folder): Promise<void> {
    return this.#disk.readAll(folder);
  }

  /** Reads what a configuration has named since the folder was read. */
  readNamed(folder: Folder): Promise<void> {
    return this.#disk.readNamed(folder);
  }

  /** A document was opened or changed. */
  update(document: TextDocument): void {
    const { folder, path } = this.locate(document.uri);
    if (isBaseline(path)) folder.baselines.add(path);
    folder.open.set(path, document);
    folder.engine.update(path, document.getText(), document.languageId);
    if (configRole(path)) this.#updateOpen(folder);
  }

  /** A document was closed: what the disk says holds again. */
  async close(uri: string): Promise<void> {
    const { folder, path } = this.locate(uri);
    folder.open.delete(path);
    if (folder.uri === undefined) folder.engine.update(path, undefined);
    else await this.#disk.readAgain(folder, [path]);
  }

  /**
   * Files came, went or changed on the disk, or folders came or went.
   * @returns the uris of those that are of use here.
   */
  async changed(uris: readonly string[]): Promise<readonly string[]> {
    const changed = new Map<Folder, string[]>();
    for (const { folder, path } of uris.map(uri => this.locate(uri))) {
      const paths = changed.get(folder);
      if (paths) paths.push(path);
      else changed.set(folder, [path]);
    }
    const touched: string[] = [];
    for (const [folder, paths] of changed)
      for (const path of await this.#disk.readAgain(folder, paths)) touched.push(this.uriOf({ folder, path }));
    return touched;
  }

  #newFolder(uri: string | undefined): Folder {
    const engine = new Engine(this.engineOptions);
    return {
      uri,
      engine,
      open: new Map(),
      baselines: new Set(),
      skipped: new Map(),
      settings: {},
      leftTo: new Set(),
      isHidden: () => false,
    };
  }
}
