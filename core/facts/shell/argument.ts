import { type Source, sourceAt, sourceWithin, unescapedSource } from './source.js';
import type { Redirect, ShellWord } from './types.js';
import { isFaithful, valueOffset } from './word.js';

/** What a shell takes out of double quotes: the backslash before these. */
const escaped = /\\([$`"\\])/g;

/** A command substitution: the outer shell runs it, and its commands are known from there. */
const substitution = /\$\(|`/;

/**
 * The script that a shell's argument holds, as in `sh -c 'script'`. Expansions of variables in double quotes stay in it as they are:
 * what they stand for is unknown to either shell. `undefined` when quotes change in the middle or a command's output is put in.
 */
export function argumentSource(word: ShellWord): Source | undefined {
  const { text, span } = word;
  if (!isFaithful(word)) return word.value === undefined ? undefined : sourceWithin(word.value, span);
  const inner = text.slice(1, -1);
  if (/^'[^']*'$/.test(text)) return sourceAt(inner, span.start + 1);
  if (/^[^'"\\$`]*$/.test(text)) return sourceAt(text, span.start);
  if (!/^"(?:[^"\\]|\\[\s\S])*"$/.test(text) || substitution.test(inner)) return undefined;
  // Single quotes would keep an inner shell from expanding what the outer one has put in.
  if (word.value === undefined && inner.includes("'")) return undefined;
  return inner.includes('\\')
    ? unescapedSource(inner.replace(escaped, '$1'), inner, 0, sourceAt(inner, span.start + 1))
    : sourceAt(inner, span.start + 1);
}

/** The script that an argument of an exec form holds: no shell has read it yet. */
export function execSource(word: ShellWord): Source | undefined {
  if (word.value === undefined) return undefined;
  const offset = valueOffset(word);
  return offset === undefined ? sourceWithin(word.value, word.span) : sourceAt(word.value, word.span.start + offset);
}

/** The script that a shell reads from a heredoc. */
export function inputSource(redirects: readonly Redirect[]): Source | undefined {
  const body = redirects.findLast(redirect => /^0?<<-?$/.test(redirect.operator))?.target;
  if (!body || !isFaithful(body) || (body.value !== body.text && substitution.test(body.text))) return undefined;
  return sourceAt(body.text, body.span.start);
}
