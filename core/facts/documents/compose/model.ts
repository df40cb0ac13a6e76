import type { Problem } from '../../fact.js';
import { folderOf, resolvePath } from '../../path.js';
import type { Entry, YamlMap, YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import type { Source, Sources } from './sources.js';

/** A service as the files of a project write it. */
export interface ServiceLayers {
  /** Maps in force, the highest first: a later file before an earlier one, a service before what it extends. */
  readonly layers: readonly YamlMap[];
  /** False when something that the service extends cannot be read: what it lacks says nothing. */
  readonly complete: boolean;
  /** Where the first file that has the service names it. */
  readonly home: Entry;
}

/** More than anything that people write: longer chains and wider trees are cut off, and count as not read. */
const MOST_EXTENDED = 50;
const MOST_READ = 500;

/**
 * Reads the services of files that are laid over one another, with what they include and extend.
 * Source: Compose specification; compose-go, `loader`.
 */
export class ModelReader {
  readonly #analysed: string;
  readonly #sources: Sources;
  readonly #resolve: (text: string) => string | undefined;
  readonly #problems = new Map<YamlNode['node'], Problem>();
  #included = 0;

  /** @param analysed the file whose gaps are told. */
  constructor(analysed: string, sources: Sources, resolve: (text: string) => string | undefined) {
    this.#analysed = analysed;
    this.#sources = sources;
    this.#resolve = resolve;
  }

  /** What the analysed file refers to and cannot be read. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** The services of files laid over one another, with what they include. `folder`: what relative paths start from. */
  read(paths: readonly string[], folder: string, including: readonly string[] = []): ReadonlyMap<string, ServiceLayers> {
    const model = new Map<string, ServiceLayers>();
    for (const path of paths) {
      const source = this.#sources.open(path);
      if (typeof source === 'string') continue;
      for (const { key, tag } of entriesOf(source.root, 'services')) if (tag === '!reset' || tag === '!override') model.delete(key);
      for (const [name, upper] of this.#readFile(source, folder, [...including, path])) {
        const lower = model.get(name);
        model.set(name, lower ? laidOver(upper, lower) : upper);
      }
    }
    return model;
  }

  #readFile(source: Source, folder: string, including: readonly string[]): ReadonlyMap<string, ServiceLayers> {
    const file = new Map<string, ServiceLayers>();
    const include = source.root?.get('include')?.value;
    for (const item of include?.type === 'seq' ? include.items() : []) {
      for (const [name, layers] of item ? this.#include(item, source, folder, including) : []) file.set(name, layers);
    }
    const extending: string[] = [];
    for (const entry of entriesOf(source.root, 'services')) {
      const { key, value, tag } = entry;
      if (value?.type !== 'map' || tag === '!reset') continue;
      file.set(key, { layers: [value], complete: !source.broken, home: entry });
      if (value.get('extends')?.value) extending.push(key);
    }
    const resolved = extending.map(name => [name, this.#extend(name, file, source, folder, new Set())] as const);
    for (const [name, layers] of resolved) if (layers) file.set(name, layers);
    return file;
  }

  /** One item of `include`: a path, or a map with one or several (then the later ones override the first). */
  #include(item: YamlNode, source: Source, folder: string, including: readonly string[]): Iterable<[string, ServiceLayers]> {
    const written = item.type === 'map' ? item.get('path')?.value : item;
    const nodes = written?.type === 'seq' ? written.items() : [written];
    const paths: string[] = [];
    for (const node of nodes) {
      const found = node && this.#refer(node, folder, '`include`', 'The services in it are not taken into account.', source);
      if (found && !including.includes(found) && ++this.#included <= MOST_READ) paths.push(found);
    }
    const [first] = paths;
    if (first === undefined) return [];
    const directory = item.type === 'map' ? textOf(item.get('project_directory')?.value) : undefined;
    return this.read(paths, (directory && resolvePath(folder, directory)) ?? folderOf(first), including);
  }

  /** A service with what it extends: another one of the file, or one of another file. */
  #extend(
    name: string,
    file: ReadonlyMap<string, ServiceLayers>,
    source: Source,
    folder: string,
    seen: ReadonlySet<string>,
  ): ServiceLayers | undefined {
    const service = file.get(name);
    const map = service?.layers[0];
    const node = map?.get('extends')?.value;
    if (!service || !map || !node) return service;
    const here = `${source.path} ${name}`;
    const base =
      seen.has(here) || seen.size >= MOST_EXTENDED ? undefined : this.#baseOf(node, file, source, folder, new Set([...seen, here]));
    return {
      layers: [...service.layers, ...(base?.layers ?? [])],
      complete: service.complete && (base?.complete ?? false),
      home: service.home,
    };
  }

  #baseOf(
    node: YamlNode,
    file: ReadonlyMap<string, ServiceLayers>,
    source: Source,
    folder: string,
    seen: ReadonlySet<string>,
  ): ServiceLayers | undefined {
    const named = node.type === 'map' ? node.get('service')?.value : node;
    const name = this.#resolve(textOf(named) ?? '');
    const other = node.type === 'map' ? node.get('file')?.value : undefined;
    if (!named || !name) return undefined;
    const effect = 'What it sets is not known here.';
    const path = other ? this.#refer(other, folder, '`extends`', effect, source) : undefined;
    const opened = path === undefined ? undefined : this.#sources.open(path);
    const from = other ? (typeof opened === 'string' ? undefined : opened) : source;
    if (!from) return undefined;
    const services = other ? servicesIn(from) : file;
    const found = services.get(name);
    if (!found) {
      if (!from.broken)
        this.#miss(named, source, `\`extends\` names ${name}, which ${other ? path : 'this file'} does not have. ${effect}`);
      return undefined;
    }
    // A service that the file includes is complete already.
    if (!other && found.home.map.document !== node.document) return found;
    return this.#extend(name, services, from, other ? folderOf(from.path) : folder, seen);
  }

  /** The path that a node refers to, when it can be read; else the gap is told. */
  #refer(node: YamlNode, folder: string, what: string, effect: string, source: Source): string | undefined {
    const written = textOf(node);
    const text = this.#resolve(written ?? '');
    if (written === undefined || written === '') return undefined;
    const path = text === undefined || isRemote(text) ? undefined : resolvePath(folder, text);
    const gap =
      text === undefined
        ? 'which a variable decides'
        : isRemote(text)
          ? 'which comes over the network'
          : path === undefined
            ? 'which is outside of the workspace'
            : this.#sources.open(path);
    if (typeof gap !== 'string') return path;
    this.#miss(node, source, `${what} names ${withoutCredentials(written)}, ${gap}. ${effect}`);
    return undefined;
  }

  #miss(node: YamlNode, source: Source, message: string): void {
    if (source.path === this.#analysed) this.#problems.set(node.node, { span: node.useSpan, message, severity: 'info' });
  }
}

const laidOver = (upper: ServiceLayers, lower: ServiceLayers): ServiceLayers => ({
  layers: [...upper.layers, ...lower.layers],
  complete: upper.complete && lower.complete,
  home: lower.home,
});

/** Services of a file that another one extends: what it includes does not count. */
function servicesIn({ root, broken }: Source): ReadonlyMap<string, ServiceLayers> {
  return new Map(
    entriesOf(root, 'services').flatMap(entry =>
      entry.value?.type === 'map' ? [[entry.key, { layers: [entry.value], complete: !broken, home: entry }] as const] : [],
    ),
  );
}

/** What stands in a top-level section. */
function entriesOf(root: YamlMap | undefined, section: string): readonly Entry[] {
  const value = root?.get(section)?.value;
  return value?.type === 'map' ? value.entries() : [];
}

const isRemote = (text: string): boolean => /^[a-z][a-z0-9+.-]*:(?!\\)|^git@|\.git(?:#|$)/i.test(text) && !/^[a-z]:[\\/]/i.test(text);

const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@]*@/, '//***@');
