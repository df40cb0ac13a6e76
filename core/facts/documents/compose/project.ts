import type { Span } from '../../../text.js';
import type { Located, Problem } from '../../fact.js';
import { memo } from '../../memo.js';
import { folderOf, resolvePath } from '../../path.js';
import type { Workspace } from '../../workspace.js';
import type { ComposeDocument } from '../compose.js';
import type { Entry, YamlMap, YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import { filesOf, variablesOf } from './files.js';
import { resolveVariables, type Variables, variablesIn } from './interpolation.js';
import { ComposeService } from './service.js';
import { type Source, Sources } from './sources.js';

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
 * The model that the engine would run, seen from one of its files: the files of the project in their order, with what they include and
 * extend. All files share one space of offsets, the analysed file's first, so that every fact knows in which file it is written.
 * Source: Compose specification; compose-go, `loader`.
 */
export class ComposeProject {
  /** Values of the project's env file. Never shown. */
  readonly variables: Variables;
  /** The file is laid over another one that is not here: what it lacks says nothing. */
  readonly isPart: boolean;
  /** The services that the analysed file names, as they are in the end. */
  readonly services: readonly ComposeService[];
  /** All services by name, those of other files included. */
  readonly model: ReadonlyMap<string, ServiceLayers>;
  /** What the analysed file refers to and cannot be read. */
  readonly problems: readonly Problem[];
  /** What relative paths in the project's own files start from. */
  readonly folder: string;
  /** The files that have been read. */
  readonly sources: Sources;
  readonly #problems = new Map<YamlNode['node'], Problem>();
  readonly #files: readonly string[];
  #included = 0;

  constructor(
    readonly document: ComposeDocument,
    readonly workspace: Workspace,
  ) {
    this.sources = new Sources(document, workspace);
    const { files, folder, envFiles } = filesOf(document, workspace);
    this.#files = files;
    this.folder = folder;
    this.isPart = document.override && files.length === 1;
    this.variables = variablesOf(envFiles, workspace);
    this.model = this.#read(files, folder, []);
    this.problems = [...this.#problems.values()];
    this.services = this.#servicesHere();
  }

  /** A service by its name, be it written in another file; its place is then elsewhere. */
  service(name: string): ComposeService | undefined {
    const known = this.services.find(service => service.name === name);
    const layers = this.model.get(name);
    const [map] = layers?.layers ?? [];
    return known ?? (layers && map && new ComposeService(this, layers.home, map, layers, undefined));
  }

  /** Text with its variables replaced; `undefined` when one is unknown. */
  resolve(text: string): string | undefined {
    return resolveVariables(text, this.variables);
  }

  /** The texts that it is made of: its files, and values of its env file. */
  get texts(): readonly string[] {
    return [...this.sources.opened.map(({ text }) => text), ...this.variables.values()];
  }

  /** Maps of a top-level section such as `volumes`, the last file's first. */
  section(name: string): readonly YamlMap[] {
    const maps: YamlMap[] = [];
    for (const { root } of this.sources.opened) {
      const value = root?.get(name)?.value;
      if (value?.type === 'map') maps.unshift(value);
    }
    return maps;
  }

  /** The place that one in this file is laid over: the same keys in an earlier file, or the nearest above them. */
  coveredBy({ place }: Located): { readonly path: string; readonly at: Located } | undefined {
    const here = this.#files.indexOf(this.document.path);
    if (here < 1) return undefined;
    const service = this.services.find(({ place: own }) => place === own || place.startsWith(`${own}.`));
    if (!service) return undefined;
    for (const file of this.#files.slice(0, here).reverse()) {
      const source = this.sources.open(file);
      const services = typeof source === 'string' ? undefined : source.root?.get('services')?.value;
      let entry = services?.type === 'map' ? services.get(service.name) : undefined;
      if (!entry) continue;
      let name = service.place;
      for (const key of place.slice(name.length + 1).split('.')) {
        const next: Entry | undefined = entry.value?.type === 'map' ? entry.value.get(key) : undefined;
        if (!next) break;
        entry = next;
        name += `.${key}`;
      }
      const { path, span } = this.sources.locate(entry.keySpan);
      return { path, at: { span, place: name } };
    }
    return undefined;
  }

  /** `text` without values of the env file: the variables that stand for them take their places. */
  conceal(text: string, span: Span): string {
    if (this.variables.size === 0) return text;
    const near = new Set(variablesIn(this.document.text.slice(span.start, span.end)));
    const names = new Set([...near, ...variablesIn(this.document.text)]);
    return [...names].reduce((shown, name) => {
      const value = this.variables.get(name) ?? '';
      // Elsewhere in the file a plain word is a word of the sentence rather than this value.
      const values = near.has(name) ? [value, ...value.split(/[:/@]/)] : /[^A-Za-z]/.test(value) || value.length > 12 ? [value] : [];
      return values.filter(one => one.length > 2 || one === value).reduce((inner, one) => replaceWord(inner, one, `\${${name}}`), shown);
    }, text);
  }

  #servicesHere(): readonly ComposeService[] {
    const { document, workspace } = this;
    const services = document.root?.get('services')?.value;
    if (services?.type !== 'map') return [];
    const here: ComposeService[] = [];
    for (const entry of services.entries()) {
      const layers = this.model.get(entry.key);
      if (entry.value?.type !== 'map' || !layers) continue;
      const unit = document.units.find(({ name }) => name === entry.key);
      const service = new ComposeService(this, entry, entry.value, layers, unit);
      if (isActive(service, workspace.compose.profiles)) here.push(service);
    }
    return here;
  }

  /** The services of files laid over one another, with what they include. `folder`: what relative paths start from. */
  #read(paths: readonly string[], folder: string, including: readonly string[]): ReadonlyMap<string, ServiceLayers> {
    const model = new Map<string, ServiceLayers>();
    for (const path of paths) {
      const source = this.sources.open(path);
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
    return this.#read(paths, (directory && resolvePath(folder, directory)) ?? folderOf(first), including);
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
    const name = this.resolve(textOf(named) ?? '');
    const other = node.type === 'map' ? node.get('file')?.value : undefined;
    if (!named || !name) return undefined;
    const effect = 'What it sets is not known here.';
    const path = other ? this.#refer(other, folder, '`extends`', effect, source) : undefined;
    const opened = path === undefined ? undefined : this.sources.open(path);
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
    const text = this.resolve(written ?? '');
    if (written === undefined || written === '') return undefined;
    const path = text === undefined || isRemote(text) ? undefined : resolvePath(folder, text);
    const gap =
      text === undefined
        ? 'which a variable decides'
        : isRemote(text)
          ? 'which comes over the network'
          : path === undefined
            ? 'which is outside of the workspace'
            : this.sources.open(path);
    if (typeof gap !== 'string') return path;
    this.#miss(node, source, `${what} names ${withoutCredentials(written)}, ${gap}. ${effect}`);
    return undefined;
  }

  #miss(node: YamlNode, source: Source, message: string): void {
    if (source.path === this.document.path) this.#problems.set(node.node, { span: node.useSpan, message, severity: 'info' });
  }
}

const laidOver = (upper: ServiceLayers, lower: ServiceLayers): ServiceLayers => ({
  layers: [...upper.layers, ...lower.layers],
  complete: upper.complete && lower.complete,
  home: lower.home,
});

/** Without a word about profiles any may be active. */
function isActive(service: ComposeService, active: readonly string[]): boolean {
  if (active.length === 0 || active.includes('*')) return true;
  const { profiles } = service;
  return profiles.length === 0 || profiles.some(profile => active.includes(profile));
}

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

const replaceWord = (text: string, word: string, by: string): string =>
  word === '' ? text : text.split(new RegExp(`(?<!\\w)${escapeRegExp(word)}(?!\\w)`)).join(by);

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const projectsOf = memo((_: Workspace) => new Map<ComposeDocument, ComposeProject>());

/** The project of a file, made once for each analysis. */
export function projectOf(document: ComposeDocument, workspace: Workspace): ComposeProject {
  const projects = projectsOf(workspace);
  const project = projects.get(document) ?? new ComposeProject(document, workspace);
  projects.set(document, project);
  return project;
}
