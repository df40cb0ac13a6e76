import { memo } from '../../core/facts/memo.js';
import { bare, downloadOf, isDownloader, LONGEST_PIPELINE, verifies } from '../../core/facts/shell/tools/downloads.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { readsInput, scriptArgument } from '../../core/facts/shell/unwrap.js';

const INTERPRETERS: ReadonlySet<string> = new Set('sh bash dash ash zsh ksh mksh perl ruby node nodejs pwsh'.split(' '));
/** Those that may carry a version. */
const VERSIONED = /^(?:python|pypy|php)[\d.]*$/;

/** A command that runs what another one fetches. */
export interface FetchedRun {
  readonly kind: 'pipe' | 'substitution' | 'file';
  readonly source: ShellCommand;
  readonly interpreter: ShellCommand;
  readonly span: ShellCommand['span'];
}

/** Whether a command runs programs that are written as text. */
export const isInterpreter = ({ name }: ShellCommand): boolean =>
  name !== undefined && (INTERPRETERS.has(name) || (name.startsWith('p') && VERSIONED.test(name)));

/** How a command runs what another one fetches, or is run itself. Most commands have to do with neither. */
export function fetchedRunOf(command: ShellCommand, script: readonly ShellCommand[]): FetchedRun | undefined {
  if (isDownloader(command)) return substituted(command);
  if (isInterpreter(command)) return piped(command) ?? downloadedBefore(command, script);
  return isSource(command) ? downloadedBefore(command, script) : undefined;
}

const isSource = ({ name }: ShellCommand): boolean => name === 'source' || name === '.';

/** `curl ... | bash`: told at the interpreter. */
function piped(interpreter: ShellCommand): FetchedRun | undefined {
  const { pipeline } = interpreter;
  if (pipeline.length > LONGEST_PIPELINE) return undefined;
  const index = pipeline.indexOf(interpreter);
  if (index < 1 || interpreter.wrappers.some(({ name }) => name === 'xargs')) return undefined;
  if (interpreter.within && pipeline[0]!.within !== interpreter.within) return undefined;
  const source = pipeline.slice(0, index).find(isDownloader);
  const first = interpreter.words[1]?.value;
  const reads =
    /sh$/.test(interpreter.name!) && interpreter.name !== 'pwsh'
      ? readsInput(interpreter.words)
      : interpreter.words.length === 1 || first === '-' || first === '--';
  if (!source || !reads) return undefined;
  return { kind: 'pipe', source, interpreter, span: { start: source.span.start, end: interpreter.span.end } };
}

/** `bash <(curl ...)`, `sh -c "$(curl ...)"`, `eval "$(curl ...)"`. */
function substituted(source: ShellCommand): FetchedRun | undefined {
  const { within } = source;
  if (!within || within.how === 'argument') return undefined;
  const { command } = within;
  const holds = (word: ShellWord | undefined) =>
    word !== undefined && word.span.start <= source.span.start && source.span.end <= word.span.end;
  const found: FetchedRun = { kind: 'substitution', source, interpreter: command, span: command.span };
  if (within.how === 'process-substitution') {
    const runs = isInterpreter(command) || isSource(command);
    return runs && holds(command.words.slice(1).find(({ text }) => !text.startsWith('-'))) ? found : undefined;
  }
  const script = isInterpreter(command)
    ? (scriptArgument(command.words) ?? codeOf(command))
    : command.name === 'eval'
      ? command.words[1]
      : undefined;
  return script && holds(script) && /^["']?(?:\$\(|`)/.test(script.text) ? found : undefined;
}

/** What `python -c` and `perl -e` run. */
export const codeOf = ({ words }: ShellCommand): ShellWord | undefined =>
  words[words.findIndex(({ value }) => /^-[ce]$/.test(value ?? '')) + 1];

/** `curl -o x.sh ... && sh x.sh` with nothing in the script that checks anything. */
function downloadedBefore(interpreter: ShellCommand, script: readonly ShellCommand[]): FetchedRun | undefined {
  const file = interpreter.words.slice(1).find(({ text }) => !text.startsWith('-'));
  if (file?.value === undefined) return undefined;
  const source = downloadsOf(script).get(here(bare(file.text)));
  if (!source || source.span.start > interpreter.span.start) return undefined;
  return { kind: 'file', source, interpreter, span: interpreter.span };
}

const here = (file: string): string => file.replace(/^\.\//, '');

/** The first download of each file; none where anything is checked. Read once: a script may have tens of thousands of commands. */
const downloadsOf = memo((script: readonly ShellCommand[]): ReadonlyMap<string, ShellCommand> => {
  const files = new Map<string, ShellCommand>();
  if (!script.some(verifies)) {
    for (const command of script) {
      const file = downloadOf(command)?.file;
      if (file !== undefined && !files.has(here(file))) files.set(here(file), command);
    }
  }
  return files;
});
