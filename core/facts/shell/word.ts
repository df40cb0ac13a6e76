import type { Assignment as AssignmentNode, HereDoc, Redirection, Word, WordPart } from 'unbash';
import type { Source } from './source.js';
import type { Assignment, Redirect, ShellWord } from './types.js';

/** Whether the word's span shows the very letters of its text, so that a part of it may be edited. */
export const isFaithful = (word: ShellWord): boolean => word.span.end - word.span.start === word.text.length;

/** Where the letters of `value` start within `text`; `undefined` when quoting or escapes in the middle part the two. */
export function valueOffset(word: ShellWord): number | undefined {
  if (word.value === undefined || !isFaithful(word)) return undefined;
  if (word.text === word.value) return 0;
  const inner = word.text.slice(1, -1);
  return inner === word.value && /^["']/.test(word.text) ? 1 : undefined;
}

/** Characters of text that means itself: the parser need not take it apart. */
const PLAIN: readonly boolean[] = Array.from({ length: 128 }, (_, code) => /[\w./:=@%+,-]/.test(String.fromCharCode(code)));

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!PLAIN[text.charCodeAt(i)]) return false;
  return text !== '';
}

export function readWord(node: Word, source: Source): ShellWord {
  const text = source.text.slice(node.pos, node.end);
  const value = isPlain(text) ? text : node.parts ? literal(node.parts) : node.value;
  return { value, text, span: source.locate(node.pos, node.end) };
}

/** The literal value of parts; `undefined` when one of them is only known when the script runs. */
function literal(parts: readonly WordPart[]): string | undefined {
  let value = '';
  for (const part of parts) {
    const piece = literalOf(part);
    if (piece === undefined) return undefined;
    value += piece;
  }
  return value;
}

function literalOf(part: WordPart): string | undefined {
  switch (part.type) {
    case 'Literal':
    case 'Glob':
    case 'AnsiCQuoted':
      return part.value;
    case 'SingleQuoted':
      // A Dockerfile joins continued lines before the shell sees the quotes.
      return part.value.replaceAll('\\\n', '');
    case 'DoubleQuoted':
    case 'LocaleString':
      return literal(part.parts);
    case 'ExtendedGlob':
      return part.text;
    default:
      return undefined;
  }
}

export function readAssignment(node: AssignmentNode, source: Source): Assignment {
  const { value } = node;
  const known = value.type === 'Word' && !node.append && !node.index;
  return {
    name: node.name,
    value: known ? readWord(value, source).value : undefined,
    span: source.locate(node.pos, node.end),
    valueSpan: source.locate(value.pos, value.end),
  };
}

/** An argument `NAME=value` of `export`, `env` and the like, quoted or not; `undefined` when the word is none. */
export function assignmentOf(word: ShellWord): Assignment | undefined {
  const match = /^(["']?)([A-Za-z_]\w*)=/.exec(word.text);
  if (!match) return undefined;
  const [all, quote, name] = match;
  const end = word.span.end - (quote ? 1 : 0);
  return {
    name: name!,
    value: word.value?.slice(name!.length + 1),
    span: word.span,
    valueSpan: isFaithful(word) ? { start: word.span.start + all.length, end } : word.span,
  };
}

export function readRedirect(node: Redirection, source: Source): Redirect {
  const descriptor = node.descriptor ? source.text.slice(node.descriptor.pos, node.descriptor.end) : '';
  return {
    operator: descriptor + node.operator,
    target: node.type === 'HereDoc' ? bodyOf(node, source) : node.target && readWord(node.target, source),
    span: source.locate(node.pos, node.end),
  };
}

function bodyOf({ body, delimiter }: HereDoc, source: Source): ShellWord {
  const parts = delimiter?.quoted ? undefined : body.parts;
  return {
    value: parts ? literal(parts) : body.text,
    text: source.text.slice(body.pos, body.end),
    span: source.locate(body.pos, body.end),
  };
}
