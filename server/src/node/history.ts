import { type HistoryPoint, type ReportFile, reportFile, totalsOf } from '../../../core/index.js';
import type { HistoryOptions } from '../git.js';
import type { Repository } from './git.js';
import { Revisions } from './revisions.js';

/** What a course is made of beside its repository. */
export interface CourseOptions extends HistoryOptions {
  /** What is larger, in bytes, is no file of ours. */
  readonly mostBytes: number;
  /** The folder that is judged, as `Repository.prefix` gives it; paths are relative to it. */
  readonly prefix?: string;
}

/**
 * The score after each of the last commits, the oldest first, by today's rules. A file that did not change, and nothing it rests on, is
 * judged once.
 */
export async function historyOf(repository: Repository, options: CourseOptions): Promise<readonly HistoryPoint[]> {
  const { known = new Map<string, HistoryPoint['score']>(), prefix = '' } = options;
  const revisions = new Revisions(repository, options.engine, options.mostBytes);
  options.prepare?.(revisions.engine);
  const commits = await repository.commits(options.count);
  const trees = await repository.trees(
    commits.map(({ id }) => id),
    prefix,
  );
  const points: HistoryPoint[] = [];
  for (const [i, { id, date }] of commits.entries()) {
    options.onCommit?.(id, i);
    const tree = trees[i];
    if (tree !== undefined && !known.has(tree)) known.set(tree, await scoreAt(revisions, tree, options));
    points.push({ commit: id, date, score: (tree !== undefined && known.get(tree)) || null });
  }
  return points;
}

async function scoreAt(revisions: Revisions, tree: string, options: CourseOptions): Promise<HistoryPoint['score']> {
  const files: ReportFile[] = [];
  for (const path of await revisions.open(tree)) {
    if (options.isLooked && !options.isLooked(path)) continue;
    const analysis = revisions.engine.analyze(path);
    if (analysis) files.push(reportFile(analysis, { textOf: () => undefined }));
    await options.turn?.();
  }
  return totalsOf(files).score;
}
