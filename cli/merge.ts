import { readFileSync } from 'node:fs';
import path from 'node:path';
import { complianceOf, type Framework, mergeReports, type Report, type ReportPart } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { applied, baselineAt, comparing } from './comparison.js';
import { readText } from './files.js';
import { gatesOf, passes } from './gates.js';
import { EXIT, type Io, UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions } from './options.js';
import { deliver, outputsOf } from './output.js';
import { systemPath } from './paths.js';
import { topOf } from './workspace.js';

/** `merge`: one report of several. */
export const merge: Command = (args, io, rules) => {
  if (args.positionals.length === 0) throw new UsageError('merge which reports? seaworthy merge REPORT.json...');
  const outputs = outputsOf(args);
  const gates = gatesOf(args);
  const parts = args.positionals.map(word => partOf(word, io));
  let merged: Report;
  try {
    merged = mergeReports(parts);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
  // A baseline is of one tree.
  const isOneTree = parts.every(({ prefix }) => prefix === '');
  const top = topOf(io.cwd, io.cwd, engineOptions(args, io, rules));
  const asked = comparing.find(name => args.values[name] !== undefined && args.values[name] !== false);
  const known = isOneTree ? baselineAt(args.values.baseline as string | undefined, top, io, rules) : undefined;
  if (asked && !known) throw new UsageError(`--${asked} needs a baseline of the one tree that is merged.`);
  const skipped = new Set(merged.skipped.map(({ path: at }) => at));
  const { report: drifted, holds } = applied(merged, known && { ...known, isLooked: at => !skipped.has(at) }, args);
  const frameworks = [...new Set(parts.flatMap(({ report }) => report.compliance?.map(({ framework }) => framework) ?? []))];
  const report = withCompliance(drifted, frameworks, rules);
  const textOf = (at: string): string | undefined => {
    const read = isOneTree ? readText(systemPath(top, at)) : undefined;
    return read && 'text' in read ? read.text : undefined;
  };
  deliver(report, outputs, io, { rules, textOf, quiet: args.values.quiet === true, frameworks });
  return holds && passes(report, gates, () => undefined) ? EXIT.clean : EXIT.findings;
};

/** The report with the controls of the frameworks that were asked for. */
export const withCompliance = (report: Report, frameworks: readonly Framework[], rules: Parameters<typeof complianceOf>[1]): Report => {
  if (frameworks.length === 0) return report;
  const { files, skipped, ...head } = report;
  return { ...head, compliance: complianceOf(report, rules, frameworks), files, skipped };
};

/** `REPORT.json` or `NAME=REPORT.json`. */
function partOf(word: string, io: Io): ReportPart {
  const [, name = '', file = word] = /^([^=/\\]+)=(.+)$/s.exec(word) ?? [];
  let report: Partial<Report> | null;
  try {
    report = JSON.parse(readFileSync(path.resolve(io.cwd, file), 'utf8')) as Partial<Report> | null;
  } catch (error) {
    throw new UsageError(`${file} cannot be read as a report: ${reasonOf(error)}.`);
  }
  if (report?.schema !== 1 || !report.tool || !Array.isArray(report.files) || !Array.isArray(report.skipped))
    throw new UsageError(`${file} is no report of seaworthy audit --format json.`);
  return { source: file, prefix: name === '' ? '' : `${name}/`, report: report as Report };
}
