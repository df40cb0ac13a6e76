import { applyEdits, at, lineEnd, lineEndOf, type TextEdit } from '../../../text.js';
import { colonAfter, column, endOf } from './ends.js';
import { appendItems, insertEntry } from './insert.js';
import type { Entry, YamlMap, YamlNode, YamlScalar } from './nodes.js';
import { holdsAnchor, holdsComment } from './remove.js';
import { together } from './together.js';
import { block, flowIn, isPlain, type Json, lines, scalar, styleOf } from './write.js';

/**
 * Minimal edits of YAML text. Everything around an edit stays byte for byte: comments, quotes, indentation, line ends, key order.
 * Each function returns `null` where the edit would reach further than its place, or into text whose layout cannot be followed. Text that
 * others share (an anchor) is edited where all of them are alike, and where nothing but a scalar is written: lists of one may not do for
 * another. Insertions take over the file's indentation, sequence style and line ends.
 */

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
  if (entry.merged || map.shared || old?.shared || holdsAnchor(entry) || holdsComment(entry)) return null;
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
