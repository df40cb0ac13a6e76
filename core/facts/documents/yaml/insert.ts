import type { Node } from 'yaml';
import { at, lineEndOf, lineStart, type TextEdit } from '../../../text.js';
import { column, endOf, insertionPoint, lastLeaf } from './ends.js';
import type { YamlMap, YamlSeq } from './nodes.js';
import { block, flowIn, isPlain, type Json, lines, scalar, styleOf } from './write.js';

/** Writes a key that a map does not hold: before those that people write after it, else last. */
export function insertEntry(map: YamlMap, key: string, value: Json): readonly TextEdit[] | null {
  const { text } = map.document;
  if (map.flow) return insertFlow(map, `${flowIn(map, key)}: ${flowIn(map, value)}`);
  const first = map.node.items[0]?.key as Node | undefined;
  if (!first?.range) return null;
  const keyStart = map.document.spanOf(first).start;
  if (!/^[ ]*(?:-[ ]+)*$/.test(text.slice(lineStart(text, keyStart), keyStart))) return null;
  const indent = column(text, keyStart);
  const eol = lineEndOf(text);
  const body = isPlain(value) ? ` ${scalar(value as string)}` : block(value, indent, styleOf(map), eol);
  const line = `${' '.repeat(indent)}${scalar(key)}:${body}`;
  const before = startOfFollower(map, key);
  if (before !== undefined) return [{ span: at(before), text: line + eol }];
  const end = insertionPoint(map);
  // After a block scalar that keeps its last line ends, the new line starts where the old one has ended.
  const ended = end > 0 && text[end - 1] === '\n';
  const gap = isSpaced(map) ? eol : '';
  return [{ span: at(end), text: ended ? `${gap}${line}${eol}` : `${eol}${gap}${line}` }];
}

const BEFORE_CONTAINERS = [
  'automountServiceAccountToken',
  'enableServiceLinks',
  'hostUsers',
  'runtimeClassName',
  'securityContext',
  'serviceAccountName',
  'shareProcessNamespace',
];

/** Keys that people write before certain others; everything else comes last. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(BEFORE_CONTAINERS.map(key => [key, ['initContainers', 'containers']])),
  env_file: ['environment'],
  namespace: ['labels', 'annotations'],
  secrets: ['args'],
};

/** Where the first key starts that `key` goes before, the comments that stand directly above it included. */
function startOfFollower(map: YamlMap, key: string): number | undefined {
  const followers = Object.hasOwn(FOLLOWERS, key) ? FOLLOWERS[key]! : [];
  const starts = map.entries().flatMap(entry => (followers.includes(entry.key) && !entry.merged ? [entry.keySpan.start] : []));
  if (starts.length === 0) return undefined;
  const { text } = map.document;
  let start = lineStart(text, Math.min(...starts));
  // The first key of a list's item stands behind its dash.
  if (!/^[ ]*$/.test(text.slice(start, Math.min(...starts)))) return undefined;
  for (let above = start; above > 0; start = above) {
    above = lineStart(text, above - 1);
    if (!/^[ ]*#/.test(text.slice(above, start))) break;
  }
  return start;
}

/** Whether the last section of a file stands apart: then a new one does too. */
function isSpaced(map: YamlMap): boolean {
  const last = map.entries().findLast(entry => !entry.merged);
  if (map.parent || !last) return false;
  // Of a single section, when what is in it stands apart.
  if (map.node.items.length < 2) return /\n[ \t]*\r?\n[ ]+[^\s#]/.test(map.document.text.slice(last.keySpan.end));
  return /\n[ \t]*\r?\n(?:#[^\n]*\n)*$/.test(map.document.text.slice(0, last.keySpan.start));
}

/** Writes items behind the last of a list, in its style. */
export function appendItems(seq: YamlSeq, values: readonly Json[]): readonly TextEdit[] | null {
  if (values.length === 0) return [];
  const { text } = seq.document;
  if (seq.flow) return insertFlow(seq, values.map(value => flowIn(seq, value)).join(', '));
  const indent = column(text, seq.span.start);
  if (!/^[ ]*$/.test(text.slice(lineStart(text, seq.span.start), seq.span.start))) return null;
  const eol = lineEndOf(text);
  const end = insertionPoint(seq);
  const added = lines(values, indent, styleOf(seq)).map(line => `${' '.repeat(indent)}${line}`);
  return [
    { span: at(end), text: text[end - 1] === '\n' ? added.map(line => line + eol).join('') : added.map(line => eol + line).join('') },
  ];
}

/** Writes a part behind the last one in brackets, on a line of its own where the others have theirs. */
function insertFlow(node: YamlMap | YamlSeq, inserted: string): readonly TextEdit[] {
  const { text } = node.document;
  const inside = node.span.end - 1;
  if (node.node.items.length === 0) {
    const pad = node.type === 'map' ? ' ' : '';
    return [{ span: { start: node.span.start + 1, end: inside }, text: `${pad}${inserted}${pad}` }];
  }
  const end = endOf(lastLeaf(node));
  const last = node.node.items.at(-1) as { key?: Node } | Node;
  const start = node.document.span.start + ((('key' in last && (last as { key?: Node }).key) || (last as Node)).range?.[0] ?? 0);
  const lead = text.slice(lineStart(text, start), start);
  // One item a line goes on as one item a line.
  const gap = /^[ \t]+$/.test(lead) ? lineEndOf(text) + lead : ' ';
  const comma = /^\s*,/.exec(text.slice(end, inside));
  return [{ span: at(end + (comma?.[0].length ?? 0)), text: `${comma ? '' : ','}${gap}${inserted}` }];
}
