import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { linesOf, type Write, type WrittenLine } from '../../core/facts/shell/tools/writes.js';

import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import type { Fix } from '../../core/judge/rule.js';
import { at, lineEndOf, lineStart, type Span, type TextEdit } from '../../core/text.js';

/** A review fix with edits that are known already; none where there are none. */
export const fixWith = (title: string, edits: readonly TextEdit[] | null | undefined): readonly Fix[] =>
  edits && edits.length > 0 ? [{ title, safety: 'review', edits: () => edits }] : [];

/** Takes a command of a package manager out, and the whole RUN where the rest only serves it: the index, and its removal. */
export function removeInstall(instruction: Instruction, command: ShellCommand): readonly TextEdit[] | null {
  const { script, heredocs, json, keyword } = instruction;
  const only = script.commands.every(other => other === command || (other.within === undefined && servesInstall(other)));
  if (script.commands.length > 1 && only && heredocs.length === 0 && !json && keyword === 'RUN' && removeCommand(instruction, command))
    return instruction.remove();
  return removeCommand(instruction, command);
}

function servesInstall(command: ShellCommand): boolean {
  if (command.name === 'rm') return command.words.slice(1).every(({ text }) => /^-|^\/var\/(?:lib\/apt|cache)\//.test(text));
  const packages = packageCommand(command);
  return (
    packages?.system === true &&
    (packages.does === 'refresh' || /^(?:clean|autoclean|auto-?remove)$/.test(packages.options.subcommand ?? ''))
  );
}

/** Takes a word out with the blanks and line ends before it; the command where it is the last of `all`. `null` where comments stand between. */
export function withoutWord(
  instruction: Instruction,
  command: ShellCommand,
  word: ShellWord,
  all: readonly ShellWord[],
): readonly TextEdit[] | null {
  if (all.length === 1) return removeInstall(instruction, command);
  const before = command.words[command.words.indexOf(word) - 1];
  if (!before || !isFaithful(word) || !/^[\s\\]+$/.test(instruction.text.slice(before.span.end, word.span.start))) return null;
  // The rest of its line stays where it is.
  const next = command.words[command.words.indexOf(word) + 1];
  const isFirst = instruction.text.slice(before.span.end, word.span.start).includes('\n');
  if (isFirst && next && /^[ \t]+$/.test(instruction.text.slice(word.span.end, next.span.start)))
    return [{ span: { start: word.span.start, end: next.span.start }, text: '' }];
  return [{ span: { start: before.span.end, end: word.span.end }, text: '' }];
}

/** Adds words behind a word of a command: ` --no-cache`. In a JSON list they are strings of their own. */
export function behind({ json, text }: Instruction, { end }: Span, added: string): readonly TextEdit[] {
  if (!json || !isString(text, end)) return [{ span: at(end), text: added }];
  const comma = /^\s*,(\s*)/.exec(text.slice(end))?.[1] ?? gapBefore(text, end);
  const words = added.trim().split(' ');
  return [{ span: at(end), text: words.map(word => `,${comma}${JSON.stringify(word)}`).join('') }];
}

/** Writes another word in the place of one: a string where it stands in a JSON list. */
export const inPlaceOf = ({ json, text }: Instruction, span: Span, word: string): readonly TextEdit[] => [
  { span, text: json && isString(text, span.end) ? JSON.stringify(word) : word },
];

/** Whether a string of a JSON list ends here. */
const isString = (text: string, end: number): boolean => text[end - 1] === '"' && text[end - 2] !== '\\';

/** The blanks between the strings of a JSON list, seen from the last one. */
const gapBefore = (text: string, end: number): string => /",(\s*)"[^"]*"$/.exec(text.slice(Math.max(0, end - 500), end))?.[1] ?? ' ';

/** Adds a command to the end of a RUN; `null` where its end is no end of a plain script. */
export function appendCommand(instruction: Instruction, text: string): readonly TextEdit[] | null {
  const { json, heredocs, script, argumentsSpan, span, logical } = instruction;
  const last = script.commands.findLast(command => command.within === undefined);
  if (json || heredocs.length > 0 || !last || last.next === '&') return null;
  const rest = logical.slice(last.span.end - span.start, argumentsSpan.end - span.start);
  if (/[#&|;]/.test(rest) || logical.includes('#', argumentsSpan.start - span.start)) return null;
  const end = argumentsSpan.end - (/[\s\\]*$/.exec(rest)?.[0].length ?? 0);
  const isContinued = /[\\`][ \t]*\r?\n/.test(logical.slice(0, end - span.start));
  const indent = /^[ \t]*/.exec(instruction.text.slice(lineStart(instruction.text, end), end))?.[0];
  const added = isContinued ? ` ${instruction.escape}${lineEndOf(instruction.text)}${indent}&& ${text}` : ` && ${text}`;
  return [{ span: at(end), text: added }];
}

/** Where a word stands without the quotes around it; `undefined` where its letters cannot be told in the file. */
export function bareSpan(instruction: Instruction, { start, end }: Span, text: string): Span | undefined {
  const written = instruction.text.slice(start, end);
  if (written === text) return { start, end };
  return written === `"${text}"` || written === `'${text}'` ? { start: start + 1, end: end - 1 } : undefined;
}

/**
 * Takes a line out of what is written to a file: its line of a heredoc, or the command that writes nothing else. `null` where neither can be
 * seen, as in what `sed` puts in another line's place.
 */
export function withoutLine(instruction: Instruction, write: Write, { text, span }: WrittenLine): readonly TextEdit[] | null {
  const file = instruction.text;
  const start = lineStart(file, span.start);
  const end = file.indexOf('\n', span.end);
  const isExact = file.slice(span.start, span.end) === text;
  const isAlone = isExact && end >= 0 && file.slice(start, span.start).trim() === '' && file.slice(span.end, end).trim() === '';
  if (isAlone && start > instruction.span.start) return [{ span: { start, end: end + 1 }, text: '' }];
  const { command } = write;
  return isExact && command && (command.name === 'echo' || command.name === 'printf') && linesOf(write).length === 1
    ? removeCommand(instruction, command)
    : null;
}
