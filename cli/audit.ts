import {
  buildReport,
  type ConfigFile,
  type EngineOptions,
  type Framework,
  frameworks,
  type ImageReference,
  imageKey,
  KnownImages,
  pinnable,
  type Report,
  staleNote,
} from '../core/index.js';
import { Audit, shardFrom } from './auditing.js';
import { withBlame } from './blame.js';
import { applied, comparing, comparisonOf, repositoryOf } from './comparison.js';
import { gatesOf, passes } from './gates.js';
import { commitCount, lastCommits } from './history.js';
import { EXIT, type Io, UsageError } from './io.js';
import { filesInThreads } from './jobs.js';
import type { Args, Command } from './main.js';
import { withCompliance } from './merge.js';
import { engineOptions, jobsOf, progress } from './options.js';
import { deliver, outputsOf } from './output.js';
import { openRegistry, registryForbidden } from './registry.js';
import { version } from './version.js';
import type { Workspace } from './workspace.js';

/** Prints what is insecure below the paths; see `usages.audit`. */
export const audit: Command = async (args, io, rules) => {
  const { values } = args;
  const gates = gatesOf(args);
  const outputs = outputsOf(args);
  const shard = shardOfArgs(args);
  const images = new KnownImages();
  const options = { ...engineOptions(args, io, rules), images };
  const today = options.today();
  const busy = progress(io, values.quiet === true);
  const audited = new Audit(io.cwd, args.positionals, options, shard, at => busy.tell(at));
  const asks = values['ask-registries'] === true;
  if (asks) await learn(audited.workspaces, images, args, io);
  const order = { cwd: io.cwd, targets: args.positionals, preset: options.preset, today, shard };
  // What registries have said is known in this thread alone.
  const files = await filesInThreads(audited, order, asks ? 1 : jobsOf(args), io.script, at => busy.tell(at));
  const { configs, skipped, failed } = audited;
  const [{ engine }] = audited.workspaces as [Workspace];
  const preset = options.preset ?? engine.configOf('').preset;
  const found = buildReport({ version, today, preset, files, configs, skipped, ...(shard ? { shard } : {}) });
  const comparison = shard ? undefined : await comparisonOf(audited, args, io, rules, options);
  const { report: compared, holds } = applied(found, comparison, args);
  const asked = frameworksOf(args, engine.configOf('').frameworks);
  const report = withCompliance(await withGit(compared, audited, args, options), asked, rules);
  busy.end();
  for (const { path: at, why } of failed) io.stderr.write(`seaworthy: ${at}: ${why}.\n`);
  for (const config of configs) tellConfigProblems(config, '', io);
  const note = values.quiet === true ? undefined : staleNote(today);
  if (note) io.stderr.write(`seaworthy: ${note}\n`);
  deliver(report, outputs, io, { rules, textOf: at => audited.textOf(at), quiet: values.quiet === true, frameworks: asked });
  if (failed.length > 0 || configs.some(isWrong)) return EXIT.trouble;
  return holds && passes(report, gates, at => audited.configOf(at)) ? EXIT.clean : EXIT.findings;
};

function shardOfArgs({ values }: Args) {
  if (values.shard === undefined) return undefined;
  const whole = [...comparing, 'history'].find(name => values[name] !== undefined && values[name] !== false);
  if (whole) throw new UsageError(`--${whole} is about the whole tree: not with --shard, but where the shards are merged.`);
  return shardFrom(values.shard as string);
}

function frameworksOf({ values }: Args, configured: readonly Framework[]): readonly Framework[] {
  const named = (values.framework ?? []) as readonly Framework[];
  const unknown = named.find(name => !frameworks.includes(name));
  if (unknown) throw new UsageError(`there is no framework \`${unknown}\`; known are ${frameworks.join(', ')}.`);
  return named.length > 0 ? named : configured;
}

/** What git adds when it is asked: who brought each finding in, and how the score came to be what it is. */
async function withGit(report: Report, audited: Audit, { values }: Args, options: EngineOptions): Promise<Report> {
  const option = values.blame ? '--blame' : values.history === undefined ? undefined : '--history';
  if (!option) return report;
  if (!audited.only) throw new UsageError(`${option} is about one tree, and the paths lie in several.`);
  const repository = repositoryOf(audited.only.top, option);
  const blamed = values.blame ? await withBlame(report, repository) : report;
  if (values.history === undefined) return blamed;
  const { files, skipped, ...head } = blamed;
  const history = await lastCommits(repository, commitCount(values.history as string, '--history'), options);
  return { ...head, history, files, skipped };
}

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

const isWrong = ({ problems }: ConfigFile): boolean => problems.some(problem => problem.severity === 'error');

/** Says on the error stream where a configuration is wrong. */
export function tellConfigProblems(config: ConfigFile, prefix: string, io: Io): void {
  for (const { span, message, severity } of config.problems) {
    const { line, column } = config.lines.position(span.start);
    if (severity === 'error') io.stderr.write(`seaworthy: ${prefix}${config.path}:${line}:${column}: ${message}\n`);
  }
}
