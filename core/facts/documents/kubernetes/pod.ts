import type { Span } from '../../../text.js';
import type { Setting, Target, Unit } from '../../fact.js';
import type { Container } from '../../views/container.js';
import type { Variable } from '../../views/variable.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { settingAt } from '../yaml/setting.js';
import { booleanOf, isTemplated, textOf } from '../yaml/values.js';
import type { Json } from '../yaml/write.js';
import { containerOf, variablesOf } from './container.js';
import { Fields } from './fields.js';
import { type KubernetesObject, textsByKey } from './object.js';
import { osOf } from './os.js';
import { HOLE } from './template.js';

/** The lists of containers that a PodSpec has. */
type ContainerList = 'containers' | 'initContainers' | 'ephemeralContainers';

/** Containers of one list, wherever the kind keeps them. */
export interface ContainerSource {
  readonly list: ContainerList;
  readonly maps: readonly YamlMap[];
}

/** Where a kind keeps a pod. */
export interface PodSource {
  /** The PodSpec, or what stands for it. */
  readonly spec: YamlMap;
  /** Metadata of the template; of the object itself for a Pod. */
  readonly metadata: YamlMap | undefined;
  /** Path of `spec` in the object. */
  readonly path: string;
  /** The object may hold other pods: their containers are told apart by the path. */
  readonly isOneOfMany?: boolean;
  /** What it lacks may come from elsewhere. */
  readonly isPartial?: boolean;
  /** A map that holds where `spec` has no such key. */
  readonly defaults?: YamlMap | undefined;
  /** Where they are not those of a PodSpec. */
  readonly lists?: readonly ContainerSource[];
  /** What a container without a name is called. */
  readonly name?: string;
}

const SECCOMP_ANNOTATION = /^(?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\//;

/** A pod template (or a Pod itself): what its containers share. */
export class Pod implements Target {
  readonly containers: readonly KubernetesContainer[];
  readonly spec: YamlMap;
  readonly metadata: YamlMap | undefined;
  readonly path: string;

  constructor(
    readonly object: KubernetesObject,
    readonly source: PodSource,
  ) {
    this.spec = source.spec;
    this.metadata = source.metadata;
    this.path = source.path;
    const lists = source.lists ?? listsOf(source.spec);
    const main = lists.find(({ list }) => list === 'containers')?.maps ?? [];
    // A pod without containers is no pod yet, and a container without an image part of a patch.
    this.lacksImages = main.some(map => !map.get('image'));
    this.partial =
      object.partial ||
      source.isPartial === true ||
      main.length === 0 ||
      (this.lacksImages && (object.usage.mayBePatch || object.isNameless));
    this.containers = lists.flatMap(({ list, maps }) => maps.map((map, index) => new KubernetesContainer(this, map, list, index)));
  }

  /** What it lacks says nothing. */
  readonly partial: boolean;
  readonly lacksImages: boolean;

  get place(): string {
    return `${this.object.place}/${this.path}`;
  }

  get span(): Span {
    return this.object.span;
  }

  get units(): readonly Unit[] {
    return this.containers.map(container => container.unit);
  }

  get os(): 'linux' | 'windows' {
    return osOf(this.spec);
  }

  /** A boolean of the PodSpec itself: `hostNetwork`, `hostPID`, `automountServiceAccountToken` ... */
  boolean(key: string): Setting<boolean> {
    return this.setting([key], booleanOf, value => value);
  }

  /** A setting at a path of the PodSpec. */
  setting<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    const literal = (node: YamlNode) => (node.type === 'scalar' && isTemplated(node.text) ? undefined : read(node));
    return settingAt({
      map: this.spec,
      path,
      place: `${this.place}.${path.join('.')}`,
      owner: this.span,
      partial: this.partial,
      read: literal,
      write,
    });
  }

  get hostNetwork(): boolean {
    return this.boolean('hostNetwork').value === true;
  }

  /** Labels that its pods get; `undefined` when some are templated. */
  get labels(): Readonly<Record<string, string>> | undefined {
    return textsByKey(this.metadata?.get('labels')?.value);
  }

  /** The PodSpec. */
  get fields(): Fields {
    return new Fields(this.spec, this.place, this.span, this.partial);
  }

  /** Metadata of the template. */
  get metadataFields(): Fields | undefined {
    return this.metadata && new Fields(this.metadata, `${this.place}/metadata`, this.span, this.partial);
  }

  /**
   * Whether annotations name another seccomp profile than the runtime's. They have no effect any more, and the API refuses fields that say
   * something else.
   */
  get hasOtherSeccompAnnotation(): boolean {
    const annotations = this.metadata?.get('annotations')?.value;
    if (annotations?.type !== 'map') return false;
    return annotations
      .entries()
      .some(({ key, value }) => SECCOMP_ANNOTATION.test(key) && !/^(?:runtime|docker)\/default$/.test(textOf(value) ?? ''));
  }

  /** The account that it runs as, `default` when none is named; `undefined` when it is templated. */
  get serviceAccount(): string | undefined {
    const { fields } = this;
    const named = fields.text('serviceAccountName');
    if (named.value) return named.value;
    const old = fields.text('serviceAccount');
    if (old.value) return old.value;
    return [named, old].some(({ origin }) => origin === 'unknown') ? undefined : 'default';
  }

  /** The volumes by name. */
  volume(name: string): YamlMap | undefined {
    return this.volumes.find(volume => textOf(volume.get('name')?.value) === name);
  }

  get volumes(): readonly YamlMap[] {
    const { spec, defaults } = this.source;
    return [...mapsIn(spec, 'volumes'), ...(defaults ? mapsIn(defaults, 'volumes') : [])];
  }
}

const mapsIn = (spec: YamlMap, key: string): readonly YamlMap[] => {
  const list = spec.get(key)?.value;
  return list?.type === 'seq' ? list.items().filter(item => item?.type === 'map') : [];
};

const listsOf = (spec: YamlMap): readonly ContainerSource[] =>
  (['containers', 'initContainers', 'ephemeralContainers'] as const).map(list => ({ list, maps: mapsIn(spec, list) }));

/** One container of a pod, as it is written. */
export class KubernetesContainer implements Target {
  readonly name: string;
  readonly unit: Unit;
  #view: Container | undefined;

  constructor(
    readonly pod: Pod,
    readonly map: YamlMap,
    readonly list: ContainerList,
    index: number,
  ) {
    const written = textOf(map.get('name')?.value) ?? pod.source.name;
    // What a template names can only be told by its place.
    this.name = written === undefined || written.includes(HOLE) ? `${list}[${index}]` : written;
    this.unit = { kind: 'container', name: this.name, place: this.place, span: this.span };
  }

  get place(): string {
    return `${this.pod.source.isOneOfMany ? this.pod.place : this.pod.object.place}/${this.list}/${this.name}`;
  }

  /** The container's name, else its image, else its first key. */
  get span(): Span {
    const node: YamlNode | undefined = this.map.get('name')?.value ?? this.map.get('image')?.value;
    return node?.useSpan ?? this.map.entries()[0]?.keySpan ?? this.map.useSpan;
  }

  get units(): readonly Unit[] {
    return [this.unit];
  }

  get fields(): Fields {
    return new Fields(this.map, this.place, this.span, this.pod.partial);
  }

  get view(): Container {
    this.#view ??= containerOf(this);
    return this.#view;
  }

  get variables(): readonly Variable[] {
    return variablesOf(this);
  }
}
