import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  BASELINE,
  type Baseline,
  baselineOf,
  buildReport,
  compared,
  type EngineOptions,
  isWorse,
  onlyNew,
  parseBaseline,
  type Report,
  type Rule,
  reportFile,
} from '../core/index.js';
import { Repository } from '../server/src/node/git.js';
import { Revisions } from '../server/src/node/revisions.js';
import { reasonOf } from '../server/src/node/walk.js';
import type { Audit } from './auditing.js';
import { MOST_BYTES } from './files.js';
import { type Io, UsageError } from './io.js';
import type { Args } from './main.js';
import { liesIn, systemPath } from './paths.js';
import { version } from './version.js';
import type { Workspace } from './workspace.js';

/** What a report is compared with. */
export interface Comparison {
  readonly before: Baseline;
  /** What the report calls it. */
  readonly from: string;
  isLooked(path: string): boolean;
}

/** The options that ask for a comparison. */
export const comparing = ['since', 'baseline', 'new-only', 'no-worse'] as const;

/** What an audit is compared with: a revision, the baseline that was named, or the tree's own. */
export async function comparisonOf(
  audit: Audit,
  { values }: Args,
  io: Io,
  rules: readonly Rule[],
  options: EngineOptions,
): Promise<Comparison | undefined> {
  const asked = comparing.filter(name => values[name] !== undefined && values[name] !== false);
  if (values.since !== undefined && values.baseline !== undefined)
    throw new UsageError('--since and --baseline: a report is compared with one of them.');
  const { only } = audit;
  if (!only) {
    if (asked.length > 0) throw new UsageError(`--${asked[0]} is about one tree, and the paths lie in several.`);
    return undefined;
  }
  const skipped = new Set(audit.skipped.map(({ path: at }) => at));
  const isLooked = (at: string) => only.asked.some(target => liesIn(target.path, at)) && !skipped.has(at);
  if (values.since !== undefined)
    return { before: await reportAt(values.since as string, only, options), from: values.since as string, isLooked };
  const known = baselineAt(values.baseline as string | undefined, only.top, io, rules);
  if (!known) {
    if (asked.length > 0)
      throw new UsageError(
        `--${asked[0]} needs something to compare with: seaworthy baseline write makes ${BASELINE}, or say --since REV.`,
      );
    return undefined;
  }
  // The score of a part says nothing beside that of the whole.
  const isWhole = only.asked.some(target => target.path === '');
  return { before: isWhole ? known.before : { ...known.before, score: null }, from: known.from, isLooked };
}

/**
 * The baseline that was named, else that of the tree.
 * @throws UsageError when it cannot be read.
 */
export function baselineAt(
  named: string | undefined,
  top: string,
  io: Io,
  rules: readonly Rule[],
): { readonly before: Baseline; readonly from: string } | undefined {
  const file = named === undefined ? systemPath(top, BASELINE) : path.resolve(io.cwd, named);
  if (named === undefined && !existsSync(file)) return undefined;
  const from = named ?? BASELINE;
  try {
    return { before: parseBaseline(readFileSync(file, 'utf8'), rules), from };
  } catch (error) {
    throw new UsageError(`the baseline ${from} cannot be read: ${reasonOf(error)}.`);
  }
}

/** What would have been found at a revision, by today's rules. */
async function reportAt(revision: string, { top, asked }: Workspace, options: EngineOptions): Promise<Baseline> {
  const repository = repositoryOf(top, '--since');
  const revisions = new Revisions(repository, options, MOST_BYTES);
  const all = await revisions.open(await repository.commit(revision));
  const paths = all.filter(at => asked.some(target => liesIn(target.path, at)));
  const { engine } = revisions;
  const files = paths.flatMap(at => {
    const analysis = engine.analyze(at);
    const file = analysis && reportFile(analysis, { textOf: () => undefined });
    engine.forget(at);
    return file ?? [];
  });
  return baselineOf(buildReport({ version, today: options.today(), preset: 'recommended', files, configs: [], skipped: [] }));
}

/** @throws UsageError when the tree is no git repository. */
export function repositoryOf(top: string, asking: string): Repository {
  if (!existsSync(path.join(top, '.git'))) throw new UsageError(`${asking} reads git's history, and ${top} is no git repository.`);
  return new Repository(top);
}

/** The report as it was asked for, and whether the ratchet holds. */
export function applied(
  report: Report,
  comparison: Comparison | undefined,
  { values }: Pick<Args, 'values'>,
): { readonly report: Report; readonly holds: boolean } {
  if (!comparison) return { report, holds: true };
  const whole = compared(report, comparison.before, comparison.from, comparison.isLooked);
  const looked = { ...comparison.before, findings: comparison.before.findings.filter(({ path: at }) => comparison.isLooked(at)) };
  return {
    report: values['new-only'] || values.since !== undefined ? onlyNew(whole) : whole,
    holds: !values['no-worse'] || !isWorse(whole, looked),
  };
}
