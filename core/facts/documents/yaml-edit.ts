import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { applyEdits, at, lineEnd, lineEndOf, lineStart, type TextEdit } from '../../text.js';
import type { Entry, YamlMap, YamlNode, YamlScalar, YamlSeq } from './yaml.js';
import { block, flowIn, isPlain, lines, scalar, styleOf } from './yaml-write.js';

/**
 * Minimal edits of YAML text. Everything around an edit stays byte for byte: comments, quotes, indentation, line ends, key order.
 * Each function returns `null` where the edit would reach further than its place, or into text whose layout cannot be followed. Text that
 * others share (an anchor) is edited where all of them are alike, and where nothing but a scalar is written: lists of one may not do for
 * another. Insertions take over the file's indentation, sequence style and line ends.
 */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Makes `map` hold `value` at `path`. Keys on the way are created; what stands beside them stays. */
export function setAt(map: YamlMap, path: readonly string[], value: Json): readonly TextEdit[] | null {
  const [key, ...rest] = path as [string, ...string[]];
  if (map.locked || (map.shared && !isPlain(value))) return null;
  const entry = map.get(key);
  // A merged map would lose its other keys to an own key of the same name.
  if (entry?.merged && rest.length > 0 && entry.value) return null;
  // An own key without a value, through which another layer's shows, cannot be written twice.
  if (entry?.merged && map.writes(key)) return null;
  if (!entry || entry.merged) return insertEntry(map, key, nest(rest, value));
  if (rest.length > 0 && entry.value?.type === 'map') return setAt(entry.value, rest, value);
  if (rest.length > 0 && entry.value) return null;
  return replaceValue(entry, nest(rest, value));
}

/** Several values at once: keys that more than one of them would create are created once. */
export function setAllAt(map: YamlMap, changes: readonly (readonly [path: readonly string[], value: Json])[]): readonly TextEdit[] | null {
  // `{}` has no place for two insertions: it is written anew.
  if (map.flow && map.node.items.length === 0) return map.shared ? null : [{ span: map.span, text: flowIn(map, tree(changes)) }];
  const edits: (readonly TextEdit[])[] = [];
  for (const key of new Set(changes.map(([[first]]) => first!))) {
    const inside = changes.filter(([path]) => path[0] === key);
    const value = map.get(key)?.value;
    const nested = inside.every(([path]) => path.length > 1);
    const rest = inside.map(([path, json]) => [path.slice(1), json] as const);
    const own = nested && value?.type === 'map' && !map.get(key)?.merged;
    const made = own ? setAllAt(value, rest) : setAt(map, [key], nested ? tree(rest) : inside[0]![1]);
    if (!made || (!own && nested && value)) return null;
    edits.push(made);
  }
  return together(...edits);
}

/**
 * Edits that are made together, as one list; `null` when one of them cannot be made. Several insertions at one place are put in the
 * order in which YAML nests: deeper lines first, list items before keys of the same column. Edits that overlap cannot be made together.
 */
export function together(...lists: readonly (readonly TextEdit[] | null)[]): readonly TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const list of lists) {
    if (!list) return null;
    edits.push(...list);
  }
  const sorted = edits
    .map(edit => outOf(edits, edit))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || depthOf(b) - depthOf(a));
  return sorted.some((edit, i) => i > 0 && edit.span.start < sorted[i - 1]!.span.end) ? null : sorted;
}

/** Lines that are to stand beside a line that another edit takes out stand in its place. */
function outOf(edits: readonly TextEdit[], edit: TextEdit): TextEdit {
  const { span, text } = edit;
  const around = edits.find(other => other.text === '' && other.span.start < span.start && span.end < other.span.end);
  const [, first, inner, last] = /^(\r?\n)?([\s\S]*?)(\r?\n)?$/.exec(text)!;
  if (!around || span.start !== span.end || (first === undefined) === (last === undefined)) return edit;
  // The last line of a text that ends without a line end goes with the one before it.
  return { ...edit, span: at(around.span.start), text: first === undefined ? last! + inner : inner + first };
}

/** How deep the first inserted line is; a dash counts as half a column more. */
function depthOf({ text }: TextEdit): number {
  const match = /^[\r\n]*( *)(- )?/.exec(text)!;
  return match[1]!.length + (match[2] ? 0.5 : 0);
}

/** Paths with values as one nested value. */
function tree(changes: readonly (readonly [path: readonly string[], value: Json])[]): Json {
  const result: Record<string, Json> = {};
  for (const key of new Set(changes.map(([[first]]) => first!))) {
    const inside = changes.filter(([path]) => path[0] === key);
    const [path, value] = inside[0]!;
    result[key] = path.length === 1 ? value : tree(inside.map(([inner, json]) => [inner.slice(1), json] as const));
  }
  return result;
}

/** Adds `value` to the list at `path`; creates the list where there is none. */
export function appendAt(map: YamlMap, path: readonly string[], ...values: readonly Json[]): readonly TextEdit[] | null {
  const node = path.reduce<YamlNode | undefined>((inner, key) => (inner?.type === 'map' ? inner.get(key)?.value : undefined), map);
  if (node === undefined) return setAt(map, path, values);
  const entry = node.parent;
  if (node.type !== 'seq' || node.shared || (entry && 'merged' in entry && entry.merged)) return null;
  return appendItems(node, values);
}

/** Takes a key with its value out, and its map's key too when nothing is left in it. */
export function removeEntry(entry: Entry): readonly TextEdit[] | null {
  const { map } = entry;
  // What is merged is taken out where it is written, if that is a text for all alike and no other service's.
  if (map.locked || (entry.merged && !map.shared) || holdsAnchor(entry)) return null;
  if (map.node.items.length === 1) {
    if (entry.merged || map.reached.alias || map.node.anchor) return null;
    const { parent } = map;
    if (parent && 'key' in parent) return removeEntry(parent);
    // The last key of a JSON file leaves an empty object.
    return !parent && map.flow ? [{ span: map.span, text: '{}' }] : null;
  }
  return removePart(map, map.node.items.indexOf(entry.pair as never));
}

/** Takes several keys out of a map, of which others stay. */
export function removeEntries(map: YamlMap, keys: readonly string[]): readonly TextEdit[] | null {
  const entries = keys.flatMap(key => map.get(key) ?? []);
  if (entries.length < 2) return entries[0] ? removeEntry(entries[0]) : [];
  if (map.locked || map.node.items.length === entries.length || entries.some(entry => entry.merged || holdsAnchor(entry))) return null;
  return removeRuns(
    map,
    entries.map(({ pair }) => map.node.items.indexOf(pair as never)),
  );
}

/** Whether something elsewhere refers to what stands in the entry. */
function holdsAnchor({ pair, map: { document } }: Entry): boolean {
  const [start, , end] = pair.value?.range ?? [0, 0, 0];
  return [...document.source.anchors.used].some(({ range }) => range && start <= range[0] && range[1] <= end);
}

/** Takes one item out of a list, and the list's key too when it was the last. */
export const removeItem = (seq: YamlSeq, index: number): readonly TextEdit[] | null => removeItems(seq, [index]);

/** Takes several items out of a list, and the list's key too when none is left. */
export function removeItems(seq: YamlSeq, indexes: readonly number[]): readonly TextEdit[] | null {
  if (seq.locked) return null;
  if (seq.node.items.length === indexes.length) {
    const { parent } = seq;
    return parent && 'key' in parent ? removeEntry(parent) : null;
  }
  return removeRuns(seq, indexes);
}

/** Neighbours go together: in flow style they share commas. */
function removeRuns(collection: YamlMap | YamlSeq, indexes: readonly number[]): readonly TextEdit[] | null {
  const starts = indexes.filter(index => !indexes.includes(index - 1));
  return together(
    ...starts.map(start => {
      let last = start;
      while (indexes.includes(last + 1)) last++;
      return removePart(collection, start, last);
    }),
  );
}

/** Writes another scalar in a scalar's place, in its quotes where it has some. */
export function replaceScalar(node: YamlNode, value: string): readonly TextEdit[] | null {
  if (node.type !== 'scalar' || node.locked || node.block) return null;
  const { text } = node.document;
  return [{ span: node.span, text: quotedLike(text[node.span.start], value) ?? scalar(value, isInFlow(node)) }];
}

/** A text in the quotes that another one begins with; `undefined` where it begins with none. */
function quotedLike(start: string | undefined, value: Json): string | undefined {
  if (typeof value !== 'string') return undefined;
  return start === '"' ? JSON.stringify(value) : start === "'" ? `'${value.replaceAll("'", "''")}'` : undefined;
}

/** Replaces parts of a scalar's text, which may not need another escape than they have; the whole where it has to be quoted for them. */
export function replaceWithin(node: YamlScalar, parts: readonly TextEdit[]): readonly TextEdit[] | null {
  const { shared, document, span } = node;
  if (shared) return null;
  const source = document.text.slice(span.start, span.end);
  if (/^["'|>]/.test(source) || !isInFlow(node)) return parts;
  const moved = parts.map(part => ({ ...part, span: { start: part.span.start - span.start, end: part.span.end - span.start } }));
  return [{ span, text: scalar(applyEdits(source, moved), true) }];
}

/** Whether a node stands in a flow collection, where more characters have a meaning. */
const isInFlow = ({ parent }: YamlNode): boolean => (parent && 'map' in parent ? parent.map : parent)?.flow === true;

/** Puts another key with another value in an entry's place. */
export function replaceEntry(entry: Entry, key: string, value: Json): readonly TextEdit[] | null {
  const { map, value: old } = entry;
  if (entry.merged || map.shared || old?.shared || holdsAnchor(entry)) return null;
  const { text } = map.document;
  const end = old ? endOf(old) : (entry.valueSpan?.end ?? colonAfter(entry));
  if (end === undefined) return null;
  const span = { start: entry.keySpan.start, end };
  if (map.flow) return [{ span, text: `${flowIn(map, key)}: ${flowIn(map, value)}` }];
  const body = isPlain(value)
    ? ` ${scalar(value as string)}`
    : block(value, column(text, entry.keySpan.start), styleOf(map), lineEndOf(text));
  return [{ span, text: `${scalar(key)}:${body}` }];
}

const nest = (path: readonly string[], value: Json): Json => path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);

function replaceValue(entry: Entry, value: Json): readonly TextEdit[] | null {
  const { map, value: old } = entry;
  const { text } = map.document;
  if (old?.locked || (old?.shared && !isPlain(value))) return null;
  if (old?.type === 'seq' && Array.isArray(value)) {
    // A list with comments keeps them: what is missing is appended, and nothing can be taken out.
    if (text.slice(old.span.start, old.flow ? endOf(old) : lineEnd(text, endOf(old))).includes('#')) {
      const present = old.items().map(item => (item?.type === 'scalar' ? item.text : undefined));
      const wanted = value.map(String);
      if (!present.every(item => item !== undefined && wanted.includes(item))) return null;
      return appendItems(
        old,
        value.filter(item => !present.includes(String(item))),
      );
    }
    if (old.flow) return [{ span: old.span, text: flowIn(old, value) }];
    const indent = column(text, old.span.start);
    return [
      {
        span: { start: old.span.start, end: endOf(old) },
        text: lines(value, indent, styleOf(map)).join(`${lineEndOf(text)}${' '.repeat(indent)}`),
      },
    ];
  }
  if (old?.type === 'map' && !isPlain(value) && !Array.isArray(value)) {
    const wanted = new Map(Object.entries(value as { readonly [key: string]: Json }));
    // Key by key; one that would have to go is somebody else's.
    return old.entries().every(({ key }) => wanted.has(key))
      ? setAllAt(
          old,
          [...wanted].map(([key, inner]) => [[key], inner]),
        )
      : null;
  }
  if (old && old.type !== 'scalar') return null;
  if (isPlain(value) || map.flow) {
    const span = entry.valueSpan;
    const rendered = (span && quotedLike(text[span.start], value)) ?? (map.flow ? flowIn(map, value) : scalar(value as string));
    if (old?.type === 'scalar' && old.block) return null;
    if (span) return [{ span, text: rendered }];
    const colon = colonAfter(entry);
    return colon === undefined ? null : [{ span: at(colon), text: ` ${rendered}` }];
  }
  // `key:` or `key: ~` becomes a block below the key.
  const start = colonAfter(entry);
  if (old || start === undefined) return null;
  const indent = column(text, entry.keySpan.start);
  const edits: TextEdit[] = [{ span: at(lineEnd(text, start)), text: block(value, indent, styleOf(map), lineEndOf(text)) }];
  const nothing = entry.valueSpan;
  if (nothing) edits.unshift({ span: { start, end: nothing.end }, text: '' });
  return edits;
}

function insertEntry(map: YamlMap, key: string, value: Json): readonly TextEdit[] | null {
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

function appendItems(seq: YamlSeq, values: readonly Json[]): readonly TextEdit[] | null {
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

/** Deletes the parts from `first` to `last` of a collection that has others: their lines in block style, they and one comma in flow style. */
function removePart(node: YamlMap | YamlSeq, first: number, last = first): readonly TextEdit[] | null {
  const { text, span: base } = node.document;
  const spans = (node.node.items as unknown[]).map(item => {
    const pair = item as { key?: Node; value?: Node | null; range?: readonly number[] };
    const head = (pair.key ?? item) as Node;
    const tail = pair.key ? (pair.value ?? pair.key) : (item as Node);
    // A block map's own range reaches into the next line: only a key's end counts.
    const keyEnd = pair.key ? base.start + (head.range?.[1] ?? 0) : 0;
    return { start: base.start + (head.range?.[0] ?? 0), end: Math.max(keyEnd, trimmedEnd(node, tail)) };
  });
  const [from, to] = [spans[first], spans[last]];
  if (!from || !to) return null;
  const own = { start: from.start, end: to.end };
  if (node.flow) {
    const next = spans[last + 1];
    const previous = spans[first - 1];
    return [{ span: next ? { start: own.start, end: next.start } : { start: previous!.end, end: own.end }, text: '' }];
  }
  const start = lineStart(text, own.start);
  const lead = text.slice(start, own.start);
  const end = Math.min(lineEnd(text, own.end) + lineEndOf(text).length, text.length);
  // The first key of `- a: 1` leaves its dash to the second.
  if (node.type === 'map' && /-[ ]+$/.test(lead)) {
    const next = spans[last + 1];
    return next ? [{ span: { start: own.start, end: next.start }, text: '' }] : null;
  }
  if (!/^[ ]*(?:-[ ]*)?$/.test(lead)) return null;
  // Without a final line end the one before goes instead.
  if (end === text.length && !text.endsWith('\n') && start > 0) return [{ span: { start: start - lineEndOf(text).length, end }, text: '' }];
  return [{ span: { start, end }, text: '' }];
}

const column = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Where a value starts being possible: just after the key's colon. */
function colonAfter(entry: Entry): number | undefined {
  const { text } = entry.map.document;
  const match = /^\s*:/.exec(text.slice(entry.keySpan.end, entry.keySpan.end + 40));
  return match ? entry.keySpan.end + match[0].length : undefined;
}

/** The last scalar's or collection's end, without blank lines behind it. */
const endOf = (node: YamlNode | { readonly document: YamlMap['document']; readonly node: Node }): number =>
  trimmedEnd(node, node.node as Node);

function trimmedEnd({ document }: { readonly document: YamlMap['document'] }, node: Node): number {
  const leaf = lastNode(node);
  let end = document.span.start + (leaf.range?.[1] ?? 0);
  while (end > 0 && /\s/.test(document.text[end - 1]!)) end--;
  return Math.max(end, document.span.start + (leaf.range?.[0] ?? 0));
}

const lastLeaf = (node: YamlMap | YamlSeq): { readonly document: YamlMap['document']; readonly node: Node } => {
  const item = node.node.items.at(-1) as { key?: Node; value?: Node | null } | Node;
  const inner = 'key' in item ? ((item as { value?: Node | null }).value ?? (item as { key: Node }).key) : (item as Node);
  return { document: node.document, node: inner };
};

/** The node whose text ends a block collection. */
function lastNode(node: Node): Node {
  let last = node;
  while ((isMap(last) || isSeq(last)) && !last.flow && last.items.length > 0) {
    const item = last.items.at(-1) as { key?: Node; value?: Node | null } | Node;
    const next: Node | null | undefined = isMap(last)
      ? ((item as { value?: Node | null }).value ?? (item as { key: Node }).key)
      : (item as Node);
    if (!next) break;
    last = next;
  }
  return last;
}

/** The end of the last line that belongs to a block collection, a comment on that line included. */
function insertionPoint(node: YamlMap | YamlSeq): number {
  const { text, span } = node.document; // the document's span: parser offsets are relative to it
  const leaf = lastNode(node.node);
  if (isScalar(leaf) && (leaf.type === 'BLOCK_LITERAL' || leaf.type === 'BLOCK_FOLDED')) {
    const header = text.slice(span.start + leaf.range![0], lineEnd(text, span.start + leaf.range![0]));
    if (/^[|>]\d*\+/.test(header)) return span.start + leaf.range![1];
  }
  return lineEnd(text, trimmedEnd(node, node.node));
}
