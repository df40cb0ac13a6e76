import type { Engine, EngineOptions, HistoryPoint } from '../../core/index.js';

/** Asks git about files and folders. What it throws is an error with a message for people. */
export interface Git {
  /** The score of a folder over the last commits; see `HistoryOptions`. */
  history(folder: string, options: HistoryOptions & GitProgram): Promise<History>;
  /** Who last wrote the lines of a file, by line from 1. `undefined`: no commit holds the file. */
  blame(file: string, scope: BlameScope & GitProgram): Promise<ReadonlyMap<number, LineAuthor> | undefined>;
}

export interface GitProgram {
  /** What to run; `git`, where the system finds it, without. */
  readonly program?: string | undefined;
}

export interface HistoryOptions {
  /** How many commits. */
  readonly count: number;
  readonly engine: EngineOptions;
  /** Scores by the tree that has them; what is learned is added. */
  readonly known?: Map<string, HistoryPoint['score']>;
  /** Tells the engine what no file of the repository says. */
  prepare?(engine: Engine): void;
  /** Whether a file counts. */
  isLooked?(path: string): boolean;
  /** @param done how many commits are through. */
  onCommit?(commit: string, done: number): void;
  /** Called after each file, for others; what it throws ends the work. */
  turn?(): Promise<void>;
}

export interface History {
  /** The oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Whether older commits exist, and are not here. */
  readonly isCut: boolean;
}

/** What is blamed of a file; all of it, as it lies on the disk, without more. */
export interface BlameScope {
  /** In place of what the disk holds. */
  readonly text?: string | undefined;
  /** The first and the last line, from 1. */
  readonly lines?: readonly [number, number] | undefined;
}

/** The commit that last wrote a line. */
export interface Author {
  readonly commit: string;
  readonly author: string;
  /** `YYYY-MM-DD`, in UTC. */
  readonly date: string;
  /** The first line of what the commit says. */
  readonly subject: string;
}

/** `uncommitted`: in no commit yet; `beyond`: older than what a shallow clone holds. */
export type LineAuthor = Author | 'uncommitted' | 'beyond';
