import path from 'node:path';
import { type EngineOptions, type HistoryPoint, shownScore } from '../core/index.js';
import type { HistoryOptions } from '../server/src/git.js';
import type { Repository } from '../server/src/node/git.js';
import { historyOf } from '../server/src/node/history.js';
import { repositoryOf } from './comparison.js';
import { MOST_BYTES } from './files.js';
import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions, progress } from './options.js';
import { liesIn, relativePath } from './paths.js';
import { topOf } from './workspace.js';

const FEW_COMMITS = 10;

/** `history`: the score over the last commits, by today's rules. */
export const history: Command = async (args, io, rules) => {
  const [target = '.', ...more] = args.positionals;
  if (more.length > 0) throw new UsageError('history is about one path.');
  const options = engineOptions(args, io, rules);
  const top = topOf(io.cwd, path.resolve(io.cwd, target), options);
  const folder = relativePath(top, path.resolve(io.cwd, target));
  const busy = progress(io, args.values.quiet === true, 'commits');
  const points = await lastCommits(repositoryOf(top, 'history'), commitCount(args.values.n as string | undefined, '-n'), options, {
    isLooked: at => liesIn(folder, at),
    onCommit: commit => busy.tell(commit.slice(0, 10)),
  });
  busy.end();
  io.stdout.write(args.values.format === 'json' ? `${JSON.stringify(points, null, 2)}\n` : tableOf(points));
  return EXIT.clean;
};

/** How many commits an option asks for. */
export function commitCount(text: string | undefined, option: string): number {
  const count = text === undefined ? FEW_COMMITS : Number(text || Number.NaN);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new UsageError(`${option} is a number of commits from 1 to 10000, not \`${text}\`.`);
  return count;
}

/** The score of a repository after each of its last commits, the oldest first. */
export const lastCommits = (
  repository: Repository,
  count: number,
  engine: EngineOptions,
  more: Pick<HistoryOptions, 'isLooked' | 'onCommit'> = {},
): Promise<readonly HistoryPoint[]> => historyOf(repository, { count, engine, mostBytes: MOST_BYTES, ...more });

/** The newest first, as people read a log. */
function tableOf(points: readonly HistoryPoint[]): string {
  const lines = points.map(({ commit, date, score }, i) => {
    const before = points[i - 1]?.score;
    const change = score && before ? Math.floor(score.value) - Math.floor(before.value) : 0;
    return `${commit.slice(0, 10)}  ${date}  ${score ? shownScore(score).padStart(5) : '    -'}${change === 0 ? '' : `  ${change > 0 ? '+' : ''}${change}`}\n`;
  });
  return lines.reverse().join('');
}
