import path from 'node:path';
import { buildReport, type EngineOptions, type HistoryPoint, type Report, type ReportFile, reportFile, shownScore } from '../core/index.js';
import { repositoryOf } from './comparison.js';
import type { Repository } from './git.js';
import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions, progress } from './options.js';
import { liesIn, relativePath } from './paths.js';
import { Revisions } from './revision.js';
import { version } from './version.js';
import { topOf } from './workspace.js';

const FEW_COMMITS = 10;

/** `history`: the score over the last commits, by today's rules. */
export const history: Command = (args, io, rules) => {
  const [target = '.', ...more] = args.positionals;
  if (more.length > 0) throw new UsageError('history is about one path.');
  const options = engineOptions(args, io, rules);
  const top = topOf(io.cwd, path.resolve(io.cwd, target), options);
  const folder = relativePath(top, path.resolve(io.cwd, target));
  const busy = progress(io, args.values.quiet === true, 'commits');
  const points = historyOf(repositoryOf(top, 'history'), commitCount(args.values.n as string | undefined, '-n'), options, folder, at =>
    busy.tell(at),
  );
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

/**
 * The score after each of the last commits, the oldest first. A file that did not change, and nothing it rests on, is judged once.
 * @param folder what the score is of; empty: the whole repository.
 */
export function historyOf(
  repository: Repository,
  count: number,
  options: EngineOptions,
  folder = '',
  onCommit: (commit: string) => void = () => {},
): readonly HistoryPoint[] {
  const revisions = new Revisions(repository, options);
  return repository.commits(count).map(({ id, date }) => {
    onCommit(id.slice(0, 10));
    const files = revisions
      .open(id)
      .filter(at => liesIn(folder, at))
      .flatMap((at): ReportFile[] => {
        const analysis = revisions.engine.analyze(at);
        return analysis ? [reportFile(analysis, { textOf: () => undefined })] : [];
      });
    return { commit: id, date, score: scoreOf(files, options) };
  });
}

const scoreOf = (files: readonly ReportFile[], options: EngineOptions): Report['score'] =>
  buildReport({ version, today: options.today(), preset: 'recommended', files, configs: [], skipped: [] }).score;

/** The newest first, as people read a log. */
function tableOf(points: readonly HistoryPoint[]): string {
  const lines = points.map(({ commit, date, score }, i) => {
    const before = points[i - 1]?.score;
    const change = score && before ? Math.floor(score.value) - Math.floor(before.value) : 0;
    return `${commit.slice(0, 10)}  ${date}  ${score ? shownScore(score).padStart(5) : '    -'}${change === 0 ? '' : `  ${change > 0 ? '+' : ''}${change}`}\n`;
  });
  return lines.reverse().join('');
}
