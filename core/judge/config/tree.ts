import type { FileKind, Problem } from '../../facts/fact.js';
import { folderOf, isIn, resolvePath } from '../../facts/path.js';
import { LineIndex } from '../../text.js';
import { type Preset, presets, type Rule } from '../rule.js';
import { didYouMean } from './did-you-mean.js';
import { matchesGlob } from './glob.js';
import { type Effective, type Layer, mergeLayers, overridesFor } from './merge.js';
import { type Config, configNames, configRole, type Said } from './model.js';
import { type ParsedConfig, parseConfig } from './parse.js';

/** A configuration file with what is wrong in it, by itself and together with the others. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly said: Said;
  readonly places: ParsedConfig['places'];
  readonly problems: readonly Problem[];
}

interface Known extends ConfigFile {
  /** `shared`: others extend it; `misnamed`: nobody reads it. */
  readonly role: 'own' | 'package' | 'shared' | 'misnamed';
}

/** The start of a file: for what is wrong with all of it. */
const TOP = { start: 0, end: 0 };

/**
 * The configurations of a tree and what they come to for each of its files: the nearest wins, and inherits what it `extends`. Paths
 * are POSIX and relative to the tree's top.
 */
export class ConfigTree {
  readonly #rules: readonly Rule[];
  readonly #files = new Map<string, Known>();
  /** What everything here is laid over. */
  #settings: Layer | undefined;
  readonly #preset: Preset | undefined;
  /** Until something changes: roots and nearest configs by folder, effective configs by what they are made of. */
  readonly #roots = new Map<string, string>();
  readonly #nearest = new Map<string, Known | undefined>();
  readonly #effective = new Map<string, Effective>();
  readonly #layers = new Map<string, readonly Layer[]>();
  /** Where nobody has said anything. */
  #bare: Effective | undefined;

  /** @param preset wins over every config. */
  constructor(rules: readonly Rule[], preset?: Preset) {
    this.#rules = rules;
    this.#preset = preset;
  }

  /** The editor's settings: every file wins over them. */
  set settings(said: Said) {
    this.#forget();
    this.#settings = { said, folder: '', id: `settings ${JSON.stringify(said)}`, sourceOf: () => ({ kind: 'settings' }) };
  }

  /**
   * Gives a configuration file its text, or takes it away.
   * @returns whether the tree is another now. A file whose name is no config's changes nothing.
   */
  update(path: string, text: string | undefined): boolean {
    const role = configRole(path);
    if (!role) return false;
    const before = this.#files.get(path);
    const isConfig = text !== undefined && (role !== 'package' || /"seaworthy"\s*:/.test(text));
    if (before?.text === (isConfig ? text : undefined)) return false;
    this.#forget();
    if (isConfig) this.#files.set(path, this.#read(path, text, role));
    else this.#files.delete(path);
    return true;
  }

  #read(path: string, text: string, role: Known['role']): Known {
    const parsed = parseConfig(text, this.#rules, role === 'package' ? 'seaworthy' : undefined);
    return { path, text, role, lines: new LineIndex(text), ...parsed };
  }

  #forget(): void {
    for (const cache of [this.#roots, this.#nearest, this.#effective, this.#layers]) cache.clear();
  }

  /** Every configuration file with its problems. */
  get files(): readonly ConfigFile[] {
    return [...this.#files.values()].map(file => ({ ...file, problems: [...file.problems, ...this.#problemsOf(file)] }));
  }

  file(path: string): ConfigFile | undefined {
    const file = this.#files.get(path);
    return file && { ...file, problems: [...file.problems, ...this.#problemsOf(file)] };
  }

  textOf(path: string): string | undefined {
    return this.#files.get(path)?.text;
  }

  /** The folder that bounds what a file can know of others: the nearest config with `root: true` above it, else the top (`''`). */
  rootOf(path: string): string {
    if (this.#files.size === 0) return '';
    const folder = folderOf(path);
    let root = this.#roots.get(folder);
    if (root === undefined) {
      root = [...above(folder)].find(at => this.#in(at)?.said.root === true) ?? '';
      this.#roots.set(folder, root);
    }
    return root;
  }

  /** The config in force for a file, and where its values come from. The same object for the same values of the same sources. */
  effectiveOf(path: string): Effective {
    if (this.#files.size === 0 && !this.#settings) {
      this.#bare ??= this.#withPreset(mergeLayers([]));
      return this.#bare;
    }
    const near = this.#nearestOf(folderOf(path));
    const layers = [
      ...(this.#settings ? [this.#settings] : []),
      ...this.#excludersOf(path, near),
      ...(near ? this.#layersOf(near) : []),
    ].map(layer => [layer, overridesFor(layer, path)] as const);
    const key = layers.map(([{ id }, overrides]) => `${id} ${overrides.join()}`).join('\n');
    let effective = this.#effective.get(key);
    if (!effective) {
      effective = this.#withPreset(mergeLayers(layers));
      this.#effective.set(key, effective);
    }
    return effective;
  }

  configOf(path: string): Config {
    return this.effectiveOf(path).config;
  }

  /** What configs say that a file is. `undefined`: nothing. */
  kindOf(path: string): FileKind | 'none' | undefined {
    const { files } = this.configOf(path);
    return files.find(({ glob }) => matchesGlob(glob, path))?.kind;
  }

  isExcluded(path: string): boolean {
    return this.configOf(path).exclude.some(glob => matchesGlob(glob, path));
  }

  #withPreset({ config, sources }: Effective): Effective {
    const preset = this.#preset;
    if (!preset) return { config, sources };
    return { config: { ...config, preset }, sources: new Map([...sources, ['preset', { kind: 'command line' }]]) };
  }

  /** Path of the config that a file has, by itself or in a folder above. */
  nearest(path: string): string | undefined {
    return this.#nearestOf(folderOf(path))?.path;
  }

  /** Whether some config says what files are. */
  get namesFiles(): boolean {
    const all = [...this.#files.values(), ...(this.#settings ? [this.#settings] : [])];
    return all.some(({ said }) => Object.keys(said.files ?? {}).length > 0);
  }

  /** The config that a folder itself has. */
  #in(folder: string): Known | undefined {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const name of [...configNames, 'package.json']) {
      const file = this.#files.get(prefix + name);
      if (file) return file;
    }
    return undefined;
  }

  /** The nearest config of a folder, not looking beyond its root. */
  #nearestOf(folder: string): Known | undefined {
    if (this.#nearest.has(folder)) return this.#nearest.get(folder);
    let near: Known | undefined;
    for (const at of above(folder)) {
      near = this.#in(at);
      if (near) break;
    }
    this.#nearest.set(folder, near);
    return near;
  }

  /** The config above that of `folder`, not looking beyond a root. */
  #parentOf(file: Known): Known | undefined {
    const folder = folderOf(file.path);
    return folder === '' || file.said.root === true ? undefined : this.#nearestOf(folderOf(folder));
  }

  /** Whoever excludes a folder does not want to hear what configs in it say: what configs further up exclude holds too. */
  #excludersOf(path: string, near: Known | undefined): readonly Layer[] {
    const layers: Layer[] = [];
    for (let at = near && this.#parentOf(near); at; at = this.#parentOf(at)) {
      const { exclude } = at.said;
      if (exclude?.length) layers.unshift({ ...layerOf(at, folderOf(at.path)), said: { exclude }, id: `${at.path} exclude` });
    }
    return layers.filter(({ folder }) => isIn(folder, path));
  }

  #layersOf(file: Known): readonly Layer[] {
    const known = this.#layers.get(file.path) ?? this.#extended(file, folderOf(file.path), [], () => {});
    this.#layers.set(file.path, known);
    return known;
  }

  /**
   * What a file builds on, then the file itself.
   * @param folder what globs are relative to: a shared file's stand as if they were written where it is extended.
   * @param trail files that lead here.
   * @param tell told which of the file's own `extends` are wrong.
   */
  #extended(file: Known, folder: string, trail: readonly Known[], tell: (index: number, message: string) => void): readonly Layer[] {
    const path = [...trail, file];
    const layers = (file.said.extends ?? []).flatMap((name, i): readonly Layer[] => {
      const preset = presets.find(known => known === name);
      if (preset) {
        const { sourceOf } = layerOf(file, folder);
        return [{ said: { preset }, folder, id: `preset ${preset}`, sourceOf: () => sourceOf(`extends/${i}`) }];
      }
      const found = this.#target(file, name);
      if (typeof found === 'string') {
        tell(i, found);
        return [];
      }
      if (path.includes(found)) {
        const cycle = [...path.slice(path.indexOf(found)), found].map(each => each.path).join(' -> ');
        if (trail.length === 0 || found === path[0]) tell(i, `This extends itself: ${cycle}.`);
        return [];
      }
      // Problems are told where they are written, but for a cycle, which every file of it is told.
      return this.#extended(found, name === 'parent' ? folderOf(found.path) : folder, path, (_, message) => {
        if (message.startsWith('This extends itself') && message.endsWith(` -> ${path[0]!.path}.`)) tell(i, message);
      });
    });
    return [...layers, layerOf(file, folder)];
  }

  /** The file that an `extends` means, or why there is none. */
  #target(file: Known, name: string): Known | string {
    if (name === 'parent') {
      const parent = this.#parentOf(file);
      if (parent) return parent;
      return file.said.root === true
        ? 'This is a root: it has no parent to extend.'
        : 'No folder above has a configuration that this could extend.';
    }
    if (!/[./]/.test(name))
      return `\`${name}\` is neither \`parent\`, a preset (${presets.join(', ')}) nor a path.${didYouMean(name, ['parent', ...presets])}`;
    const path = resolvePath(folderOf(file.path), name);
    if (path === undefined) return `\`${name}\` leads out of the workspace; what is extended lies in it.`;
    const found = this.#files.get(path);
    if (found) return found;
    return configRole(path)
      ? `There is no file \`${path}\`.`
      : `\`${name}\` cannot be extended by its name: call it \`${(name.split('/').at(-1) ?? name).replace(/\.\w+$/, '')}.seaworthy.yaml\`.`;
  }

  #problemsOf(file: Known): readonly Problem[] {
    const problems: Problem[] = [];
    const { role, path } = file;
    if (role === 'misnamed') {
      const message =
        'A file of this name is not read: a configuration is called seaworthy.yaml, .seaworthy.yaml or .seaworthy.json, one that others extend NAME.seaworthy.yaml.';
      problems.push({ span: TOP, message, severity: 'error' });
      return problems;
    }
    const winner = this.#in(folderOf(path));
    if (role !== 'shared' && winner && winner.path !== path) {
      const span = role === 'package' ? (file.places.values().next().value ?? TOP) : TOP;
      problems.push({ span, message: `This is not read: ${winner.path} stands beside it.`, severity: 'error' });
    }
    this.#extended(file, folderOf(path), [], (index, message) => {
      problems.push({ span: file.places.get(`extends/${index}`) ?? TOP, message, severity: 'error' });
    });
    return problems;
  }
}

const layerOf = (file: Known, folder: string): Layer => ({
  said: file.said,
  folder,
  id: `${file.path} in ${folder}`,
  sourceOf: at => ({ kind: 'file', path: file.path, span: file.places.get(at) ?? TOP }),
});

/** A folder and those above it, the nearest first. */
function* above(folder: string): Generator<string> {
  for (let at = folder; ; at = folderOf(at)) {
    yield at;
    if (at === '') return;
  }
}
