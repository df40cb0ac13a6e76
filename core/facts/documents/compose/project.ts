import type { Span } from '../../../text.js';
import type { Located, Problem } from '../../fact.js';
import { memo } from '../../memo.js';
import type { Workspace } from '../../workspace.js';
import type { ComposeDocument } from '../compose.js';
import type { Entry, YamlMap } from '../yaml/nodes.js';
import { filesOf, variablesOf } from './files.js';
import { resolveVariables, type Variables, variablesIn } from './interpolation.js';
import { ModelReader, type ServiceLayers } from './model.js';
import { ComposeService } from './service.js';
import { Sources } from './sources.js';

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
  readonly #files: readonly string[];

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
    const reader = new ModelReader(document.path, this.sources, text => this.resolve(text));
    this.model = reader.read(files, folder);
    this.problems = reader.problems;
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
}

/** Without a word about profiles any may be active. */
function isActive(service: ComposeService, active: readonly string[]): boolean {
  if (active.length === 0 || active.includes('*')) return true;
  const { profiles } = service;
  return profiles.length === 0 || profiles.some(profile => active.includes(profile));
}

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
