import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import {
  type Analysis,
  buildReport,
  type ConfigFile,
  formatJson,
  formatSarif,
  formatText,
  isOpen,
  type Report,
  type Rule,
  severities,
  type TextStyle,
} from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { EXIT, type Io, UsageError, usesColour } from './io.js';
import type { Args, Command } from './main.js';
import { engineOptions, progress } from './options.js';
import { relativePath } from './paths.js';
import { version } from './version.js';
import { openWorkspaces, type Workspace } from './workspace.js';

/** Prints what is insecure below the paths; see `usages.audit`. */
export const audit: Command = (args, io, rules) => {
  const gates = gatesOf(args);
  const options = engineOptions(args, io, rules);
  const busy = progress(io, args.values.quiet === true);
  const workspaces = openWorkspaces(io.cwd, args.positionals, options, at => busy.tell(at));
  const named = workspaces.map(workspace => ({ workspace, prefix: prefixOf(workspaces[0]!, workspace) }));
  const first = workspaces[0]!.engine;
  const textOf = (at: string): string | undefined => {
    const home = named.find(
      ({ workspace, prefix }) => at.startsWith(prefix) && workspace.engine.textOf(at.slice(prefix.length)) !== undefined,
    );
    return home?.workspace.engine.textOf(at.slice(home.prefix.length));
  };
  const report = buildReport({
    version,
    today: options.today(),
    preset: options.preset ?? first.configOf('').preset,
    analyses: analysesOf(named, at => busy.tell(at)),
    configs: named.flatMap(({ workspace, prefix }) =>
      workspace.configs.map(({ path: at, lines, problems }) => ({ path: prefix + at, lines, problems })),
    ),
    skipped: named.flatMap(({ workspace, prefix }) => workspace.skipped.map(({ path: at, why }) => ({ path: prefix + at, why }))),
    textOf,
  });
  busy.end();
  for (const { workspace, prefix } of named) {
    for (const { path: at, why } of workspace.failed) io.stderr.write(`seaworthy: ${prefix}${at}: ${why}.\n`);
    for (const config of workspace.configs) tellProblems(config, prefix, io);
  }
  deliver(report, args, io, rules, textOf);
  const isTroubled = workspaces.some(({ failed, configs }) => failed.length > 0 || configs.some(isWrong));
  return isTroubled ? EXIT.trouble : passes(report, gates) ? EXIT.clean : EXIT.findings;
};

type Named = { readonly workspace: Workspace; readonly prefix: string };

/** Paths of further trees are told relative to the first. */
const prefixOf = (first: Workspace, workspace: Workspace): string =>
  first === workspace ? '' : `${relativePath(first.top, workspace.top)}/`;

/** One file's syntax tree at a time. */
function* analysesOf(named: readonly Named[], onAnalyze: (path: string) => void): Generator<Analysis> {
  for (const { workspace, prefix } of named) {
    for (const at of workspace.paths) {
      onAnalyze(prefix + at);
      const analysis = workspace.engine.analyze(at);
      if (analysis) yield prefix === '' ? analysis : { ...analysis, path: prefix + at };
      workspace.engine.forget(at);
    }
  }
}

const isWrong = ({ problems }: ConfigFile): boolean => problems.some(problem => problem.severity === 'error');

function tellProblems(config: ConfigFile, prefix: string, io: Io): void {
  for (const { span, message, severity } of config.problems) {
    const { line, column } = config.lines.position(span.start);
    if (severity === 'error') io.stderr.write(`seaworthy: ${prefix}${config.path}:${line}:${column}: ${message}\n`);
  }
}

function deliver(report: Report, { values }: Args, io: Io, rules: readonly Rule[], textOf: (path: string) => string | undefined): void {
  const output = values.output as string | undefined;
  const text = formatAs((values.format as string | undefined) ?? 'text', report, rules, {
    textOf,
    quiet: values.quiet === true,
    ...(output === undefined && usesColour(io, io.stdout) ? { style: colour } : {}),
    ...(output === undefined && io.stdout.columns ? { columns: io.stdout.columns } : {}),
  });
  if (output === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path.resolve(io.cwd, output), text);
  } catch (error) {
    throw new UsageError(`the report could not be written to ${output}: ${reasonOf(error)}.`);
  }
}

function formatAs(format: string, report: Report, rules: readonly Rule[], options: Parameters<typeof formatText>[1]): string {
  switch (format) {
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, rules);
    default:
      return formatText(report, options);
  }
}

const COLOURS: Readonly<Record<TextStyle, Parameters<typeof styleText>[0]>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'gray',
  heading: 'bold',
  quiet: 'gray',
};

/** Whether to colour at all was decided before, by the stream that is written to. */
const colour = (style: TextStyle, text: string): string => styleText(COLOURS[style], text, { validateStream: false });

interface Gates {
  /** Severities that fail. */
  readonly failing: ReadonlySet<string>;
  readonly minScore: number;
  readonly strictParse: boolean;
}

function gatesOf({ values }: Args): Gates {
  const failOn = (values['fail-on'] as string | undefined) ?? 'high';
  const minScore = values['min-score'] === undefined ? 0 : Number(values['min-score'] || Number.NaN);
  if (!(minScore >= 0 && minScore <= 100)) throw new UsageError(`--min-score is a number from 0 to 100, not \`${values['min-score']}\`.`);
  return {
    failing: new Set(severities.slice(0, (severities as readonly string[]).indexOf(failOn) + 1)),
    minScore,
    strictParse: values['strict-parse'] === true,
  };
}

function passes(report: Report, { failing, minScore, strictParse }: Gates): boolean {
  if (report.score && report.score.value < minScore) return false;
  return report.files.every(
    ({ findings, problems }) =>
      !findings.some(finding => isOpen(finding) && failing.has(finding.severity)) &&
      !(strictParse && problems.some(problem => problem.severity === 'error')),
  );
}
