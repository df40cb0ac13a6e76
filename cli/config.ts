import type { ConfigFile, Effective, Source } from '../core/index.js';
import { tellConfigProblems } from './audit.js';
import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions } from './options.js';
import { openWorkspaces, type Workspace } from './workspace.js';

/** `config print PATH`: what holds for a file or folder, and which line of which file says so. */
export const config: Command = (args, io, rules) => {
  const [verb, target = '.', ...more] = args.positionals;
  if (verb !== 'print' || more.length > 0) throw new UsageError('config knows one thing: seaworthy config print [PATH].');
  const [workspace] = openWorkspaces(io.cwd, [target], engineOptions(args, io, rules)) as [Workspace];
  for (const { path, why } of workspace.failed) io.stderr.write(`seaworthy: ${path}: ${why}.\n`);
  const [asked] = workspace.asked as [(typeof workspace.asked)[number]];
  // A folder's configuration is that of a file in it.
  const path = asked.isFolder ? [asked.path, '*'].filter(Boolean).join('/') : asked.path;
  const effective = workspace.engine.effectiveConfigOf(path);
  const placeOf = (source: Source) => describe(source, workspace.engine.configs);
  io.stdout.write(args.values.format === 'json' ? json(path, effective, placeOf) : yaml(path, effective, placeOf));
  for (const file of workspace.configs) tellConfigProblems(file, '', io);
  const isWrong = workspace.configs.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return isWrong || workspace.failed.length > 0 ? EXIT.trouble : EXIT.clean;
};

function describe(source: Source, files: readonly ConfigFile[]): string {
  if (source.kind !== 'file') return source.kind;
  const file = files.find(({ path }) => path === source.path);
  const position = file?.lines.position(source.span.start);
  return position ? `${source.path}:${position.line}:${position.column}` : source.path;
}

interface Value {
  /** Path of keys. */
  readonly keys: readonly string[];
  readonly value: unknown;
  readonly source: string;
}

/** Every value in force, in the order of the grammar. */
function valuesOf({ config, sources }: Effective, placeOf: (source: Source) => string): readonly Value[] {
  const from = (at: string) => {
    const source = sources.get(at);
    return source ? placeOf(source) : 'default';
  };
  const value = (keys: readonly string[], held: unknown): Value => ({ keys, value: held, source: from(keys.join('/')) });
  const each = (key: string, held: Readonly<Record<string, unknown>>) =>
    Object.entries(held).map(([name, inner]) => value([key, name], inner));
  return [
    value(['root'], config.root),
    value(['preset'], config.preset),
    ...each(
      'rules',
      Object.fromEntries(
        Object.entries(config.rules)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([id, { level, options, reason }]) => [id, options ? [level, options] : reason === undefined ? level : [level, reason]]),
      ),
    ),
    ...config.exclude.map(({ folder, pattern }) => ({
      keys: ['exclude', folder === '' ? pattern : `${folder}/${pattern}`],
      value: true,
      source: from(`exclude/${pattern}`),
    })),
    value(['frameworks'], config.frameworks),
    ...(config.minimumScore === undefined ? [] : [value(['minimumScore'], config.minimumScore)]),
    value(['failOn'], config.failOn ?? 'high'),
    value(['registries', 'trusted'], config.registries.trusted),
    ...each('podSecurity', config.podSecurity ?? {}),
    ...each('baseImages', config.baseImages),
    ...config.files.map(({ glob, kind }) => ({
      keys: ['files', glob.folder === '' ? glob.pattern : `${glob.folder}/${glob.pattern}`],
      value: kind,
      source: from(`files/${glob.pattern}`),
    })),
    ...(['files', 'profiles', 'envFile'] as const).map(key => value(['compose', key], config.compose[key])),
  ];
}

/** Readable, and a configuration again. */
function yaml(path: string, effective: Effective, placeOf: (source: Source) => string): string {
  const lines: [text: string, source: string][] = [];
  let group = '';
  for (const { keys, value, source } of valuesOf(effective, placeOf)) {
    const [first, second] = keys as [string, string?];
    if (second === undefined) lines.push([`${first}: ${flow(value)}`, source]);
    else {
      if (group !== first) lines.push([`${first}:`, '']);
      lines.push([first === 'exclude' ? `  - ${flow(second)}` : `  ${flow(second)}: ${flow(value)}`, source]);
    }
    group = first;
  }
  const width = Math.min(60, Math.max(...lines.map(([text]) => text.length)));
  const body = lines.map(([text, source]) => (source ? `${text.padEnd(width)}  # ${source}` : text));
  return `# ${path}\n${body.join('\n')}\n`;
}

/** As YAML in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
      .join(', ')} }`;
  const text = String(value);
  return typeof value !== 'string' || /^[A-Za-z_.][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}

function json(path: string, effective: Effective, placeOf: (source: Source) => string): string {
  const values = valuesOf(effective, placeOf).map(({ keys, value, source }) => ({ key: keys.join('/'), value, source }));
  return `${JSON.stringify({ path, values }, null, 2)}\n`;
}
