import { at, lineEndOf, lineStart, type Span, type TextEdit, wholeLines } from '../../../text.js';
import type { Pair } from './instruction.js';

/** Edits that leave the lines around an instruction, and the comments, where people put them. */

/** Deletes one of several pairs. A comment between two speaks of the second. */
export function pairRemoval(text: string, pairs: readonly Pair[], pair: Pair): TextEdit {
  const index = pairs.indexOf(pair);
  const [previous, next] = [pairs[index - 1], pairs[index + 1]];
  const { start, end } = pair.span;
  const isFirstOfLine = previous !== undefined && text.slice(previous.span.end, start).includes('\n');
  if (previous && !(next && isFirstOfLine)) return { span: { start: previous.span.end, end }, text: '' };
  const gap = text.slice(end, next!.span.start);
  if (!gap.includes('#')) return { span: { start, end: next!.span.start }, text: '' };
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() === '') return { span: { start: line, end: end + gap.indexOf('\n') + 1 }, text: '' };
  return { span: { start, end: end + (/^[ \t]*/.exec(gap)?.[0].length ?? 0) }, text: '' };
}

/** Deletes whole lines. Of two blank lines that would meet one is enough. */
export function lineRemoval(text: string, span: Span): TextEdit {
  const { start, end } = wholeLines(text, span);
  const isBelowBlank = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 80), start));
  const blank = isBelowBlank ? /^[ \t]*\r?\n/.exec(text.slice(end, end + 80)) : null;
  return { span: { start, end: end + (blank?.[0].length ?? 0) }, text: '' };
}

/** Puts whole lines above the comments right over an instruction. */
export function insertionAbove(text: string, span: Span, lines: readonly string[]): TextEdit {
  let start = lineStart(text, span.start);
  for (let above = start; above > 0; start = above) {
    above = lineStart(text, above - 1);
    // A directive has to stay the first line.
    if (!/^[ \t]*#(?![ \t]*\w+=)/.test(text.slice(above, start))) break;
  }
  return { span: at(start), text: lines.map(line => line + lineEndOf(text)).join('') };
}
