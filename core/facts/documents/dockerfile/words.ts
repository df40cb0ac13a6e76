import type { Span } from '../../../text.js';

/** One word of an instruction. `text` is as written; what it means depends on quotes and variables: see `expand`. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/**
 * The text of an instruction as Docker reads it, at equal length so that offsets stay true: comment lines and blank lines between
 * continuation lines become spaces; the escape character before a line end stays (as `\`), heredoc bodies stay as they are.
 * Source: Dockerfile reference, "Format" and "Line continuation".
 */
export function logicalText(text: string, span: Span, escape: string): string {
  const whole = text.slice(span.start, span.end);
  if (!whole.includes('\n') || (escape === '\\' && !EMPTY_LINE.test(whole))) return whole;
  let result = '';
  let at = span.start;
  let continued = false;
  while (at < span.end) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 || newline >= span.end ? span.end : newline + 1;
    const line = text.slice(at, end);
    if (continued && /^[ \t\r]*(?:#.*)?\r?\n?$/.test(line)) {
      result += ' '.repeat(line.length);
    } else {
      const match = continuation(escape).exec(line);
      // Behind a backslash another one would be no continuation.
      if (match)
        result +=
          line[match.index - 1] === '\\'
            ? `${line.slice(0, match.index)}${' '.repeat(match[0].length)}`
            : `${line.slice(0, match.index)}\\${line.slice(match.index + 1)}`;
      else result += line;
      // The first line without a continuation ends the instruction; what follows are heredocs.
      if (!match) return result + text.slice(end, span.end);
      continued = true;
    }
    at = end;
  }
  return result;
}

/** A line that may be left out between others. */
const EMPTY_LINE = /\n[ \t\r]*(?:#|\n|$)/;
const BACKSLASH = /(?<!\\)\\[ \t]*\r?\n$/;
const BACKTICK = /(?<!`)`[ \t]*\r?\n$/;
/** Whether a line goes on, given without the blanks at its end: an escape character that is escaped ends it. */
export const isContinued = (line: string, escape: string): boolean => line.endsWith(escape) && line.at(-2) !== escape;

const continuation = (escape: string): RegExp => (escape === '`' ? BACKTICK : BACKSLASH);

/** Where the first logical line ends: the offset (in `logical`) of the line end that no escape precedes, or its length. */
export function logicalLineEnd(logical: string): number {
  if (!logical.includes('\n')) return logical.length;
  for (let newline = logical.indexOf('\n'); newline >= 0; newline = logical.indexOf('\n', newline + 1)) {
    const end = logical.charCodeAt(newline - 1) === CARRIAGE_RETURN ? newline - 1 : newline;
    let at = end - 1;
    while (logical.charCodeAt(at) === SPACE || logical.charCodeAt(at) === TAB) at--;
    if (logical.charCodeAt(at) !== BACKSLASH_CODE || logical.charCodeAt(at - 1) === BACKSLASH_CODE) return end;
  }
  return logical.length;
}

/**
 * Words between blanks, quotes respected. `logical` is what `logicalText` gave (with `\` before a line end that is escaped, whatever escapes
 * elsewhere); spans are `base` + offset.
 * An escaped line end separates words only when blanks stand around it.
 */
export function splitWords(logical: string, base: number, from: number, to: number, escape: string): readonly Word[] {
  const words: Word[] = [];
  for (let word = nextWord(logical, base, from, to, escape); word; word = nextWord(logical, base, word.span.end - base, to, escape))
    words.push(word);
  return words;
}

/** The first of them; `undefined` where only blanks are left. */
export function nextWord(logical: string, base: number, from: number, to: number, escape: string): Word | undefined {
  const start = wordStart(logical, from, to);
  if (start >= to) return undefined;
  const end = wordEnd(logical, start, to, escape.charCodeAt(0));
  return { text: logical.slice(start, end), span: { start: base + start, end: base + end } };
}

/** The offset behind the blanks at another one. */
export function wordStart(logical: string, from: number, to: number): number {
  let start = from;
  while (start < to) {
    const gap = gapAt(logical, start, to);
    if (gap === 0) break;
    start += gap;
  }
  return start;
}

const GAP = /(?:[ \t\r\n]|\\[ \t]*\r?\n)+/y;

/** How long the blanks at an offset are, escaped line ends among them. */
function gapAt(logical: string, at: number, to: number): number {
  const code = logical.charCodeAt(at);
  if (!isBlank(code) && code !== BACKSLASH_CODE) return 0;
  const next = logical.charCodeAt(at + 1);
  if (code !== BACKSLASH_CODE && at + 1 < to && !isBlank(next) && next !== BACKSLASH_CODE) return 1;
  GAP.lastIndex = at;
  const length = GAP.exec(logical)?.[0].length ?? 0;
  // What only ends behind `to` has to be read as if the text ended there.
  return at + length <= to ? length : (/^(?:[ \t\r\n]|\\[ \t]*\r?\n)+/.exec(logical.slice(at, to))?.[0].length ?? 0);
}

function wordEnd(logical: string, from: number, to: number, escape: number): number {
  let at = from;
  let quote = 0;
  while (at < to) {
    const code = logical.charCodeAt(at);
    if (code === BACKSLASH_CODE || code === escape) {
      const newline = code === BACKSLASH_CODE ? /^\\[ \t]*\r?\n/.exec(logical.slice(at, at + 80)) : null;
      if (newline || (code === escape && quote !== SINGLE_QUOTE)) {
        at += newline ? newline[0].length : 2;
        continue;
      }
    }
    if (quote > 0) {
      if (code === quote) quote = 0;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
    else if (isBlank(code)) break;
    at++;
  }
  return Math.min(at, to);
}

const BACKSLASH_CODE = 92;
const OPENING_BRACKET = 91;
const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** The strings of an exec form with the spans of their contents, quotes included. `undefined`: it is not one, so the shell form holds. */
export function splitJson(
  logical: string,
  base: number,
  from: number,
  to: number,
): readonly (Word & { readonly value: string })[] | undefined {
  const first = logical.charCodeAt(from);
  if (first > SPACE && first < 128 && first !== OPENING_BRACKET && first !== BACKSLASH_CODE) return undefined;
  EXEC_FORM.lastIndex = from;
  if (!EXEC_FORM.test(logical)) return undefined;
  const written = logical.slice(from, to);
  const source = written.includes('\n') ? written.replace(/\\[ \t]*\r?\n/g, match => ' '.repeat(match.length)) : written;
  let values: unknown;
  try {
    values = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || !values.every(value => typeof value === 'string')) return undefined;
  const words: (Word & { readonly value: string })[] = [];
  for (let start = source.indexOf('"'), end = 0; start >= 0; start = source.indexOf('"', end)) {
    end = stringEnd(source, start);
    const span = { start: base + from + start, end: base + from + end };
    words.push({ text: source.slice(start, end), value: values[words.length] as string, span });
  }
  return words;
}

/** Where a string of JSON ends that starts at an offset. */
function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (json.charCodeAt(at) !== DOUBLE_QUOTE) at += json.charCodeAt(at) === BACKSLASH_CODE ? 2 : 1;
  return at + 1;
}

const EXEC_FORM = /(?:\s|\\[ \t]*\r?\n)*\[/y;

/** Whether a character is what `\s` has for one. */
export function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : /\s/.test(text[at]!);
}
