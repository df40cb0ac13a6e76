import type { Span, TextEdit } from '../../../text.js';
import type { Origin, Setting } from '../../fact.js';
import { setAt } from './edit.js';
import type { Entry, YamlMap, YamlNode } from './nodes.js';
import { removeEntry } from './remove.js';
import { isTemplated } from './values.js';
import type { Json } from './write.js';

/** How a setting is found in a map and written into it. */
export interface SettingSpec<T> {
  readonly map: YamlMap;
  readonly path: readonly string[];
  readonly place: string;
  /** Where to point while nothing is written. */
  readonly owner: Span;
  /** Whether absence means nothing here (a patch, a template, an unread merge). */
  readonly partial: boolean;
  read(node: YamlNode): T | undefined;
  write(value: T): Json;
}

/** The entry at a path of keys, through maps only. */
export function entryAt(map: YamlMap, path: readonly string[]): Entry | undefined {
  let inner = map;
  const last = path.length - 1;
  for (let i = 0; i < last; i++) {
    const value = inner.get(path[i]!)?.value;
    if (value?.type !== 'map') return undefined;
    inner = value;
  }
  return inner.get(path[last]!);
}

/** Whether the map at some step of the path is open, so that what it lacks may still come. */
function isOpen(map: YamlMap, path: readonly string[]): boolean {
  let inner = map;
  for (let i = 0; ; i++) {
    if (inner.open) return true;
    const value = i < path.length - 1 ? inner.get(path[i]!)?.value : undefined;
    if (value?.type !== 'map') return value?.type === 'scalar' && isTemplated(value.text);
    inner = value;
  }
}

/** A setting that stands at one path of one map. */
export function settingAt<T>(spec: SettingSpec<T>): Setting<T> {
  const { map, path, place, owner } = spec;
  const entry = entryAt(map, path);
  const node = entry?.value;
  const value = node && spec.read(node);
  return {
    value,
    origin: originOf(spec, entry, value),
    span: entry ? (node?.span ?? entry.keySpan) : owner,
    place,
    set: wanted => setAt(map, path, spec.write(wanted)),
    remove: () => (entry ? removeEntry(entry) : []),
  };
}

function originOf<T>({ map, path, partial }: SettingSpec<T>, entry: Entry | undefined, value: T | undefined): Origin {
  if (!entry?.value) return partial || isOpen(map, path) ? 'unknown' : 'default';
  if (value === undefined) return 'unknown';
  return entry.merged || entry.value.shared ? 'inherited' : 'here';
}

/** A setting that nothing can be said or written about. */
export function unknownSetting<T>(span: Span, place: string): Setting<T> {
  return { value: undefined, origin: 'unknown', span, place, set: () => null, remove: () => null };
}

/** A setting derived from another: its value read through `read`, its writing through `write`. */
export const constantSetting = <T>(
  value: T,
  span: Span,
  place: string,
  edits?: { set?(value: T): readonly TextEdit[] | null; remove?(): readonly TextEdit[] | null },
): Setting<T> => ({
  value,
  origin: 'here',
  span,
  place,
  set: wanted => edits?.set?.(wanted) ?? null,
  remove: () => edits?.remove?.() ?? null,
});
