import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Span } from '../../../text.js';
import type { YamlDocument } from '../yaml.js';

export type YamlNode = YamlMap | YamlSeq | YamlScalar;

export interface Reached {
  /** Through an alias or merge, or inside an anchored node that something else uses: an edit there would change other places too. */
  readonly shared: boolean;
  /** Not all of these places are alike: an edit would do to some what is meant for others. */
  readonly locked: boolean;
  readonly parent: Entry | YamlSeq | undefined;
  /** The place of the alias by which it was reached. */
  readonly alias: Span | undefined;
}

abstract class Base<N extends Node> {
  constructor(
    readonly document: YamlDocument,
    /** @internal */
    readonly node: N,
    /** @internal */
    readonly reached: Reached,
  ) {}

  /** Where the value is written: of an alias, the anchored text. */
  get span(): Span {
    return this.document.spanOf(this.node);
  }

  /** Where it is used: the alias if it was reached by one, else its own text. */
  get useSpan(): Span {
    return this.reached.alias ?? this.span;
  }

  get shared(): boolean {
    return this.reached.shared;
  }

  /** Whether what is wrong here is not wrong everywhere that shares it. */
  get locked(): boolean {
    return this.reached.locked;
  }

  get parent(): Entry | YamlSeq | undefined {
    return this.reached.parent;
  }

  /** An explicit tag such as `!reset`. */
  get tag(): string | undefined {
    return (this.node as { tag?: string }).tag;
  }
}

export class YamlScalar extends Base<Scalar> {
  readonly type = 'scalar';

  get value(): string | number | boolean | null {
    const { value } = this.node;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : value === null
        ? null
        : String(value);
  }

  /** The value as the engines' string fields get it: the source of a number or boolean, `0755` and `1.10` included. */
  get text(): string {
    const { value, source } = this.node as Scalar & { source?: string };
    return typeof value === 'string' ? value : (source ?? String(value));
  }

  /** Whether it is written in quotes or as a block: then it is text and no boolean or number. */
  get quoted(): boolean {
    return this.node.type !== 'PLAIN' && this.node.type !== undefined;
  }

  /** A literal or folded block (`|`, `>`). */
  get block(): boolean {
    return this.node.type === 'BLOCK_LITERAL' || this.node.type === 'BLOCK_FOLDED';
  }
}

/** A key with its value. `merged`: it came by `<<`, so its text belongs to another map. */
export class Entry {
  constructor(
    readonly map: YamlMap,
    readonly key: string,
    readonly keySpan: Span,
    readonly value: YamlNode | undefined,
    readonly merged: boolean,
    /** @internal */
    readonly pair: Pair<Node, Node | null>,
  ) {}

  /** Where the value's text stands even when it is null (`~`); `undefined` when nothing is written. */
  get valueSpan(): Span | undefined {
    if (this.value) return this.value.useSpan;
    const node = this.pair.value;
    if (!node?.range) return undefined;
    const span = this.map.document.spanOf(node);
    return span.end > span.start ? span : undefined;
  }

  /** The tag of the value, be it null: `!reset`. */
  get tag(): string | undefined {
    return (this.pair.value as { tag?: string } | null)?.tag;
  }
}

export class YamlMap extends Base<YAMLMap> {
  readonly type = 'map';
  #byKey: ReadonlyMap<string, Entry> | undefined;
  #entries: readonly Entry[] | undefined;
  #open: boolean | undefined;

  get flow(): boolean {
    return this.node.flow === true;
  }

  /** Entries in force: own ones first, then those that `<<` brings and nothing overrides. */
  entries(): readonly Entry[] {
    this.#entries ??= [...this.#known().values()];
    return this.#entries;
  }

  #known(): ReadonlyMap<string, Entry> {
    this.#byKey ??= this.#read(NOTHING_SEEN);
    return this.#byKey;
  }

  /** The entry in force for `key`. */
  get(key: string): Entry | undefined {
    return this.#known().get(key);
  }

  /** Keys that stand in this map once more further down: the last one counts. */
  repeats(): readonly { readonly key: string; readonly span: Span }[] {
    const known = new Set<string>();
    return [...this.node.items].reverse().flatMap(({ key }) => {
      if (!isScalar(key) || key.value === '<<') return [];
      const name = String(key.value ?? '');
      const isKnown = known.has(name);
      known.add(name);
      return isKnown ? [{ key: name, span: this.document.spanOf(key) }] : [];
    });
  }

  /** Whether the text of this map itself holds `key`. */
  writes(key: string): boolean {
    return this.node.items.some(({ key: node }) => isScalar(node) && String(node.value) === key);
  }

  /** Value at a path of keys, through maps only. */
  at(...path: readonly string[]): YamlNode | undefined {
    let node: YamlNode | undefined = this;
    for (const key of path) node = node?.type === 'map' ? node.get(key)?.value : undefined;
    return node;
  }

  /** Whether `<<` brings something that cannot be read: then absence means nothing. */
  get open(): boolean {
    this.#open ??= this.#isOpen();
    return this.#open;
  }

  #isOpen(): boolean {
    return this.node.items.some(({ key, value }) => {
      if (!isScalar(key) || key.value !== '<<') return false;
      const { aliases } = this.document.source.anchors;
      const parts = isSeq(value) ? value.items : [value];
      return parts.some(part => !isMap(part) && !(isAlias(part) && isMap(aliases.get(part))));
    });
  }

  /** @param above the maps that merge this one. */
  #read(above: ReadonlySet<YAMLMap>): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    const merges: Node[] = [];
    for (const pair of this.node.items as Pair<Node, Node | null>[]) {
      if (!isScalar(pair.key)) continue;
      if (pair.key.value === '<<' && pair.key.type === 'PLAIN')
        merges.push(...((isSeq(pair.value) ? pair.value.items : [pair.value]) as Node[]));
      else {
        const key = String(pair.key.value ?? '');
        const entry: Entry = new Entry(this, key, this.document.spanOf(pair.key), undefined, false, pair);
        const value = this.document.wrap(pair.value, { shared: this.shared, locked: this.locked, parent: entry, alias: undefined });
        (entry as { value: YamlNode | undefined }).value = value;
        entries.set(key, entry);
      }
    }
    if (merges.length === 0) return entries;
    const seen = new Set(above).add(this.node);
    for (const merge of merges) {
      const from = this.document.wrap(merge, { shared: true, locked: this.locked, parent: undefined, alias: undefined });
      if (from?.type !== 'map' || seen.has(from.node)) continue;
      for (const entry of from.#read(seen).values()) {
        if (!entries.has(entry.key)) entries.set(entry.key, new Entry(entry.map, entry.key, entry.keySpan, entry.value, true, entry.pair));
      }
    }
    return entries;
  }
}

const NOTHING_SEEN: ReadonlySet<YAMLMap> = new Set();

export class YamlSeq extends Base<YAMLSeq> {
  readonly type = 'seq';

  get flow(): boolean {
    return this.node.flow === true;
  }

  #items: readonly (YamlNode | undefined)[] | undefined;

  /** Items in order; `undefined` for a null or unresolved one. */
  items(): readonly (YamlNode | undefined)[] {
    this.#items ??= (this.node.items as (Node | null)[]).map(item =>
      this.document.wrap(item, { shared: this.shared, locked: this.locked, parent: this, alias: undefined }),
    );
    return this.#items;
  }
}
