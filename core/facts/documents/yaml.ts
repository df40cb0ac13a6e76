import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Span } from '../../text.js';
import type { Problem } from '../fact.js';

/**
 * YAML as nodes of our own, wrapped when they are asked for. Aliases are followed and merge keys applied; every span says where the
 * text stands. This file and `yaml-edit.ts` are the only ones that know the parser.
 *
 * The parser's traps that this file keeps away from: duplicate-key checks and `alias.resolve` are quadratic, `toJS` throws on
 * harmless files, source tokens triple the heap.
 */
const OPTIONS = { uniqueKeys: false, prettyErrors: false, keepSourceTokens: false, merge: false, logLevel: 'silent' } as const;

/** More syntax errors than these in one document tell nobody anything (a template has thousands). */
const MAX_PROBLEMS = 20;

export interface YamlFile {
  readonly text: string;
  readonly documents: readonly YamlDocument[];
}

export type YamlNode = YamlMap | YamlSeq | YamlScalar;

/**
 * Cuts a stream at its document markers. Nothing is parsed until a document's `root` or `problems` is read, and documents whose text
 * is unchanged since `previous` are not parsed again.
 */
export function readYaml(text: string, previous?: YamlFile): YamlFile {
  const known = new Map(previous?.documents.map(document => [document.source.chunk, document.source]));
  const documents = cut(text).map(span => {
    const chunk = text.slice(span.start, span.end);
    return new YamlDocument(text, span, known.get(chunk) ?? new Source(chunk));
  });
  return { text, documents };
}

/**
 * The same file seen from another one: its offsets begin at `from`, behind the other one's text, and nothing in it can be edited from
 * there. Nothing is parsed again.
 */
export function shiftYaml({ text, documents }: YamlFile, from: number): YamlFile {
  const shifted = ' '.repeat(from) + text;
  return {
    text: shifted,
    documents: documents.map(
      ({ span, source }) => new YamlDocument(shifted, { start: from + span.start, end: from + span.end }, source, true),
    ),
  };
}

/** A `---` at the start of a line ends a document whatever stands around it, so cutting needs no parser. Directives belong to what follows. */
function cut(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  let directives = false;
  for (const match of text.includes('---') || text.includes('%') ? text.matchAll(/^(?:---(?=\s|$)|%[A-Z])/gm) : []) {
    if (match[0] !== '---') {
      if (!directives) push(start, match.index);
      start = directives ? start : match.index;
      directives = true;
      continue;
    }
    if (!directives) {
      push(start, match.index);
      start = match.index;
    }
    directives = false;
  }
  push(start, text.length);
  return spans;

  function push(from: number, to: number) {
    if (/^(?!\s*(?:#|$|---\s*$|\.\.\.\s*$)).*\S/m.test(text.slice(from, to))) spans.push({ start: from, end: to });
  }
}

/** The parsed text of one document, shared between versions of a file. Offsets are relative to the chunk. */
class Source {
  #document: Document.Parsed | undefined;
  #anchors: Anchors | undefined;

  constructor(readonly chunk: string) {}

  get document(): Document.Parsed {
    this.#document ??= parseDocument(this.chunk, OPTIONS) as Document.Parsed;
    return this.#document;
  }

  get anchors(): Anchors {
    this.#anchors ??= this.chunk.includes('&')
      ? readAnchors(this.document.contents)
      : { nodes: new Map(), used: new Set(), aliases: new Map(), alike: new Set() };
    return this.#anchors;
  }
}

interface Anchors {
  readonly nodes: ReadonlyMap<string, readonly Node[]>;
  /** Anchored nodes that some alias refers to. */
  readonly used: ReadonlySet<Node>;
  readonly aliases: ReadonlyMap<Node, Node>;
  /** Those of which all uses are the same: what is wrong with the text is wrong with each of them. */
  readonly alike: ReadonlySet<Node>;
}

/** One pass in the order of the text: an alias means the latest anchor of its name before it. */
function readAnchors(root: Node | null): Anchors {
  const nodes = new Map<string, Node[]>();
  const aliases = new Map<Node, Node>();
  const roles = new Map<Node, Set<string>>();
  const stack: [node: unknown, path: readonly string[]][] = [[root, []]];
  while (stack.length > 0) {
    const [node, path] = stack.pop()!;
    if (isAlias(node)) {
      const target = nodes.get(node.source)?.at(-1);
      if (target) aliases.set(node, target);
      if (target) roles.get(target)!.add(roleOf(path));
      continue;
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor) nodes.set(anchor, [...(nodes.get(anchor) ?? []), node as Node]);
    // What only keeps a text for others (`x-...`) is no use of it.
    if (anchor) roles.set(node as Node, new Set(path[0]?.startsWith('x-') && path.length === 1 ? [] : [roleOf(path)]));
    if (isMap(node)) {
      for (const { key, value } of [...node.items].reverse())
        stack.push([value, [...path, isScalar(key) ? String(key.value) : '?']], [key, [...path, '?']]);
    } else if (isSeq(node)) for (const item of [...node.items].reverse()) stack.push([item, [...path, '[]']]);
  }
  const used = new Set(aliases.values());
  return { nodes, aliases, used, alike: new Set([...used].filter(node => roles.get(node)!.size === 1)) };
}

/** What a place is for: the keys on the way to it, without the names of services, and with what `<<` merges as if it stood there. */
function roleOf(path: readonly string[]): string {
  const keys = path.filter((key, i) => key !== '<<' && !(key === '[]' && path[i - 1] === '<<'));
  return keys.map((key, i) => (i === 1 && keys[0] === 'services' ? '*' : key)).join('.');
}

export class YamlDocument {
  constructor(
    /** The whole file. */
    readonly text: string,
    /** Where the document stands in it. */
    readonly span: Span,
    /** @internal */
    readonly source: Source,
    /** It belongs to another file, so that an edit would reach further than its place. */
    readonly foreign = false,
  ) {}

  /** `undefined` for an empty document. */
  get root(): YamlNode | undefined {
    return this.wrap(this.source.document.contents as Node | null, {
      shared: this.foreign,
      locked: this.foreign,
      parent: undefined,
      alias: undefined,
    });
  }

  /** Syntax errors, the first ones. */
  get problems(): readonly Problem[] {
    const { errors } = this.source.document;
    return errors.slice(0, MAX_PROBLEMS).map(({ message, pos }) => ({
      // At the end of the text the parser points past it.
      span: {
        start: Math.min(this.span.start + pos[0], this.span.end),
        end: Math.min(this.span.start + Math.max(pos[1], pos[0]), this.span.end),
      },
      message,
      severity: 'error' as const,
    }));
  }

  /** Whether the parser found errors: then absence means nothing. */
  get broken(): boolean {
    return this.source.document.errors.length > 0;
  }

  /** @internal */
  wrap(node: Node | null | undefined, from: Reached): YamlNode | undefined {
    if (node === null || node === undefined) return undefined;
    const { anchors } = this.source;
    if (isAlias(node)) {
      const target = anchors.aliases.get(node);
      return this.wrap(target, { shared: true, locked: from.locked, parent: from.parent, alias: this.spanOf(node) });
    }
    const reached = anchors.used.has(node) ? reachedAnchor(from, anchors.alike.has(node)) : from;
    // An explicit null is the same as nothing for every engine that we read for.
    if (isScalar(node)) return node.value === null ? undefined : new YamlScalar(this, node, reached);
    if (isMap(node)) return new YamlMap(this, node, reached);
    if (isSeq(node)) return new YamlSeq(this, node, reached);
    return undefined;
  }

  /** @internal */
  spanOf(node: Node): Span {
    const [start] = node.range ?? [0, 0];
    return { start: this.span.start + start, end: this.span.start + endOfValue(node) };
  }
}

const reachedAnchor = ({ locked, parent, alias }: Reached, isAlike: boolean): Reached => ({
  shared: true,
  locked: locked || !isAlike,
  parent,
  alias,
});

/** The parser counts comments and line ends after the last item of a block collection to it; people do not. */
function endOfValue(node: Node): number {
  if (isScalar(node)) return node.range?.[1] ?? 0;
  const last = isSeq(node) ? node.items.at(-1) : isMap(node) ? (node.items.at(-1)?.value ?? node.items.at(-1)?.key) : undefined;
  const isBlock = (isSeq(node) || isMap(node)) && !node.flow;
  return isBlock && (last as Node | undefined)?.range ? endOfValue(last as Node) : (node.range?.[1] ?? 0);
}

interface Reached {
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

  /** Keys that stand in this map once more further down, where the last one counts. */
  repeats(): readonly { readonly key: string; readonly span: Span }[] {
    const known = new Set<string>();
    return [...this.node.items].reverse().flatMap(({ key }) => {
      if (!isScalar(key)) return [];
      const name = String(key.value);
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

  /** Keys that stand here once more than they should; of those only the last is an entry. */
  repeated(): readonly Span[] {
    const seen = new Set<string>();
    return (this.node.items as Pair<Node, Node | null>[]).flatMap(({ key }) => {
      if (!isScalar(key) || key.value === '<<') return [];
      const name = String(key.value ?? '');
      if (seen.has(name)) return [this.document.spanOf(key)];
      seen.add(name);
      return [];
    });
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

/** Syntax errors are told from other problems by their severity. */
export const isSyntaxError = ({ severity }: Problem): boolean => severity === 'error';

const TRUE = /^(?:true|yes|on|y)$/i;
const FALSE = /^(?:false|no|off|n)$/i;

/** A boolean as the engines take it: YAML 1.1's `yes` and `on` and quoted ones included. `undefined`: not a boolean, or a template. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  if (node?.type !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  return TRUE.test(node.text) ? true : FALSE.test(node.text) ? false : undefined;
}

/** The text of a scalar; `undefined` for anything else. */
export const textOf = (node: YamlNode | undefined): string | undefined => (node?.type === 'scalar' ? node.text : undefined);

/** A number, quoted or not; `undefined` for anything else. */
export function numberOf(node: YamlNode | undefined): number | undefined {
  const text = textOf(node)?.trim();
  return text && /^[-+]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Texts of a list's scalars; a single scalar counts as a list of one. `undefined` for anything else. */
export function textsOf(node: YamlNode | undefined): readonly string[] | undefined {
  if (node?.type === 'scalar') return [node.text];
  if (node?.type !== 'seq') return undefined;
  return node.items().flatMap(item => (item?.type === 'scalar' ? [item.text] : []));
}

/** Whether a text holds a template or variable that only another tool resolves. */
export const isTemplated = (text: string): boolean => /\{\{|\$\{|\$\(|<<|\{%|ENC\[|\uE000/.test(text) || /^<[\w .-]+>$/.test(text);
