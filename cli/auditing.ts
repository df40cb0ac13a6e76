import {
  type Config,
  type ConfigFile,
  type EngineOptions,
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
   * Analyses the files, holding one syntax tree at a time.
   * @param part only these of them, dealt out in turn.
   */
  *files(part: Part, onAnalyze: (path: string) => void): Generator<ReportFile> {
    let turn = 0;
    for (const { workspace, prefix } of this.#trees) {
      const { engine } = workspace;
      for (const at of workspace.paths) {
        if (!this.#isMine(prefix + at) || turn++ % part.of !== part.index - 1) continue;
        onAnalyze(prefix + at);
        const analysis = engine.analyze(at);
        if (analysis) yield underPrefix(reportFile(analysis, { textOf: other => engine.textOf(other), withEdits: true }), prefix);
        engine.forget(at);
      }
    }
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
