import type { Span } from '../../../text.js';
import type { Setting, Target, Unit } from '../../fact.js';
import type { ComposeDocument } from '../compose.js';
import { booleanOf, type Entry, numberOf, textOf, type YamlMap, type YamlNode } from '../yaml.js';
import type { Json } from '../yaml-edit.js';
import { settingAt } from '../yaml-setting.js';
import { interpolated } from './interpolation.js';

/** Keys whose lists grow when files are merged: an override adds to them. */
const ADDITIVE = new Set([
  'cap_add',
  'cap_drop',
  'security_opt',
  'ports',
  'expose',
  'volumes',
  'tmpfs',
  'devices',
  'device_cgroup_rules',
  'group_add',
  'volumes_from',
  'env_file',
  'dns',
  'secrets',
  'configs',
]);

/** A service with what `extends` in the same file gives it. Values that another file decides are unknown. */
export class ComposeService implements Target {
  readonly name: string;
  readonly place: string;
  /** Maps in force, the service's own first, then those that it extends. */
  readonly layers: readonly YamlMap[];
  /** What it lacks says nothing: it is a part of a service, extends something that cannot be read, or stands in broken text. */
  readonly partial: boolean;

  constructor(
    readonly document: ComposeDocument,
    readonly entry: Entry,
    readonly map: YamlMap,
    services: YamlMap,
    readonly unit: Unit | undefined,
    /** Keys that an override file sets. */
    readonly overlay: ReadonlySet<string>,
  ) {
    this.name = entry.key;
    this.place = `services.${entry.key}`;
    const { layers, complete } = extendedBy(map, services);
    this.layers = layers;
    this.partial =
      !complete || map.document.broken || document.override || !['image', 'build', 'provider'].some(key => this.get(key)) || map.open;
  }

  get units(): readonly Unit[] {
    return this.unit ? [this.unit] : [];
  }

  get span(): Span {
    return this.entry.keySpan;
  }

  /** A provider runs something that is no container: run-time rules skip it. */
  get provided(): boolean {
    return this.get('provider') !== undefined;
  }

  /** The entry in force for a key: the service's own, else the extended one's. */
  get(key: string): Entry | undefined {
    for (const layer of this.layers) {
      const entry = layer.get(key);
      if (entry) return entry;
    }
    return undefined;
  }

  get networkMode(): Setting<string> {
    return this.text('network_mode');
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

  /** In either spelling; the short one is written, unless `deploy.resources` stands there: both have to agree. */
  get pidsLimit(): Setting<number> {
    const long = this.setting(['deploy', 'resources', 'limits', 'pids'], numberOf, value => value);
    const short = this.setting(['pids_limit'], numberOf, value => value);
    return long.origin === 'default' && !this.map.at('deploy', 'resources', 'limits') ? short : short.origin === 'default' ? long : short;
  }

  /** All entries of an additive key, the service's own first. */
  all(key: string): readonly Entry[] {
    return this.layers.flatMap(layer => layer.get(key) ?? []);
  }

  /** A setting at a path of keys. Values with unresolved variables are unknown. */
  setting<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    const [key] = path as [string];
    const overlaid = this.overlay.has(key);
    const owner = this.layers.find(layer => layer.get(key)) ?? this.map;
    const setting = settingAt<T>({
      map: owner,
      path,
      place: `${this.place}.${path.join('.')}`,
      owner: this.span,
      partial: this.partial || overlaid,
      read: node => {
        const resolved = interpolated(node);
        return resolved && read(resolved);
      },
      write,
    });
    if (owner !== this.map) return { ...setting, origin: setting.origin === 'here' ? 'inherited' : setting.origin };
    return overlaid && !ADDITIVE.has(key) && setting.origin === 'here' ? { ...setting, origin: 'unknown', value: undefined } : setting;
  }
}

const isAbsentMode = ({ origin, value }: Setting<string>): boolean => value === undefined && origin !== 'unknown';

/** Follows `extends` inside the file. What another file holds is left out and makes the service incomplete. */
function extendedBy(map: YamlMap, services: YamlMap): { readonly layers: readonly YamlMap[]; readonly complete: boolean } {
  const layers = [map];
  const seen = new Set([map.node]);
  for (let current: YamlMap | undefined = map; current; ) {
    const node: YamlNode | undefined = current.get('extends')?.value;
    if (!node) return { layers, complete: true };
    const name: string | undefined =
      node.type === 'scalar' ? node.text : node.type === 'map' && !node.get('file') ? textOf(node.get('service')?.value) : undefined;
    const base: YamlNode | undefined = name === undefined ? undefined : services.get(name)?.value;
    if (base?.type !== 'map' || seen.has(base.node)) return { layers, complete: false };
    seen.add(base.node);
    layers.push(base);
    current = base;
  }
  return { layers, complete: true };
}
