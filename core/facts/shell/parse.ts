import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { Collector } from './collect.js';
import { sourceAt } from './source.js';
import type { ShellScript, ShellWord } from './types.js';

/** More than this is not read: nobody writes it into these files. Many heredocs on one line cost quadratic time. */
const most = { length: 256 * 1024, heredocs: 1000 };

/** Syntax deeper than this is not looked into for comments. */
const deepest = 400;

/**
 * All simple commands of `source`, POSIX shell or bash. Spans are `base` + offset in `source` (0-based UTF-16).
 * When the text stops in the middle (a quote or an `if` left open, nothing after `&&`), what stands before is given; any other
 * error makes the whole `failed`, for a shell would run nothing of it either.
 */
export function parseShell(source: string, base: number): ShellScript {
  if (source.length > most.length || (source.includes('<<') && source.split('<<').length > most.heredocs))
    return { commands: [], failed: true };
  const collector = new Collector();
  const read = collector.script(sourceAt(withoutComment(source), base));
  return { commands: read ? collector.commands : [], failed: !read };
}

/**
 * The command of an exec form: `["sh", "-c", "..."]`. `words` carry their values, their JSON text with quotes, and their spans.
 * In a script argument whose JSON has escapes, everything is where the argument is.
 */
export function parseExec(words: readonly ShellWord[]): ShellScript {
  const collector = new Collector();
  if (words.length > 0) collector.exec(words);
  return { commands: collector.commands, failed: false };
}

/**
 * Where every line is continued, the shell gets one line (Docker joins them first): a comment then takes in all lines that follow,
 * whereas the parser would end it with its own.
 */
function withoutComment(source: string): string {
  if (!source.includes('#')) return source;
  const candidate = /(?:^|[\s;&|()])#/;
  if (!candidate.test(source) || /[^\\\r]\r?\n/.test(source) || !source.includes('\n')) return source;
  const words: [start: number, end: number][] = [];
  const visit = (node: SyntaxNode, depth: number): void => {
    if (node.type === 'Word' || node.type === 'Assignment') words.push([node.pos, node.end]);
    else if (depth < deepest) forEachChild(node, child => visit(child, depth + 1));
  };
  visit(parse(source), 0);
  words.sort((a, b) => a[0] - b[0]);
  let next = 0;
  for (const match of source.matchAll(new RegExp(candidate, 'g'))) {
    const hash = match.index + match[0].length - 1;
    while (next < words.length && words[next]![1] <= hash) next++;
    const word = words[next];
    if (!word || word[0] > hash) return source.slice(0, hash);
  }
  return source;
}
