import { type Document, parse, summarize } from './facts/document.js';
import { buildOf, builtStage } from './facts/documents/compose/build.js';
import { servicesOf } from './facts/documents/compose.js';
import type { FileKind } from './facts/fact.js';
import { isIn, resolvePath } from './facts/path.js';
import type { ImageUse } from './facts/views/image.js';
import type { ComposeCall, FileSummary, Workspace } from './facts/workspace.js';
import { type Basis, Files } from './files.js';
import { FilesAround } from './files-around.js';
import { type Analysis, analyze } from './judge/analyze.js';
import { type Config, type ConfigFile, ConfigTree, type Effective, imageFactsOf, type Said } from './judge/config/index.js';
import type { ImageFacts, Preset, Rule } from './judge/rule.js';
import { targetsOf } from './judge/targets.js';

/** What an engine gets from outside. */
export interface EngineOptions {
  readonly rules: readonly Rule[];
  /** The date to judge by, `YYYY-MM-DD`. */
  today(): string;
  /** Wins over every config file: the command line's. */
  readonly preset?: Preset;
  readonly images?: ImageFacts;
  onRuleError?(rule: Rule, path: string, error: unknown): void;
}

const UNKNOWN_IMAGES: ImageFacts = { user: () => undefined, details: () => undefined };

/**
 * The texts of a tree and what they come to: the same object behind the editor and the command line, so that both say the same.
 * It is told texts and asked for analyses; it reads nothing itself. Paths are POSIX and relative to the tree's top.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #configs: ConfigTree;
  readonly #files: Files;
  #complete = false;
  /** Changes whenever another file's facts or a config change: analyses of an earlier one are stale. */
  #generation = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#configs = new ConfigTree(options.rules, options.preset);
    this.#files = new Files(this.#configs);
  }

  /** Gives a file its text, or takes it away with `undefined`. Cheap: nothing is parsed yet. */
  update(path: string, text: string | undefined, language?: string): void {
    if (this.#configs.update(path, text)) {
      this.#generation++;
      this.#files.detectAgain();
    }
    if (this.#files.update(path, text, language)) this.#generation++;
  }

  /** Whether every file of the tree has been given: only then may rules conclude from another file's absence. */
  set complete(complete: boolean) {
    if (complete !== this.#complete) this.#generation++;
    this.#complete = complete;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Rises whenever analyses of files that did not change themselves may come to something else. */
  get generation(): number {
    return this.#generation;
  }

  /** Paths of the files that have a kind. */
  get paths(): readonly string[] {
    return this.#files.paths;
  }

  /** The editor's settings, which every config file wins over. */
  set settings(said: Said) {
    this.#configs.settings = said;
    this.#generation++;
    this.#files.detectAgain();
  }

  /** Configuration files with what is wrong in them. */
  get configs(): readonly ConfigFile[] {
    return this.#configs.files;
  }

  configFile(path: string): ConfigFile | undefined {
    return this.#configs.file(path);
  }

  /** The folder that bounds what a file can know of others: the nearest config with `root: true` above it, else the top (`''`). */
  rootOf(path: string): string {
    return this.#configs.rootOf(path);
  }

  /** The configuration in force for a file: one object for each distinct configuration, until a configuration changes. */
  configOf(path: string): Config {
    return this.#configs.configOf(path);
  }

  /** The same with the origin of its values. */
  effectiveConfigOf(path: string): Effective {
    return this.#configs.effectiveOf(path);
  }

  /** Whether a config leaves the file out: it bears on others, and nothing is said about it. */
  isExcluded(path: string): boolean {
    return this.#configs.isExcluded(path);
  }

  /** Path of the nearest config of a file; `undefined`: it has none. */
  nearestConfig(path: string): string | undefined {
    return this.#configs.nearest(path);
  }

  /** Whether some config says what files are: then others than those named like ours are worth reading. */
  get namesFiles(): boolean {
    return this.#configs.namesFiles;
  }

  /** Whether a config says what a file is, whatever its name: it is worth reading then. */
  isNamed(path: string): boolean {
    return (this.#configs.kindOf(path) ?? 'none') !== 'none';
  }

  kindOf(path: string): FileKind | undefined {
    return this.#files.get(path)?.kind;
  }

  textOf(path: string): string | undefined {
    return this.#files.get(path)?.text ?? this.#configs.textOf(path);
  }

  /** The file, judged; from the cache while nothing that bears on it has changed. `undefined`: none of ours. */
  analyze(path: string): Analysis | undefined {
    const file = this.#files.get(path);
    const document = file && this.#files.documentOf(file);
    if (!file || !document) return undefined;
    if (file.analysis && this.#holds(file.basis)) return file.analysis;
    const { generation, read } = { generation: this.#generation, read: new Map<string, string | undefined>() };
    file.analysis = analyze(document, this.#options.rules, this.configOf(path), {
      workspace: this.#workspaceOf(path, read),
      images: imageFactsOf(this.configOf(path), this.#options.images ?? UNKNOWN_IMAGES),
      today: this.#options.today(),
      onRuleError: (rule, error) => this.#options.onRuleError?.(rule, path, error),
    });
    file.basis = { generation, read };
    return file.analysis;
  }

  /**
   * The same file with another text, judged in the same surroundings, or in those that have `others` for the texts of their paths; nothing
   * is remembered. For previews of fixes.
   */
  analyzeAs(path: string, text: string, others: ReadonlyMap<string, string> = new Map()): Analysis | undefined {
    const file = this.#files.get(path);
    const document = file?.kind && parse(file.kind, path, text, file.document);
    if (!document) return undefined;
    const workspace = this.#workspaceOf(path);
    const documents = new Map<string, Document>([[path, document]]);
    for (const [other, changed] of others) {
      const kind = this.#files.get(other)?.kind;
      if (kind && other !== path && workspace.document(other)) documents.set(other, parse(kind, other, changed));
    }
    const summarizeAgain = () =>
      [...workspace.summaries].map(summary => {
        const changed = documents.get(summary.path);
        return changed ? summarize(changed) : summary;
      });
    let summaries: readonly FileSummary[] | undefined;
    return analyze(document, this.#options.rules, this.configOf(path), {
      workspace: new FilesAround(
        {
          ...workspace,
          text: other => (other === path ? text : (others.get(other) ?? workspace.text(other))),
          document: other => documents.get(other) ?? workspace.document(other),
        },
        () => (summaries ??= summarizeAgain()),
      ),
      images: imageFactsOf(this.configOf(path), this.#options.images ?? UNKNOWN_IMAGES),
      today: this.#options.today(),
    });
  }

  /** The Dockerfile of the tree that a service of a Compose file is built from, and the place of the stage that it ships. */
  stageOf(path: string, service: string): { readonly path: string; readonly place: string } | undefined {
    const file = this.#files.get(path);
    const document = file && this.#files.documentOf(file);
    if (document?.kind !== 'compose') return undefined;
    const workspace = this.#workspaceOf(path);
    const found = servicesOf(document, workspace).find(({ name }) => name === service);
    const dockerfile = found && buildOf(found)?.dockerfile;
    const stage = found && dockerfile !== undefined ? builtStage(found, workspace) : undefined;
    return stage && dockerfile !== undefined ? { path: dockerfile, place: stage.place } : undefined;
  }

  /** Every use of an image in a file. */
  images(path: string): readonly ImageUse[] {
    const file = this.#files.get(path);
    const document = file && this.#files.documentOf(file);
    return document ? targetsOf(document, this.#workspaceOf(path)).of('image') : [];
  }

  /** To be called when `EngineOptions.images` has come to know more. */
  imagesChanged(): void {
    this.#generation++;
  }

  /** What other files need to know of a file; another engine of the same tree can be told it. */
  summaryOf(path: string): FileSummary | undefined {
    const file = this.#files.get(path);
    return file && this.#files.summaryOf(file);
  }

  /** Takes what another engine has read in a file with the same text, instead of reading it for that. */
  learn(summary: FileSummary): void {
    const file = this.#files.get(summary.path);
    if (file) file.summary ??= summary;
  }

  /** Lets go of what can be computed again: for audits of many files. */
  forget(path: string): void {
    this.#files.forget(path);
  }

  /** Whether nothing has changed that an analysis rests on. */
  #holds(basis: Basis | undefined): boolean {
    return basis?.generation === this.#generation && [...basis.read].every(([path, text]) => this.#files.get(path)?.text === text);
  }

  /** @param read is told every text that is asked for. */
  #workspaceOf(path: string, read?: Map<string, string | undefined>): Workspace {
    const root = this.rootOf(path);
    const fileAt = (other: string) => {
      if (!isIn(root, other) || this.rootOf(other) !== root) return undefined;
      const file = this.#files.get(other);
      read?.set(other, file?.text);
      return file;
    };
    return new FilesAround(
      {
        path,
        complete: this.#complete,
        text: other => fileAt(other)?.text,
        document: other => {
          const file = fileAt(other);
          return file && this.#files.documentOf(file);
        },
        compose: composeCallOf(this.configOf(path)),
      },
      () => this.#files.summariesOf(root, this.#generation),
    );
  }
}

/** The configuration's paths are relative to its folder, facts know paths from the top. */
function composeCallOf({ compose }: Config): ComposeCall {
  const fromTop = (paths: readonly string[]) => paths.flatMap(path => resolvePath(compose.folder, path) ?? []);
  return { files: fromTop(compose.files), profiles: compose.profiles, envFiles: fromTop(compose.envFile) };
}
