import {
  type Config,
  type ConfigFile,
  type EngineOptions,
  type FileSummary,
  type ReportFile,
  reportFile,
  type Skipped,
  shardOf,
  underPrefix,
} from '../core/index.js';
import { UsageError } from './io.js';
import { relativePath } from './paths.js';
import { openWorkspaces, type Workspace } from './workspace.js';

/** Which part of something: `index` from 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** `I/N`. */
export function shardFrom(text: string): Part {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)?.map(Number) ?? [];
  if (!index || !of || index > of) throw new UsageError(`--shard is a part like 2/7, not \`${text}\`.`);
  return { index, of };
}

interface Tree {
  readonly workspace: Workspace;
  /** Paths of further trees are told relative to the first. */
  readonly prefix: string;
}

/** A file of one of the trees. */
interface Place {
  readonly tree: number;
  readonly path: string;
}

/** What other files need to know of a file of one of the trees. */
export interface KnownFile {
  readonly tree: number;
  readonly summary: FileSummary;
}

const dealt = (places: readonly Place[], { index, of }: Part): readonly Place[] => places.filter((_, turn) => turn % of === index - 1);

/** The trees around what was asked for, as one: paths are those of the report. */
export class Audit {
  readonly #trees: readonly Tree[];
  readonly #shard: Part | undefined;

  constructor(
    cwd: string,
    targets: readonly string[],
    options: EngineOptions,
    shard: Part | undefined,
    onRead: (path: string) => void = () => {},
  ) {
    const workspaces = openWorkspaces(cwd, targets, options, onRead);
    const [first] = workspaces as [Workspace, ...Workspace[]];
    this.#trees = workspaces.map(workspace => ({
      workspace,
      prefix: workspace === first ? '' : `${relativePath(first.top, workspace.top)}/`,
    }));
    this.#shard = shard;
  }

  get workspaces(): readonly Workspace[] {
    return this.#trees.map(({ workspace }) => workspace);
  }

  /** The only tree; `undefined`: there are several. */
  get only(): Workspace | undefined {
    return this.#trees.length === 1 ? this.#trees[0]!.workspace : undefined;
  }

  /** How many files there are to analyse. */
  get size(): number {
    return this.#trees.reduce((sum, { workspace }) => sum + workspace.paths.length, 0);
  }

  /**
   * Analyses the files, and lets go of each syntax tree after that.
   * @param part only these of them, dealt out in turn.
   */
  *files(part: Part, onAnalyze: (path: string) => void): Generator<ReportFile> {
    for (const { tree, path } of dealt(this.#mine, part)) {
      const { prefix, workspace } = this.#trees[tree]!;
      const { engine } = workspace;
      onAnalyze(prefix + path);
      const analysis = engine.analyze(path);
      if (analysis) yield underPrefix(reportFile(analysis, { textOf: other => engine.textOf(other), withEdits: true }), prefix);
      engine.forget(path);
    }
  }

  /** What other files need to know of a part: of the same files as in `files`, and of some of those that are only looked at for it. */
  summaries(part: Part): readonly KnownFile[] {
    const read = ({ tree, path }: Place) => {
      const summary = this.#trees[tree]!.workspace.engine.summaryOf(path);
      return summary ? [{ tree, summary }] : [];
    };
    return [
      ...dealt(this.#mine, part).flatMap(read),
      ...dealt(this.#others, part).flatMap(place => {
        const known = read(place);
        this.#trees[place.tree]!.workspace.engine.forget(place.path);
        return known;
      }),
    ];
  }

  /** Takes what others have read, so that it is not read here. */
  learn(known: readonly KnownFile[]): void {
    for (const { tree, summary } of known) this.#trees[tree]!.workspace.engine.learn(summary);
  }

  get configs(): readonly ConfigFile[] {
    return this.#each(workspace => workspace.configs).filter(({ path }) => this.#isMine(path));
  }

  get skipped(): readonly Skipped[] {
    return this.#each(workspace => workspace.skipped).filter(({ path }) => this.#isMine(path));
  }

  get failed(): readonly Skipped[] {
    return this.#each(workspace => workspace.failed);
  }

  textOf(at: string): string | undefined {
    return this.#home(at)?.((workspace, path) => workspace.engine.textOf(path));
  }

  configOf(at: string): Config | undefined {
    return this.#home(at)?.((workspace, path) => workspace.engine.configOf(path));
  }

  /** What is to be analysed. */
  get #mine(): readonly Place[] {
    return this.#trees.flatMap(({ workspace, prefix }, tree) =>
      workspace.paths.flatMap(path => (this.#isMine(prefix + path) ? [{ tree, path }] : [])),
    );
  }

  /** What is read only because it may bear on that. */
  get #others(): readonly Place[] {
    return this.#trees.flatMap(({ workspace, prefix }, tree) => {
      const asked = new Set(workspace.paths);
      return workspace.engine.paths.flatMap(path => (asked.has(path) && this.#isMine(prefix + path) ? [] : [{ tree, path }]));
    });
  }

  #isMine(at: string): boolean {
    return !this.#shard || shardOf(at, this.#shard.of) === this.#shard.index;
  }

  #each<T extends { readonly path: string }>(of: (workspace: Workspace) => readonly T[]): readonly T[] {
    return this.#trees.flatMap(({ workspace, prefix }) =>
      of(workspace).map(one => (prefix === '' ? one : { ...one, path: prefix + one.path })),
    );
  }

  #home(at: string): (<T>(ask: (workspace: Workspace, path: string) => T) => T) | undefined {
    const tree = this.#trees.find(
      ({ workspace, prefix }) => at.startsWith(prefix) && workspace.engine.textOf(at.slice(prefix.length)) !== undefined,
    );
    return tree && (ask => ask(tree.workspace, at.slice(tree.prefix.length)));
  }
}
