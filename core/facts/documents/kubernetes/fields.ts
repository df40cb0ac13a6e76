import type { Span, TextEdit } from '../../../text.js';
import type { Located, Setting } from '../../fact.js';
import { appendAt, replaceEntry, replaceScalar, setAllAt } from '../yaml/edit.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { removeEntries, removeItem, removeItems } from '../yaml/remove.js';
import { constantSetting, entryAt, settingAt } from '../yaml/setting.js';
import { booleanOf, isTemplated, numberOf, textOf, textsOf } from '../yaml/values.js';
import type { Json } from '../yaml/write.js';

/**
 * A map of a manifest and where it stands: settings at paths of keys below it, and the maps of its lists as the same again.
 * Rules read through it what only one of them needs. Templated values are unknown.
 */
export class Fields implements Located {
  constructor(
    readonly map: YamlMap,
    readonly place: string,
    /** Where to point for what it lacks. */
    readonly span: Span,
    /** Absence says nothing: a patch, a template, a document with syntax errors. */
    readonly partial: boolean,
  ) {}

  setting<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    return settingAt({
      map: this.map,
      path,
      place: `${this.place}.${path.join('.')}`,
      owner: this.span,
      partial: this.partial,
      read: node => (node.type === 'scalar' && isTemplated(node.text) ? undefined : read(node)),
      write,
    });
  }

  text(...path: readonly string[]): Setting<string> {
    return this.setting(path, textOf, value => value);
  }

  boolean(...path: readonly string[]): Setting<boolean> {
    return this.setting(path, booleanOf, value => value);
  }

  number(...path: readonly string[]): Setting<number> {
    return this.setting(path, numberOf, value => value);
  }

  texts(...path: readonly string[]): Setting<readonly string[]> {
    return this.setting(path, textsOf, value => value);
  }

  /** A key whatever its value, pointed at by its name: `true` when something other than null is written. */
  key(...path: readonly string[]): Setting<true> {
    const setting = this.setting<true>(
      path,
      () => true,
      () => ({}),
    );
    const entry = entryAt(this.map, path);
    return entry ? { ...setting, span: entry.keySpan } : setting;
  }

  has(...path: readonly string[]): boolean {
    return this.map.at(...path) !== undefined;
  }

  /** Names of the keys at a path. */
  keys(...path: readonly string[]): readonly string[] {
    const node = path.length === 0 ? this.map : this.map.at(...path);
    return node?.type === 'map' ? node.entries().map(({ key }) => key) : [];
  }

  /** The map at a path. */
  child(...path: readonly string[]): Fields | undefined {
    const entry = entryAt(this.map, path);
    return entry?.value?.type === 'map'
      ? new Fields(entry.value, `${this.place}.${path.join('.')}`, entry.keySpan, this.partial)
      : undefined;
  }

  /** The maps of the list at a path, each placed by its name or number and pointed at by its name or first key. */
  items(...path: readonly string[]): readonly Fields[] {
    const list = this.map.at(...path);
    if (list?.type !== 'seq') return [];
    return list.items().flatMap((item, index) => {
      if (item?.type !== 'map') return [];
      const name = item.get('name')?.value;
      const span = name?.useSpan ?? item.entries()[0]?.keySpan ?? item.useSpan;
      return [new Fields(item, `${this.place}.${path.join('.')}.${textOf(name) ?? index}`, span, this.partial)];
    });
  }

  /** The scalars of the list at a path. */
  words(...path: readonly string[]): readonly Setting<string>[] {
    const list = this.map.at(...path);
    if (list?.type !== 'seq') return [];
    return list.items().flatMap((item, index) => {
      if (item?.type !== 'scalar') return [];
      const edits = { set: (value: string) => replaceScalar(item, value), remove: () => removeItem(list, index) };
      const setting = constantSetting(item.text, item.useSpan, `${this.place}.${path.join('.')}.${item.text}`, edits);
      return [isTemplated(item.text) ? { ...setting, value: undefined, origin: 'unknown' as const } : setting];
    });
  }

  /** Takes these scalars out of the list at a path. */
  removeWords(path: readonly string[], gone: readonly string[]): readonly TextEdit[] | null {
    const list = this.map.at(...path);
    if (list?.type !== 'seq') return null;
    return removeItems(
      list,
      list.items().flatMap((item, index) => (item?.type === 'scalar' && gone.includes(item.text) ? [index] : [])),
    );
  }

  /** Whether for certain nothing is listed at a path: no key, no value, or an empty list. */
  isEmpty(...path: readonly string[]): boolean {
    const node = this.map.at(...path);
    return node === undefined ? this.key(...path).origin === 'default' : node.type === 'seq' && node.items().length === 0;
  }

  /** Adds to the list at a path; creates it where there is none. */
  append(path: readonly string[], ...values: readonly Json[]): readonly TextEdit[] | null {
    return appendAt(this.map, path, ...values);
  }

  /** Several values at once. */
  setAll(changes: readonly (readonly [path: readonly string[], value: Json])[]): readonly TextEdit[] | null {
    return setAllAt(this.map, changes);
  }

  /** Puts another key with another value in the place of one of this map. */
  replaceKey(old: string, key: string, value: Json): readonly TextEdit[] | null {
    const entry = this.map.get(old);
    return entry ? replaceEntry(entry, key, value) : null;
  }

  /** Takes keys of this map out together. */
  removeKeys(...keys: readonly string[]): readonly TextEdit[] | null {
    return removeEntries(this.map, keys);
  }

  /** Takes this map out of the list that it is an item of. `null`: it is none, or it is used elsewhere too. */
  remove(): readonly TextEdit[] | null {
    const { parent } = this.map;
    return parent && 'items' in parent ? removeItem(parent, parent.items().indexOf(this.map)) : null;
  }
}
