import type { Node } from 'yaml';
import { at, lineEnd, lineEndOf, lineStart, type TextEdit } from '../../../text.js';
import { colonAfter, endOf, trimmedEnd } from './ends.js';
import type { Entry, YamlMap, YamlSeq } from './nodes.js';
import { together } from './together.js';

/** Sections of a Compose file whose keys are names: what they name exists with nothing below it, too, and others refer to it. */
const NAMING: ReadonlySet<string> = new Set(['services', 'networks', 'volumes', 'secrets', 'configs', 'models']);

/** Takes a key with its value out, and its map's key too when nothing is left in it, unless that names something. */
export function removeEntry(entry: Entry): readonly TextEdit[] | null {
  const { map } = entry;
  // What is merged is taken out where it is written, if that is a text for all alike and no other service's.
  if (map.locked || (entry.merged && !map.shared) || holdsAnchor(entry) || holdsComment(entry)) return null;
  if (map.node.items.length === 1) {
    if (entry.merged || map.reached.alias || map.node.anchor) return null;
    const { parent } = map;
    if (parent && 'key' in parent) return isName(parent) ? emptied(map, parent) : removeEntry(parent);
    // The last key of a JSON file leaves an empty object.
    return !parent && map.flow ? [{ span: map.span, text: '{}' }] : null;
  }
  return removePart(map, map.node.items.indexOf(entry.pair as never));
}

function isName({ map: { parent } }: Entry): boolean {
  return parent !== undefined && 'key' in parent && !parent.map.parent && NAMING.has(parent.key);
}

/** Leaves `{}` of a map with one key; comments stay where they are. */
function emptied(map: YamlMap, parent: Entry): readonly TextEdit[] | null {
  if (map.flow) return [{ span: map.span, text: '{}' }];
  const colon = colonAfter(parent);
  return parent.tag || colon === undefined ? null : together([{ span: at(colon), text: ' {}' }], removePart(map, 0));
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
export function holdsAnchor({ pair, map: { document } }: Entry): boolean {
  const [start, , end] = pair.value?.range ?? [0, 0, 0];
  return [...document.source.anchors.used].some(({ range }) => range && start <= range[0] && range[1] <= end);
}

/** Whether a comment with lines of its own stands in the entry: somebody has said there why it is so. */
export function holdsComment({ keySpan, value, map: { document } }: Entry): boolean {
  return value !== undefined && /\n[ \t]*#/.test(document.text.slice(keySpan.end, endOf(value)));
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
