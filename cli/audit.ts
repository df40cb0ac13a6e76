import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import {
  type Analysis,
  buildReport,
  type Config,
  type ConfigFile,
  formatJson,
  formatSarif,
  formatText,
  type ImageReference,
  imageKey,
  KnownImages,
  pinnable,
  type Report,
  type Rule,
  type RuleFinding,
  severities,
  staleNote,
  type TextStyle,
} from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { EXIT, type Io, UsageError, usesColour } from './io.js';
import type { Args, Command } from './main.js';
import { engineOptions, progress } from './options.js';
import { relativePath } from './paths.js';
import { openRegistry, registryForbidden } from './registry.js';
import { version } from './version.js';
import { openWorkspaces, type Workspace } from './workspace.js';

/** Prints what is insecure below the paths; see `usages.audit`. */
export const audit: Command = async (args, io, rules) => {
  const gates = gatesOf(args);
  const images = new KnownImages();
  const options = { ...engineOptions(args, io, rules), images };
  const busy = progress(io, args.values.quiet === true);
  const workspaces = openWorkspaces(io.cwd, args.positionals, options, at => busy.tell(at));
  if (args.values['ask-registries'] === true) await learn(workspaces, images, args, io);
  const named = workspaces.map(workspace => ({ workspace, prefix: prefixOf(workspaces[0]!, workspace) }));
  const first = workspaces[0]!.engine;
  const textOf = (at: string): string | undefined => {
    const home = named.find(
      ({ workspace, prefix }) => at.startsWith(prefix) && workspace.engine.textOf(at.slice(prefix.length)) !== undefined,
    );
    return home?.workspace.engine.textOf(at.slice(home.prefix.length));
  };
  const gate = new Gate(gates);
  const report = buildReport({
    version,
    today: options.today(),
    preset: options.preset ?? first.configOf('').preset,
    analyses: analysesOf(named, at => busy.tell(at), gate),
    configs: named.flatMap(({ workspace, prefix }) =>
      workspace.configs.map(({ path: at, lines, problems }) => ({ path: prefix + at, lines, problems })),
    ),
    skipped: named.flatMap(({ workspace, prefix }) => workspace.skipped.map(({ path: at, why }) => ({ path: prefix + at, why }))),
    textOf,
  });
  busy.end();
  for (const { workspace, prefix } of named) {
    for (const { path: at, why } of workspace.failed) io.stderr.write(`seaworthy: ${prefix}${at}: ${why}.\n`);
    for (const config of workspace.configs) tellConfigProblems(config, prefix, io);
  }
  const note = args.values.quiet === true ? undefined : staleNote(options.today());
  if (note) io.stderr.write(`seaworthy: ${note}\n`);
  deliver(report, args, io, rules, textOf);
  const isTroubled = workspaces.some(({ failed, configs }) => failed.length > 0 || configs.some(isWrong));
  return isTroubled ? EXIT.trouble : passes(report, gates) && gate.passes() ? EXIT.clean : EXIT.findings;
};

/** Asks registries about every image; what they do not say stays unknown, and is said. */
async function learn(workspaces: readonly Workspace[], images: KnownImages, args: Args, io: Io): Promise<void> {
  const forbidden = registryForbidden(io);
  if (forbidden) throw new UsageError(forbidden);
  const { client, close } = openRegistry(args, io);
  const used = workspaces.flatMap(({ engine, paths }) => pinnable(engine, paths)).map(({ reference }) => reference);
  const ask = async (reference: ImageReference) => {
    try {
      images.add(reference, await client.inspect(reference));
    } catch (error) {
      io.stderr.write(`seaworthy: ${(error as Error).message}\n`);
    }
  };
  await Promise.all([...new Map(used.map(reference => [imageKey(reference), reference])).values()].map(ask));
  close();
  for (const { engine } of workspaces) engine.imagesChanged();
}

type Named = { readonly workspace: Workspace; readonly prefix: string };

/** Paths of further trees are told relative to the first. */
const prefixOf = (first: Workspace, workspace: Workspace): string =>
  first === workspace ? '' : `${relativePath(first.top, workspace.top)}/`;

/** One file's syntax tree at a time. */
function* analysesOf(named: readonly Named[], onAnalyze: (path: string) => void, gate: Gate): Generator<Analysis> {
  for (const { workspace, prefix } of named) {
    for (const at of workspace.paths) {
      onAnalyze(prefix + at);
      const analysis = workspace.engine.analyze(at);
      if (analysis) gate.see(analysis, workspace.engine.configOf(at));
      if (analysis) yield prefix === '' ? analysis : { ...analysis, path: prefix + at };
      workspace.engine.forget(at);
    }
  }
}

const isWrong = ({ problems }: ConfigFile): boolean => problems.some(problem => problem.severity === 'error');

/** Says on the error stream where a configuration is wrong. */
export function tellConfigProblems(config: ConfigFile, prefix: string, io: Io): void {
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
  /** `undefined`: what each file's config says. */
  readonly failOn: string | undefined;
  readonly minScore: number | undefined;
  readonly strictParse: boolean;
}

function gatesOf({ values }: Args): Gates {
  const minScore = values['min-score'] === undefined ? undefined : Number(values['min-score'] || Number.NaN);
  if (minScore !== undefined && !(minScore >= 0 && minScore <= 100))
    throw new UsageError(`--min-score is a number from 0 to 100, not \`${values['min-score']}\`.`);
  return { failOn: values['fail-on'] as string | undefined, minScore, strictParse: values['strict-parse'] === true };
}

/** The gates of configs, each for the files that it is for; the command line's take their place. */
class Gate {
  readonly #gates: Gates;
  readonly #units = new Map<number, number[]>();
  #failed = false;

  constructor(gates: Gates) {
    this.#gates = gates;
  }

  see({ findings, score }: Analysis, { failOn, minimumScore }: Config): void {
    const weakest = (severities as readonly string[]).indexOf(this.#gates.failOn ?? failOn ?? 'high');
    const isOpen = ({ hidden, suppressed, supersededBy }: RuleFinding) => !hidden && !suppressed && !supersededBy;
    if (findings.some(finding => isOpen(finding) && severities.indexOf(finding.severity) <= weakest)) this.#failed = true;
    if (minimumScore === undefined || !score) return;
    this.#units.set(minimumScore, [...(this.#units.get(minimumScore) ?? []), ...score.units.map(({ value }) => value)]);
  }

  passes(): boolean {
    if (this.#failed) return false;
    if (this.#gates.minScore !== undefined) return true;
    return [...this.#units].every(([least, values]) => values.reduce((sum, value) => sum + value, 0) / values.length >= least);
  }
}

function passes(report: Report, { minScore, strictParse }: Gates): boolean {
  if (report.score && minScore !== undefined && report.score.value < minScore) return false;
  return !strictParse || report.files.every(({ problems }) => !problems.some(problem => problem.severity === 'error'));
}
