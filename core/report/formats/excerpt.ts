import { classifySecret } from '../../facts/secrets/classify.js';
import { LineIndex, lineEnd } from '../../text.js';
import type { Range } from '../report.js';
import { printable } from './lines.js';

const GUTTER = 10;
/** A name and its value, as Dockerfiles, YAML, JSON and command lines write them. A value may be the next pair's name: `ENV NAME=value`. */
const PAIR = /([\w.-]{1,200})["']?[ \t]*[=: ][ \t]*["']?(?=([^\s"']+))/g;

/** The line in which a finding starts, and carets under it. Empty when the line holds a secret, which is never shown. */
export function excerptOf(text: string, range: Range, columns = 160): string[] {
  const start = new LineIndex(text).offset(range.start.line - 1, 0);
  const line = text.slice(start, lineEnd(text, start));
  if (holdsSecret(line)) return [];
  const room = Math.max(columns - GUTTER, 20);
  const indent = Math.min(line.length - line.trimStart().length, range.start.column - 1);
  // A long line is shown from the finding on.
  const from = range.start.column - 1 - indent > room / 2 ? range.start.column - 1 : indent;
  const shown = printable(line.slice(from, from + room));
  const end = range.end.line === range.start.line ? range.end.column - 1 : line.length;
  const column = range.start.column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(end - from, shown.length) - column));
  return [`${String(range.start.line).padStart(GUTTER - 3)} | ${shown}`, `${' '.repeat(GUTTER - 3)} | ${' '.repeat(column)}${carets}`];
}

function holdsSecret(line: string): boolean {
  if (line.length > 2000 || classifySecret(undefined, line)) return true;
  return [...line.matchAll(PAIR)].some(([, name, value]) => classifySecret(name, value!) !== undefined);
}
