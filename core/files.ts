import { detect, isCompanion } from './facts/detect.js';
import { type Document, parse, summarize } from './facts/document.js';
import type { FileKind } from './facts/fact.js';
import { isIn } from './facts/path.js';
import type { FileSummary } from './facts/workspace.js';
import type { Analysis } from './judge/analyze.js';
import type { ConfigTree } from './judge/config/index.js';

/** A text with what has been found out about it. */
export interface File {
  readonly path: string;
  readonly text: string;
  readonly language: string | undefined;
  readonly kind: FileKind | undefined;
  document?: Document | undefined;
  /** The reading before the last change: what has not changed is not parsed again. */
  previous?: Document | undefined;
  summary?: FileSummary | undefined;
  analysis?: Analysis | undefined;
  /** What `analysis` rests on. */
  basis?: Basis | undefined;
}

/** What an analysis rests on beside its own file. */
export interface Basis {
  readonly generation: number;
  /** Texts of other files that it has asked for, absent ones included. */
  readonly read: ReadonlyMap<string, string | undefined>;
}

/**
 * The texts of a tree, of those files that have a kind or bear on those that do. Nothing is parsed until somebody asks for it.
 * Paths are POSIX and relative to the tree's top.
 */
export class Files {
  readonly #configs: ConfigTree;
  readonly #files = new Map<string, File>();
  /** Summaries by root, of one generation. */
  readonly #summaries = new Map<string, readonly FileSummary[]>();
  #summarizedAt = -1;

  constructor(configs: ConfigTree) {
    this.#configs = configs;
  }

  get(path: string): File | undefined {
    return this.#files.get(path);
  }

  /** Paths of the files that have a kind. */
  get paths(): readonly string[] {
    return [...this.#files.values()].flatMap(({ path, kind }) => (kind ? [path] : []));
  }

  /**
   * Gives a file its text, or takes it away with `undefined`.
   * @returns whether other files may come to something else by it.
   */
  update(path: string, text: string | undefined, language: string | undefined): boolean {
    const before = this.#files.get(path);
    if (before && before.text === text && before.language === language) return false;
    const companion = isCompanion(path);
    const kind = text === undefined || companion ? undefined : this.#kindOf(path, text, language);
    if (text === undefined || (!kind && !companion)) this.#files.delete(path);
    else this.#files.set(path, { path, text, language, kind, previous: before?.document ?? before?.previous });
    return companion || !this.#sameFacts(before, this.#files.get(path));
  }

  /** What files are may be another after a configuration changed. */
  detectAgain(): void {
    for (const file of [...this.#files.values()]) {
      const { path, text, language } = file;
      if (isCompanion(path)) continue;
      const kind = this.#kindOf(path, text, language);
      if (kind !== file.kind) this.#files.set(path, { path, text, language, kind });
    }
  }

  documentOf(file: File): Document | undefined {
    if (!file.kind) return undefined;
    file.document ??= parse(file.kind, file.path, file.text, file.previous);
    file.previous = undefined;
    return file.document;
  }

  summaryOf(file: File): FileSummary | undefined {
    const document = file.summary ? undefined : this.documentOf(file);
    file.summary ??= document && summarize(document);
    return file.summary;
  }

  /** What each file below a root tells the others, computed once for each generation. */
  summariesOf(root: string, generation: number): readonly FileSummary[] {
    if (this.#summarizedAt !== generation) this.#summaries.clear();
    this.#summarizedAt = generation;
    const known =
      this.#summaries.get(root) ??
      [...this.#files.values()].flatMap(file =>
        file.kind && isIn(root, file.path) && this.#configs.rootOf(file.path) === root ? (this.summaryOf(file) ?? []) : [],
      );
    this.#summaries.set(root, known);
    return known;
  }

  /** Lets go of what can be computed again. */
  forget(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    file.summary ??= file.document && summarize(file.document);
    file.document = undefined;
    file.previous = undefined;
    file.analysis = undefined;
    file.basis = undefined;
  }

  #kindOf(path: string, text: string, language: string | undefined): FileKind | undefined {
    const said = this.#configs.kindOf(path);
    return said === 'none' ? undefined : (said ?? detect(path, text, language));
  }

  /** Whether a change of text left alone what other files can see. Only asked where another file's facts were asked for before. */
  #sameFacts(before: File | undefined, after: File | undefined): boolean {
    if (!before || !after) return !before && !after;
    if (!before.summary) return true;
    return JSON.stringify(before.summary) === JSON.stringify(this.summaryOf(after));
  }
}
