import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction, Pair } from '../../core/facts/documents/dockerfile.js';
import type { OptionUse } from '../../core/facts/shell/options.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { Write, WrittenLine } from '../../core/facts/shell/tools/writes.js';
import type { Assignment, ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import type { Span, TextEdit } from '../../core/text.js';
import { withoutLine } from './_edits.js';

type Edits = readonly TextEdit[] | undefined;

const BLANK = /^[\s\\]+$/;
const EXPORTS: ReadonlySet<string | undefined> = new Set(['export', 'declare', 'readonly', 'typeset', 'local']);

/** Takes out a part of a value that holds more; `'all'` where nothing else is in it. */
function cut(text: string, span: Span, part: RegExp): Edits | 'all' {
  const quote = /^(["'])[\s\S]*\1$/.test(text) ? 1 : 0;
  const inner = text.slice(quote, text.length - quote);
  const rest = inner.replace(new RegExp(part, `${part.flags.replace('g', '')}g`), '');
  if (rest === inner) return undefined;
  if (rest.trim() === '') return 'all';
  return [{ span: { start: span.start + quote, end: span.end - quote }, text: rest.trim() }];
}

/** Takes a variable out of ENV or ARG, or what is wrong out of its value. */
export function withoutPair(instruction: Instruction, pair: Pair, part: RegExp | undefined): Edits {
  if (!part || !pair.value) return instruction.removePair(pair);
  const { text, span } = pair.value;
  if (instruction.text.slice(span.start, span.end) !== text) return undefined;
  const rest = cut(text, span, part);
  return rest === 'all' ? instruction.removePair(pair) : rest;
}

/** Takes an assignment out: before a command, of `export` or `env`, or alone. */
export function withoutAssignment(instruction: Instruction, shell: ShellCommand, assignment: Assignment, part: RegExp | undefined): Edits {
  const { text } = instruction;
  const { span, name, valueSpan } = assignment;
  if (!/^["']?$/.test(text.slice(span.start, span.start + text.slice(span.start, span.end).indexOf(name)))) return undefined;
  const rest = part && cut(text.slice(valueSpan.start, valueSpan.end), valueSpan, part);
  if (part && rest !== 'all') return rest as Edits;
  const holder = [...shell.wrappers, shell].find(each =>
    each.words.some(word => word.span.start === span.start && word.span.end === span.end),
  );
  if (holder) {
    const index = holder.words.findIndex(word => word.span.start === span.start);
    // Without a word it would list all variables.
    if (EXPORTS.has(holder.name) && holder.words.length === 2) return removeCommand(instruction, shell) ?? undefined;
    const before = holder.words[index - 1];
    if (!before || !BLANK.test(text.slice(before.span.end, span.start))) return undefined;
    return [{ span: { start: before.span.end, end: span.end }, text: '' }];
  }
  const first = shell.wrappers[0]?.words[0] ?? shell.words[0];
  if (!first) return shell.assignments.length === 1 ? (removeCommand(instruction, shell) ?? undefined) : undefined;
  const starts = [first, ...shell.assignments].map(each => each.span.start).filter(start => start > span.start);
  const next = Math.min(...starts);
  if (!Number.isFinite(next) || !BLANK.test(text.slice(span.end, next))) return undefined;
  return [{ span: { start: span.start, end: next }, text: '' }];
}

/** Takes an option out, or what is wrong out of its value. */
export function withoutUse({ removal, value }: OptionUse, part: RegExp | undefined): Edits {
  const all = removal?.map(span => ({ span, text: '' }));
  if (!part) return all;
  const rest = value && withoutPart(value, part);
  return rest === 'all' ? all : rest;
}

/** Takes a part out of a word. */
export const withoutPart = (word: ShellWord, part: RegExp): Edits | 'all' =>
  isFaithful(word) ? cut(word.text, word.span, part) : undefined;

/** Leaves a `sed` out that replaces one thing and does nothing else. */
function withoutSubstitution(instruction: Instruction, command: ShellCommand): Edits {
  const options = toolOptions(command);
  const named = options?.values('--expression') ?? [];
  const [script, second] = named.length > 0 ? named : (options?.operands.slice(0, 1) ?? []);
  const one = /^s([/|#,@!:~])(?:\\.|(?!\1)[^\\]){0,400}\1(?:\\.|(?!\1)[^\\]){0,400}\1[gIi]*$/.test(script?.value ?? '');
  return one && !second ? (removeCommand(instruction, command) ?? undefined) : undefined;
}

/** Writes a line of a file as it should be, or takes it out. */
export function mendLine(instruction: Instruction, write: Write, line: WrittenLine, mended: string): Edits {
  const { text } = instruction;
  const { start, end } = line.span;
  if (write.command?.name === 'sed') return withoutSubstitution(instruction, write.command);
  if (text.slice(start, end) !== line.text) return undefined;
  return mended === '' ? (withoutLine(instruction, write, line) ?? undefined) : [{ span: line.span, text: mended }];
}
