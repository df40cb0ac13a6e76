import { diffLines } from 'diff';
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { type FileKind, parse, type Span, type TextEdit } from '../../core/index.js';

/** Parts of two texts that differ, in the coordinates of each. */
export interface Changes {
  readonly before: readonly Span[];
  readonly after: readonly Span[];
}

/** Where edits change a text. */
export function changesBy(edits: readonly TextEdit[]): Changes {
  let shift = 0;
  const after = [...edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, text }) => {
      const start = span.start + shift;
      shift += text.length - (span.end - span.start);
      return { start, end: start + text.length };
    });
  return { before: edits.map(({ span }) => span), after };
}

/** Where two texts differ, by lines: for texts that several passes of edits made. */
export function changesBetween(before: string, after: string): Changes {
  const changes = { before: [] as Span[], after: [] as Span[] };
  let [a, b] = [0, 0];
  for (const { value, added, removed } of diffLines(before, after)) {
    if (!added) a += value.length;
    if (!removed) b += value.length;
    if (added || removed) {
      changes.before.push({ start: added ? a : a - value.length, end: a });
      changes.after.push({ start: removed ? b : b - value.length, end: b });
    }
  }
  return changes;
}

/** What of a file that no edit touched is another than before: its data or instructions, its line ends, its comments. */
export function notKept(kind: FileKind, path: string, before: string, after: string, changes: Changes): readonly string[] {
  const wrong: string[] = [];
  const read = kind === 'dockerfile' ? instructionsIn : leavesIn;
  // A template is data only when it is rendered.
  if (kind === 'dockerfile' || !/\{\{|\{%/.test(before)) {
    const was = untouched(read(before, path), changes.before);
    const is = untouched(read(after, path), changes.after);
    const at = was.findIndex((piece, i) => piece !== is[i]);
    if (at >= 0 || was.length !== is.length) wrong.push(`changes what no edit touched: ${JSON.stringify(was[at] ?? is[was.length])}`);
  }
  if (/\r\n/.test(before) && !/[^\r]\n/.test(before) && /(?:^|[^\r])\n/.test(after)) wrong.push('mixes line ends');
  if (!before.includes('\r') && after.includes('\r')) wrong.push('brings carriage returns');
  if (before !== '' && after !== '' && /\n$/.test(before) !== /\n$/.test(after)) wrong.push('changes the end of the file');
  // A comment between the lines of an instruction goes with it.
  const owners = kind === 'dockerfile' ? instructionsIn(before, path) : [];
  const lost = changes.before
    .flatMap(region => commentLines(before, region))
    .filter(({ at }) => !owners.some(({ span }) => span.start < at && at < span.end));
  const kept = new Set(changes.after.flatMap(region => commentLines(after, region)).map(({ text }) => text));
  for (const { text } of lost) if (!kept.has(text)) wrong.push(`loses the comment ${text}`);
  return wrong;
}

interface Piece {
  readonly text: string;
  readonly span: Span;
}

const untouched = (pieces: readonly Piece[], changed: readonly Span[]): readonly string[] =>
  pieces.filter(({ span }) => !changed.some(({ start, end }) => span.start <= end && start <= span.end)).map(({ text }) => text);

/** Comments that have a line of their own in a region; a parser directive is none. */
const commentLines = (text: string, { start, end }: Span): readonly { readonly text: string; readonly at: number }[] =>
  [...text.slice(start, end).matchAll(/^[ \t]*(#(?![ \t]*(?:syntax|escape|check)[ \t]*=)[^\r\n]*?)[ \t]*\r?$/gm)].map(match => ({
    text: match[1]!,
    at: start + match.index,
  }));

/** Every scalar of a YAML stream with its path, list positions left out, in the order of the text. */
function leavesIn(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const visit = (node: unknown, path: string) => {
    if (isMap(node)) {
      for (const { key, value } of node.items) visit(value ?? key, `${path}.${isScalar(key) ? String(key.value) : '?'}`);
    } else if (isSeq(node)) {
      for (const item of node.items) visit(item, `${path}[]`);
    } else if (isScalar(node) || isAlias(node)) {
      const [start, end] = (node as Node).range ?? [0, 0];
      // A key without a value, which has no text of its own.
      if (start === end) return;
      pieces.push({ text: `${path}: ${isAlias(node) ? `*${node.source}` : JSON.stringify(node.value)}`, span: { start, end } });
    }
  };
  for (const document of parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', merge: true }))
    if ('contents' in document) visit(document.contents, '');
  return pieces;
}

function instructionsIn(text: string, path: string): readonly Piece[] {
  const document = parse('dockerfile', path, text);
  if (document?.kind !== 'dockerfile') return [];
  return document.instructions.map(({ span }) => ({ text: text.slice(span.start, span.end), span }));
}
