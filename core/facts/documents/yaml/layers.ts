import { Entry, YamlMap, type YamlNode, YamlSeq } from './nodes.js';

/**
 * Maps laid over one another, read as one: what `extends` and several files make of a service. Maps are merged key by key, lists grow,
 * anything else is replaced. `!reset` takes out what lies below, `!override` replaces it.
 * Source: Compose specification, "Merge and override"; compose-go, `override/merge.go`.
 */

/** Whether the upper entry takes the lower one's place although both could be merged. `path`: keys from the start, joined with dots. */
export type Replaces = (path: string, upper: Entry, lower: Entry) => boolean;

/** The entries that have a say in the value at `path`, the highest first. `layers`: the highest first. */
export function entriesAt(layers: readonly YamlMap[], path: readonly string[], replaces: Replaces): readonly Entry[] {
  let entries: readonly Entry[] = [];
  let maps = layers;
  let here = '';
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth]!;
    if (depth > 0) maps = mapsOf(entries);
    if (maps.length === 0) return [];
    here = depth === 0 ? key : `${here}.${key}`;
    entries = inForce(maps, key, here, replaces);
  }
  return entries;
}

function mapsOf(entries: readonly Entry[]): readonly YamlMap[] {
  const maps: YamlMap[] = [];
  for (const { value } of entries) if (value?.type === 'map') maps.push(value);
  return maps;
}

function inForce(layers: readonly YamlMap[], key: string, path: string, replaces: Replaces): readonly Entry[] {
  if (layers.length === 1) {
    const entry = layers[0]!.get(key);
    return entry && entry.tag !== '!reset' ? [entry] : [];
  }
  const found: Entry[] = [];
  for (const layer of layers) {
    const entry = layer.get(key);
    if (!entry) continue;
    if (entry.tag === '!reset' || found.some(upper => replaces(path, upper, entry))) break;
    found.push(entry);
    if (entry.tag === '!override') break;
  }
  // A null leaves what lies below as it is.
  const written = found.filter(({ value }) => value);
  return written.length > 0 ? written : found;
}

/**
 * The layers as one map. Its text and its edits are those of `own`, one of the layers; what comes from the others counts as merged.
 */
export class LayeredMap extends YamlMap {
  #merged: readonly Entry[] | undefined;

  constructor(
    readonly own: YamlMap,
    /** The highest first. */
    readonly layers: readonly YamlMap[],
    readonly replaces: Replaces,
    readonly path = '',
  ) {
    super(own.document, own.node, own.reached);
  }

  override get open(): boolean {
    return this.layers.some(layer => layer.open);
  }

  override entries(): readonly Entry[] {
    this.#merged ??= this.#merge();
    return this.#merged;
  }

  override get(key: string): Entry | undefined {
    return this.entries().find(entry => entry.key === key);
  }

  #merge(): readonly Entry[] {
    const keys = new Set(this.layers.flatMap(layer => layer.entries().map(({ key }) => key)));
    return [...keys].flatMap(key => {
      const path = this.path === '' ? key : `${this.path}.${key}`;
      const entries = inForce(this.layers, key, path, this.replaces);
      const [top] = entries;
      if (!top) return [];
      const own = this.own.get(key);
      const mine = own && entries.includes(own) ? own : undefined;
      const value = this.#valueOf(entries, mine, path);
      const base = value && mine?.value && value.node === mine.value.node ? mine : top;
      if (value === base.value && base === mine) return [base];
      return [new Entry(base.map, key, base.keySpan, value, base !== mine || base.merged, base.pair)];
    });
  }

  #valueOf(entries: readonly Entry[], mine: Entry | undefined, path: string): YamlNode | undefined {
    const values = entries.flatMap(({ value }) => value ?? []);
    const [top] = values;
    const maps = values.filter(value => value.type === 'map');
    const lists = values.filter(value => value.type === 'seq');
    if (values.length < 2) return top;
    // A `build` may be a path in one layer and a map in another: both forms say the same.
    if (maps.length > 0 && top?.type !== 'seq') {
      if (maps.length === 1) return maps[0];
      return new LayeredMap(maps.find(map => map === mine?.value) ?? maps[0]!, maps, this.replaces, path);
    }
    if (top?.type !== 'seq' || lists.length < 2) return top;
    return new LayeredSeq(lists.find(list => list === mine?.value) ?? lists[0]!, lists);
  }
}

/** Lists as one: those of `own` first, so that its items keep their numbers, then the others, the highest first. */
export class LayeredSeq extends YamlSeq {
  constructor(
    readonly own: YamlSeq,
    readonly lists: readonly YamlSeq[],
  ) {
    super(own.document, own.node, own.reached);
  }

  override items(): readonly (YamlNode | undefined)[] {
    return [...this.own.items(), ...this.lists.filter(list => list !== this.own).flatMap(list => list.items())];
  }
}
