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
      result += match ? `${line.slice(0, match.index)}\\${line.slice(match.index + 1)}` : line;
      // The first line without a continuation ends the instruction; what follows are heredocs.
      if (!match) return result + text.slice(end, span.end);
      continued = true;
    }
    at = end;
  }
  return result;
}

const BACKSLASH = /\\[ \t]*\r?\n$/;
const BACKTICK = /`[ \t]*\r?\n$/;
const continuation = (escape: string): RegExp => (escape === '`' ? BACKTICK : BACKSLASH);

/** Where the first logical line ends: the offset (in `logical`) of the line end that no escape precedes, or its length. */
export function logicalLineEnd(logical: string): number {
  const pattern = /\\[ \t]*\r?\n|\r?\n/g;
  for (const match of logical.matchAll(pattern)) if (!match[0].startsWith('\\')) return match.index;
  return logical.length;
}

/**
 * Words between blanks, quotes respected. `logical` is what `logicalText` gave; spans are `base` + offset.
 * An escaped line end separates words only when blanks stand around it.
 */
export const splitWords = (logical: string, base: number, from = 0, to = logical.length): readonly Word[] => [
  ...wordsOf(logical, base, from, to),
];

/** The same one by one, for who needs the first ones only. */
export function* wordsOf(logical: string, base: number, from = 0, to = logical.length): Generator<Word> {
  let at = from;
  while (at < to) {
    const gap = /^(?:[ \t\r\n]|\\[ \t]*\r?\n)+/.exec(logical.slice(at, to));
    if (gap) {
      at += gap[0].length;
      continue;
    }
    const start = at;
    let quote = '';
    while (at < to) {
      const char = logical[at]!;
      if (char === '\\' && quote !== "'") {
        const newline = /^\\[ \t]*\r?\n/.exec(logical.slice(at, at + 80));
        at += newline ? newline[0].length : 2;
        continue;
      }
      if (quote) {
        if (char === quote) quote = '';
      } else if (char === '"' || char === "'") quote = char;
      else if (/[ \t\r\n]/.test(char)) break;
      at++;
    }
    at = Math.min(at, to);
    yield { text: logical.slice(start, at), span: { start: base + start, end: base + at } };
  }
}

/** The strings of an exec form with the spans of their contents, quotes included. `undefined`: it is not one, so the shell form holds. */
export function splitJson(
  logical: string,
  base: number,
  from: number,
  to: number,
): readonly (Word & { readonly value: string })[] | undefined {
  const source = logical.slice(from, to).replace(/\\[ \t]*\r?\n/g, match => ' '.repeat(match.length));
  const open = source.search(/\S/);
  if (open < 0 || source[open] !== '[') return undefined;
  let values: unknown;
  try {
    values = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || !values.every(value => typeof value === 'string')) return undefined;
  return [...source.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((match, i) => {
    const start = base + from + match.index;
    return { text: match[0], value: values[i] as string, span: { start, end: start + match[0].length } };
  });
}
