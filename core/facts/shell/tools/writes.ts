import type { Span } from '../../../text.js';
import type { ShellCommand, ShellWord } from '../types.js';
import { isFaithful, valueOffset } from '../word.js';
import { toolOptions } from './index.js';

/** Text that a build puts into a file. */
export interface Write {
  /** The file as written; `undefined` when a variable names it. */
  readonly path: string | undefined;
  /** What goes in; variables stay in it as they are written. */
  readonly text: string;
  readonly span: Span;
  /** What writes it; `undefined` for the heredoc of a COPY. */
  readonly command?: ShellCommand;
  /** Where a part of `text` stands: exact where its letters do, else the whole span. */
  locate(start: number, end: number): Span;
}

/** One line of a {@link Write}: the escape `\n` ends one too, as in `echo -e` and `printf`. */
export interface WrittenLine {
  readonly text: string;
  readonly span: Span;
}

export const exactly = (path: string | undefined, text: string, span: Span): Write => ({
  path,
  text,
  span,
  locate: (start, end) => ({ start: span.start + start, end: span.start + end }),
});

const WRITERS: ReadonlySet<string | undefined> = new Set([
  'echo',
  'printf',
  'cat',
  'tee',
  'sed',
  'add-apt-repository',
  'apt-add-repository',
]);
const NONE: readonly Write[] = [];

/** What `echo`, `printf`, `cat <<E`, `tee <<E`, `add-apt-repository` and `sed -i` write. Of `sed` it is the replacement, or the line that is added. */
export function writesOf(command: ShellCommand): readonly Write[] {
  if (!WRITERS.has(command.name)) return NONE;
  if (command.name === 'add-apt-repository' || command.name === 'apt-add-repository') return sourceOf(command);
  if (command.name === 'sed') return replacementsOf(command);
  const target = targetOf(command);
  if (!target) return NONE;
  const path = target.value ?? inHome(target.text);
  const body = command.redirects.findLast(redirect => /^0?<<[-<]?$/.test(redirect.operator))?.target;
  if (command.name === 'cat' || command.name === 'tee') return body ? [ofWords(command, path, [body])] : [];
  const words = command.words.slice(1).filter((word, i) => i > 0 || !/^-[neE]+$/.test(word.value ?? ''));
  return words.length > 0 ? [ofWords(command, path, words)] : [];
}

/** `add-apt-repository 'deb ...'`: the line goes into a list of sources. */
function sourceOf(command: ShellCommand): readonly Write[] {
  const line = command.words.slice(1).find(({ text }) => /^["']?deb(?:-src)?\s/.test(text));
  return line ? [ofWords(command, '/etc/apt/sources.list', [line])] : [];
}

export function linesOf(write: Write): readonly WrittenLine[] {
  const lines: WrittenLine[] = [];
  let at = 0;
  for (const part of write.text.split(/(\r?\n|\\n)/)) {
    const text = part.trim();
    const start = at + part.indexOf(text);
    if (text !== '' && text !== '\\n') lines.push({ text, span: write.locate(start, start + text.length) });
    at += part.length;
  }
  return lines;
}

/** The folder of whoever builds, however it is written. */
const inHome = (text: string): string | undefined => {
  const rest = /^"?\$(?:HOME|\{HOME\})"?(\/[\w./-]+)"?$/.exec(text)?.[1];
  return rest === undefined ? undefined : `~${rest}`;
};

/** Where the output goes: a redirect, else a `tee` further on in the pipeline. */
function targetOf(command: ShellCommand): ShellWord | undefined {
  const redirect = command.redirects.find(({ operator }) => /^(?:1?>{1,2}\|?|&>{1,2})$/.test(operator));
  if (redirect) return redirect.target;
  // Nobody pipes through more.
  if (command.pipeline.length > 100) return undefined;
  const tee =
    command.name === 'tee' ? command : command.pipeline.slice(command.pipeline.indexOf(command)).find(next => next.name === 'tee');
  return tee && toolOptions(tee)?.operands[0];
}

function ofWords(command: ShellCommand, path: string | undefined, words: readonly ShellWord[]): Write {
  const span = { start: words[0]!.span.start, end: words.at(-1)!.span.end };
  const text = words.map(word => word.value ?? unquoted(word.text)).join(' ');
  const offset = words.length === 1 ? offsetOf(words[0]!) : undefined;
  const locate = (start: number, end: number) =>
    offset === undefined ? span : { start: span.start + offset + start, end: span.start + offset + end };
  return { command, path, text, span, locate };
}

const unquoted = (text: string): string => text.replace(/^"([\s\S]*)"$/, '$1');

/** Where the letters of the text start in the word. */
function offsetOf(word: ShellWord): number | undefined {
  if (word.value !== undefined) return valueOffset(word);
  if (!isFaithful(word)) return undefined;
  return unquoted(word.text) === word.text ? 0 : 1;
}

const SUBSTITUTION = /s([/|#,@!:~])(?:\\.|(?!\1)[^\\]){0,400}\1((?:\\.|(?!\1)[^\\]){0,400})\1/g;

/** `$a line`, `/pattern/i line`: what is put before or behind a line, or in its place. */
const ADDITION = /^(?:\$|\d{1,6}|\/[^/]{0,200}\/)?[aic](?:\\\n?|\s)?\s*(\S.*)$/;

function replacementsOf(command: ShellCommand): readonly Write[] {
  const options = toolOptions(command);
  if (!options?.has('--in-place')) return [];
  const named = options.values('--expression');
  const scripts = named.length > 0 ? named : options.operands.slice(0, 1);
  const path = options.operands.at(-1)?.value;
  return scripts.flatMap(word => {
    const added = ADDITION.exec(word.value ?? '')?.[1];
    if (added !== undefined) return [{ path, text: added, span: word.span, locate: () => word.span }];
    return [...(word.value ?? word.text).matchAll(SUBSTITUTION)].map(match => ({
      path,
      command,
      text: match[2]!,
      span: word.span,
      locate: () => word.span,
    }));
  });
}
