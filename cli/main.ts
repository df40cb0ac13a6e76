import { parseArgs } from 'node:util';
import type { Rule } from '../core/index.js';
import { GitError } from '../server/src/node/git.js';
import { EXIT, type ExitCode, type Io, UsageError } from './io.js';
import { type CommandName, commandNames, help, helpOf, type Option, parseConfigOf, type Usage, usages } from './usage.js';
import { version } from './version.js';

/** The arguments of a command, checked against its usage. */
export interface Args {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** Options with a value, in the order in which they were given. */
  readonly given: readonly { readonly name: string; readonly value: string }[];
}

export type Command = (args: Args, io: Io, rules: readonly Rule[]) => ExitCode | Promise<ExitCode>;

/** Loaded when called: help and mistakes should not wait for parsers. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  audit: async () => (await import('./audit.js')).audit,
  rules: async () => (await import('./rules.js')).listRules,
  explain: async () => (await import('./explain.js')).explain,
  fix: async () => (await import('./fix.js')).fix,
  config: async () => (await import('./config.js')).config,
  pin: async () => (await import('./pin.js')).pin,
  baseline: async () => (await import('./baseline.js')).baseline,
  init: async () => (await import('./init.js')).init,
  history: async () => (await import('./history.js')).history,
  merge: async () => (await import('./merge.js')).merge,
  lsp: async () => (await import('./lsp.js')).lsp,
};

const ownRules = async (): Promise<readonly Rule[]> => (await import('../rules/index.js')).rules;

/**
 * Runs the command line.
 * @param argv without the interpreter and the script.
 * @param loadRules the rules to judge by; Seaworthy's own without it.
 */
export async function main(argv: readonly string[], io: Io, loadRules = ownRules): Promise<ExitCode> {
  try {
    return await dispatch(argv, io, loadRules);
  } catch (error) {
    const message =
      error instanceof UsageError || error instanceof GitError ? error.message : `unexpected: ${(error as Error)?.stack ?? error}`;
    io.stderr.write(`seaworthy: ${message}\n`);
    return EXIT.trouble;
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io, loadRules: typeof ownRules): Promise<ExitCode> {
  if (name === '--version' || name === '-v') return print(io, `${version}\n`);
  if (name === '--help' || name === '-h' || name === 'help') return print(io, isCommand(rest[0]) ? helpOf(rest[0]) : help());
  if (name === undefined) throw new UsageError(`which command? One of ${commandNames.join(', ')}; see seaworthy --help.`);
  if (!isCommand(name)) {
    const what = name.startsWith('-') ? 'option' : 'command';
    const known = what === 'option' ? ['--help', '--version'] : commandNames;
    throw new UsageError(`there is no ${what} \`${name}\`.${await suggestion(name, known)} See seaworthy --help.`);
  }
  if (rest.includes('--help') || rest.includes('-h')) return print(io, helpOf(name));
  const args = await parse(name, rest);
  const command = await commands[name]();
  return command(args, io, await loadRules());
}

const isCommand = (name: string | undefined): name is CommandName => (commandNames as readonly (string | undefined)[]).includes(name);

function print(io: Io, text: string): ExitCode {
  io.stdout.write(text);
  return EXIT.clean;
}

async function parse(name: CommandName, argv: readonly string[]): Promise<Args> {
  const usage: Usage = usages[name];
  let args: Args;
  try {
    const { tokens, ...parsed } = parseArgs({ args: [...argv], options: parseConfigOf(usage), allowPositionals: true, tokens: true });
    const given = tokens.flatMap(token =>
      token.kind === 'option' && token.value !== undefined ? [{ name: token.name, value: token.value }] : [],
    );
    args = { ...parsed, given } as Args;
  } catch (error) {
    throw new UsageError(await explainMistake(name, usage, error as Error & { code?: string }));
  }
  for (const { name: option, value } of args.given) {
    const { choices } = (usage.options[option] as Option | undefined) ?? {};
    if (choices && !choices.includes(value)) {
      throw new UsageError(`--${option} is one of ${choices.join(', ')}, not \`${value}\`.${await suggestion(value, choices)}`);
    }
  }
  return args;
}

async function explainMistake(name: CommandName, usage: Usage, error: Error & { code?: string }): Promise<string> {
  const option = /'(--?[^' ]+)/.exec(error.message)?.[1];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && option) {
    const known = Object.keys(usage.options).map(key => `--${key}`);
    return `${name} has no option \`${option}\`.${await suggestion(option, [...known, '--help'])} See seaworthy ${name} --help.`;
  }
  const value = option && usage.options[option.replace(/^--/, '')]?.value;
  return `${option ? `\`${option}\` ${value ? `wants a value: ${option} ${value}` : 'takes no value'}` : error.message}. See seaworthy ${name} --help.`;
}

/** Loads core only once somebody has mistyped. */
const suggestion = async (word: string, known: readonly string[]): Promise<string> =>
  (await import('../core/index.js')).didYouMean(word, known);
