import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BASELINE, baselineOf, buildReport, compared, formatBaseline, isOpen, type Report, type Rule, shownScore } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { Audit } from './auditing.js';
import { baselineAt } from './comparison.js';
import { EXIT, type ExitCode, type Io, UsageError } from './io.js';
import { filesInThreads } from './jobs.js';
import type { Args, Command } from './main.js';
import { engineOptions, jobsOf, progress } from './options.js';
import { systemPath } from './paths.js';
import { version } from './version.js';

/** `baseline write`: what is found today becomes what is known. */
export const baseline: Command = async (args, io, rules) => {
  const [verb, target = '.', ...more] = args.positionals;
  if (verb !== 'write' || more.length > 0) throw new UsageError('baseline knows one thing: seaworthy baseline write [PATH].');
  return writeBaseline(target, args, io, rules);
};

/** Audits the whole tree around `target` and writes its baseline. Reasons that were given for what is still found stay. */
export async function writeBaseline(target: string, args: Args, io: Io, rules: readonly Rule[]): Promise<ExitCode> {
  const options = engineOptions(args, io, rules);
  const [first] = new Audit(io.cwd, [target], options, undefined).workspaces;
  const { top } = first!;
  const busy = progress(io, args.values.quiet === true);
  const audit = new Audit(io.cwd, [top], options, undefined);
  const order = { cwd: io.cwd, targets: [top], preset: options.preset, today: options.today(), shard: undefined };
  const files = await filesInThreads(audit, order, jobsOf(args), io.script, at => busy.tell(at));
  busy.end();
  for (const { path: at, why } of audit.failed) io.stderr.write(`seaworthy: ${at}: ${why}.\n`);
  const earlier = baselineAt(undefined, top, io, rules);
  const report = buildReport({
    version,
    today: options.today(),
    preset: options.preset ?? 'recommended',
    files,
    configs: [],
    skipped: audit.skipped,
  });
  const drifted = earlier && compared(report, earlier.before, BASELINE);
  const written = baselineOf(drifted ?? report);
  const file = systemPath(top, BASELINE);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, formatBaseline(written));
  } catch (error) {
    throw new UsageError(`${BASELINE} could not be written: ${reasonOf(error)}.`);
  }
  io.stdout.write(summaryOf(report, drifted));
  return audit.failed.length > 0 ? EXIT.trouble : EXIT.clean;
}

function summaryOf(report: Report, drifted: Report | undefined): string {
  const open = report.files.flatMap(({ findings }) => findings.filter(isOpen)).length;
  const score = report.score ? `, score ${shownScore(report.score)}` : '';
  const drift = drifted?.drift;
  const change = drift
    ? `; ${drift.new} new, ${drift.fixed.length} fixed since the last one${drift.score ? `, was ${shownScore(drift.score)}` : ''}`
    : '';
  return `Wrote ${BASELINE}: ${open} ${open === 1 ? 'finding' : 'findings'}${score}${change}. Commit it.\n`;
}
