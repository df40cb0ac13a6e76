import { detect, isCompanion } from './facts/detect.js';
import { type Document, parse, summarize } from './facts/document.js';
import type { FileKind, Problem } from './facts/fact.js';
import { folderOf, isIn } from './facts/path.js';
import type { FileSummary, Workspace } from './facts/workspace.js';
import { type Analysis, analyze } from './judge/analyze.js';
import { type Config, configNames, defaultConfig, parseConfig } from './judge/config.js';
import type { ImageFacts, Preset, Rule } from './judge/rule.js';
import { LineIndex } from './text.js';

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

interface File {
  readonly path: string;
  readonly text: string;
  readonly language: string | undefined;
  readonly kind: FileKind | undefined;
  document?: Document | undefined;
  /** The reading before the last change: what has not changed is not parsed again. */
  previous?: Document | undefined;
  summary?: FileSummary | undefined;
  analysis?: Analysis | undefined;
}

/** A configuration file with what is wrong in it. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly config: Config;
  readonly problems: readonly Problem[];
}

const UNKNOWN_IMAGES: ImageFacts = { user: () => undefined };

/**
 * The texts of a tree and what they come to: the same object behind the editor and the command line, so that both say the same.
 * It is told texts and asked for analyses; it reads nothing itself. Paths are POSIX and relative to the tree's top.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #files = new Map<string, File>();
  readonly #configs = new Map<string, ConfigFile>();
  #complete = false;
  /** Changes whenever another file's facts or a config change: analyses of an earlier one are stale. */
  #generation = 0;
  readonly #presetConfigs = new WeakMap<Config, Config>();
  /** Roots by folder, until a config changes. */
  readonly #roots = new Map<string, string>();
  /** Summaries by root, of one generation. */
  readonly #summaries = new Map<string, readonly FileSummary[]>();
  #summarizedAt = -1;
  readonly #analyzedAt = new WeakMap<Analysis, number>();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Gives a file its text, or takes it away with `undefined`. Cheap: nothing is parsed yet. */
  update(path: string, text: string | undefined, language?: string): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if ((configNames as readonly string[]).includes(name)) {
      this.#generation++;
      this.#roots.clear();
      if (text === undefined) this.#configs.delete(path);
      else this.#configs.set(path, { path, text, lines: new LineIndex(text), ...parseConfig(text, this.#options.rules) });
      return;
    }
    const before = this.#files.get(path);
    if (before && before.text === text && before.language === language) return;
    const companion = isCompanion(path);
    const kind = text === undefined || companion ? undefined : detect(path, text, language);
    if (text === undefined || (!kind && !companion)) this.#files.delete(path);
    else this.#files.set(path, { path, text, language, kind, previous: before?.document ?? before?.previous });
    if (companion || !this.#sameFacts(before, this.#files.get(path))) this.#generation++;
  }

  /** Whether every file of the tree has been given: only then may rules conclude from another file's absence. */
  set complete(complete: boolean) {
    if (complete !== this.#complete) this.#generation++;
    this.#complete = complete;
  }

  /** Paths of the files that have a kind. */
  get paths(): readonly string[] {
    return [...this.#files.values()].flatMap(({ path, kind }) => (kind ? [path] : []));
  }

  get configs(): readonly ConfigFile[] {
    return [...this.#configs.values()];
  }

  /** The folder that bounds what a file can know of others: the nearest config with `root: true` above it, else the top (`''`). */
  rootOf(path: string): string {
    const folder = folderOf(path);
    let root = this.#roots.get(folder);
    if (root === undefined) {
      const roots = this.configs.filter(({ config, path: at }) => config.root && isIn(folderOf(at), path)).map(file => folderOf(file.path));
      root = roots.sort((a, b) => b.length - a.length)[0] ?? '';
      this.#roots.set(folder, root);
    }
    return root;
  }

  /** The nearest config's settings, the command line's preset over them. */
  configOf(path: string): Config {
    const root = this.rootOf(path);
    const near = this.configs
      .filter(file => isIn(folderOf(file.path), path) && (root === '' || folderOf(file.path) === root || isIn(root, file.path)))
      .sort((a, b) => folderOf(b.path).length - folderOf(a.path).length)[0];
    const config = near?.config ?? defaultConfig;
    const { preset } = this.#options;
    if (!preset || preset === config.preset) return config;
    // One object for one config: plans are kept by it.
    const known = this.#presetConfigs.get(config) ?? { ...config, preset };
    this.#presetConfigs.set(config, known);
    return known;
  }

  kindOf(path: string): FileKind | undefined {
    return this.#files.get(path)?.kind;
  }

  textOf(path: string): string | undefined {
    return this.#files.get(path)?.text ?? this.#configs.get(path)?.text;
  }

  /** The file, judged; from the cache while nothing that bears on it has changed. `undefined`: none of ours. */
  analyze(path: string): Analysis | undefined {
    const file = this.#files.get(path);
    const document = file && this.#documentOf(file);
    if (!file || !document) return undefined;
    if (file.analysis && this.#analyzedAt.get(file.analysis) === this.#generation) return file.analysis;
    file.analysis = analyze(document, this.#options.rules, this.configOf(path), {
      workspace: this.#workspaceOf(path),
      images: this.#options.images ?? UNKNOWN_IMAGES,
      today: this.#options.today(),
      onRuleError: (rule, error) => this.#options.onRuleError?.(rule, path, error),
    });
    this.#analyzedAt.set(file.analysis, this.#generation);
    return file.analysis;
  }

  /** The same file with another text, judged in the same surroundings; nothing is remembered. For previews of fixes. */
  analyzeAs(path: string, text: string): Analysis | undefined {
    const file = this.#files.get(path);
    const document = file?.kind && parse(file.kind, path, text, file.document);
    if (!document) return undefined;
    return analyze(document, this.#options.rules, this.configOf(path), {
      workspace: this.#workspaceOf(path),
      images: this.#options.images ?? UNKNOWN_IMAGES,
      today: this.#options.today(),
    });
  }

  /** Lets go of what can be computed again: for audits of many files. */
  forget(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    file.summary ??= file.document && summarize(file.document);
    file.document = undefined;
    file.previous = undefined;
    file.analysis = undefined;
  }

  #documentOf(file: File): Document | undefined {
    if (!file.kind) return undefined;
    file.document ??= parse(file.kind, file.path, file.text, file.previous);
    file.previous = undefined;
    return file.document;
  }

  #summaryOf(file: File): FileSummary | undefined {
    const document = file.summary ? undefined : this.#documentOf(file);
    file.summary ??= document && summarize(document);
    return file.summary;
  }

  /** Whether a change of text left alone what other files can see. Only asked where another file's facts were asked for before. */
  #sameFacts(before: File | undefined, after: File | undefined): boolean {
    if (!before || !after) return !before && !after;
    if (!before.summary) return true;
    return JSON.stringify(before.summary) === JSON.stringify(this.#summaryOf(after));
  }

  #workspaceOf(path: string): Workspace {
    const root = this.rootOf(path);
    const summaries = () => this.#summariesOf(root);
    return {
      path,
      complete: this.#complete,
      get summaries() {
        return summaries();
      },
      text: other => (isIn(root, other) && this.rootOf(other) === root ? this.#files.get(other)?.text : undefined),
    };
  }

  #summariesOf(root: string): readonly FileSummary[] {
    if (this.#summarizedAt !== this.#generation) this.#summaries.clear();
    this.#summarizedAt = this.#generation;
    const known =
      this.#summaries.get(root) ??
      [...this.#files.values()].flatMap(file =>
        file.kind && isIn(root, file.path) && this.rootOf(file.path) === root ? (this.#summaryOf(file) ?? []) : [],
      );
    this.#summaries.set(root, known);
    return known;
  }
}
