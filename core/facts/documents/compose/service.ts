import type { Span } from '../../../text.js';
import type { Setting, Target, Unit } from '../../fact.js';
import { memo } from '../../memo.js';
import type { ComposeDocument } from '../compose.js';
import { entriesAt, LayeredMap, type Replaces } from '../yaml/layers.js';
import type { Entry, YamlMap, YamlNode } from '../yaml/nodes.js';
import { settingAt } from '../yaml/setting.js';
import { booleanOf, numberOf, textOf } from '../yaml/values.js';
import type { Json } from '../yaml/write.js';
import { interpolated } from './interpolation.js';
import { pidsLimitOf } from './limits.js';
import type { ServiceLayers } from './model.js';
import type { ComposeProject } from './project.js';

/** Whether `!reset` may stand in a file: then keys that are written need not be in force. */
const takesBack = memo(({ text }: YamlMap['document']) => text.includes('!reset'));

/** A service as the engine would run it, seen from one of the files that name it. */
export class ComposeService implements Target {
  readonly name: string;
  readonly place: string;
  readonly document: ComposeDocument;
  /** Maps in force, the highest first. */
  readonly layers: readonly YamlMap[];
  /** All layers as one map, which is written to where this file writes the service. */
  readonly effective: YamlMap;
  /** What it lacks says nothing: it is a part of a service, extends something that cannot be read, or stands in broken text. */
  readonly partial: boolean;
  readonly #home: Entry;
  readonly #units: readonly Unit[];

  constructor(
    readonly project: ComposeProject,
    readonly entry: Entry,
    /** What this file writes. */
    readonly map: YamlMap,
    { layers, complete, home }: ServiceLayers,
    readonly unit: Unit | undefined,
  ) {
    this.name = entry.key;
    this.place = `services.${entry.key}`;
    this.document = project.document;
    this.layers = layers;
    this.effective = layers.length === 1 && !takesBack(map.document) ? map : new LayeredMap(map, layers, replaces);
    this.#home = home;
    this.#units = unit ? [unit] : [];
    this.partial = !complete || project.isPart || this.effective.open || !(this.get('image') ?? this.get('build') ?? this.get('provider'));
  }

  get units(): readonly Unit[] {
    return this.#units;
  }

  /** Its name in the first file that has it: where what it lacks is said, once for all files. */
  get span(): Span {
    return this.#home.keySpan;
  }

  /** A provider runs something that is no container: run-time rules skip it. */
  get provided(): boolean {
    return this.get('provider') !== undefined;
  }

  /** Profiles that it runs in; none: it always runs. */
  get profiles(): readonly string[] {
    return this.all('profiles').flatMap(({ value }) => (value?.type === 'seq' ? value.items().flatMap(item => textOf(item) ?? []) : []));
  }

  /** The entry in force for a key, its value merged from all layers. */
  get(key: string): Entry | undefined {
    return this.effective.get(key);
  }

  /**
   * Whether others start without it. The engine replaces variables before it leaves out what no profile asks for: one that is demanded for
   * such a service stops every start.
   */
  get optional(): boolean {
    return this.profiles.length > 0;
  }

  /** The entries that have a say in the value at a path, the highest layer's first. */
  all(...path: readonly string[]): readonly Entry[] {
    return entriesAt(this.layers, path, replaces);
  }

  /** Where to say that nothing is written at a path: the last key on the way to it that this file writes for this service alone, else its name. */
  nearest(path: readonly string[]): Span {
    let span = this.span;
    if (this.project.sources.isElsewhere(span)) return span;
    let map: YamlMap | undefined = this.map;
    for (const key of path) {
      const entry: Entry | undefined = map?.get(key);
      if (!entry || entry.merged || entry.value?.shared) break;
      span = entry.keySpan;
      map = entry.value?.type === 'map' ? entry.value : undefined;
    }
    return span;
  }

  /** Text with its variables replaced; `undefined` when one is unknown. */
  resolve(text: string): string | undefined {
    return this.project.resolve(text);
  }

  get networkMode(): Setting<string> {
    return networkModeOf(this);
  }

  /** A text at a path of keys. */
  text(...path: readonly string[]): Setting<string> {
    return this.setting(path, textOf, value => value);
  }

  /** A switch at a path of keys. */
  flag(...path: readonly string[]): Setting<boolean> {
    return this.setting(path, booleanOf, value => value);
  }

  /** A number at a path of keys. */
  number(...path: readonly string[]): Setting<number> {
    return this.setting(path, numberOf, value => value);
  }

  /** The networks that it joins: those named, else the project's default one; none with a `network_mode`. */
  get networks(): readonly string[] {
    if (!isAbsentMode(this.networkMode)) return [];
    const nodes = this.all('networks').flatMap(({ value }) => value ?? []);
    const names = nodes.flatMap(node =>
      node.type === 'map'
        ? node.entries().map(({ key }) => key)
        : node.type === 'seq'
          ? node.items().flatMap(item => textOf(item) ?? [])
          : [],
    );
    return nodes.length === 0 ? ['default'] : [...new Set(names)];
  }

  get pidsLimit(): Setting<number> {
    return pidsLimitOf(this);
  }

  /** A setting at a path of keys. Values with unresolved variables are unknown. */
  setting<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    const setting = settingAt<T>({
      map: this.effective,
      path,
      place: `${this.place}.${path.length === 1 ? path[0] : path.join('.')}`,
      owner: this.nearest(path),
      partial: this.partial,
      read: node => {
        const resolved = interpolated(node, this.project.variables);
        return resolved && read(resolved);
      },
      write,
    });
    if (!this.#isCovered(path)) return setting;
    return { ...setting, set: value => (Array.isArray(value) ? setting.set(value) : null), remove: () => null };
  }

  /** Whether a layer above this file's decides the value, so that writing it here would change nothing. */
  #isCovered(path: readonly string[]): boolean {
    const own = this.layers.indexOf(this.map);
    if (own < 1) return false;
    return this.layers.slice(0, own).some(layer => {
      let map: YamlMap | undefined = layer;
      for (const key of path) {
        const entry: Entry | undefined = map?.get(key);
        if (!entry) return false;
        if (/^!(?:reset|override)$/.test(entry.tag ?? '')) return true;
        if (entry.value?.type !== 'map') return true;
        map = entry.value;
      }
      return true;
    });
  }
}

/** Each port and each rule about networks asks for it. */
const networkModeOf = memo((service: ComposeService) => service.text('network_mode'));

const isAbsentMode = ({ origin, value }: Setting<string>): boolean => value === undefined && origin !== 'unknown';

const REPLACED: ReadonlySet<string> = new Set(['command', 'entrypoint', 'healthcheck.test']);

/** Commands are replaced as a whole; options of a log driver say nothing to another one. Source: compose-go, `override/merge.go`. */
const replaces: Replaces = (path, upper, lower) => {
  if (REPLACED.has(path)) return true;
  if (path !== 'logging') return false;
  const [above, below] = [upper, lower].map(({ value }) => (value?.type === 'map' ? textOf(value.get('driver')?.value) : undefined));
  return above !== undefined && below !== undefined && above !== below;
};
