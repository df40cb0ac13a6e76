import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type ConfigFile,
  configNames,
  configRole,
  Engine,
  type EngineOptions,
  folderOf,
  isCandidate,
  isCompanion,
  parseConfig,
  type Skipped,
} from '../core/index.js';
import { reasonOf, walk } from '../server/src/node/walk.js';
import { readText } from './files.js';
import { liesIn, relativePath, systemPath, upward } from './paths.js';

/** One tree with what the command line was asked to look at in it. */
export interface Workspace {
  /** System path of the top: what the engine's paths are relative to. */
  readonly top: string;
  /** Told every file of the tree that may bear on another. */
  readonly engine: Engine;
  /** Files that were asked for and are of a kind that Seaworthy reads, in the order of paths. */
  readonly paths: readonly string[];
  /** What was asked for, as paths. */
  readonly asked: readonly { readonly path: string; readonly isFolder: boolean }[];
  /** Configs that bear on them. */
  readonly configs: readonly ConfigFile[];
  /** Files that were asked for and are not analysed. */
  readonly skipped: readonly Skipped[];
  /** Those of them that should have been. */
  readonly failed: readonly Skipped[];
}

/**
 * Opens the trees around `targets` (as written on the command line, relative to `cwd`), one engine for each tree. A tree's facts are
 * complete whatever part of it was asked for, so that the command line says what the editor says.
 * @param onRead called before each file is read.
 */
export function openWorkspaces(
  cwd: string,
  targets: readonly string[],
  options: EngineOptions,
  onRead: (path: string) => void = () => {},
): Workspace[] {
  const byTop = new Map<string, string[]>();
  for (const target of targets.length > 0 ? targets : ['.']) {
    const file = path.resolve(cwd, target);
    const top = topOf(cwd, file, options);
    byTop.set(top, [...(byTop.get(top) ?? []), file]);
  }
  return [...byTop].map(([top, files]) => openWorkspace(top, files, options, onRead));
}

/** The git root, else the nearest folder whose config says `root: true`, else the working folder, else the folder itself. */
export function topOf(cwd: string, file: string, { rules }: EngineOptions): string {
  const folder = isFolder(file) ? file : path.dirname(file);
  const saysRoot = (config: string): boolean => {
    const read = existsSync(config) ? readText(config) : undefined;
    const inside = path.basename(config) === 'package.json' ? 'seaworthy' : undefined;
    return read !== undefined && 'text' in read && parseConfig(read.text, rules, inside).said.root === true;
  };
  for (const at of upward(folder)) {
    if (existsSync(path.join(at, '.git'))) return at;
  }
  for (const at of upward(folder)) {
    if ([...configNames, 'package.json'].some(name => saysRoot(path.join(at, name)))) return at;
  }
  return isInside(cwd, folder) ? cwd : folder;
}

const isInside = (folder: string, file: string): boolean => {
  const relative = relativePath(folder, file);
  return relative !== '..' && !relative.startsWith('../') && !path.isAbsolute(relative);
};

function openWorkspace(top: string, files: readonly string[], options: EngineOptions, onRead: (path: string) => void): Workspace {
  const engine = new Engine(options);
  const skipped = new Map<string, string>();
  const failed = new Map<string, string>();
  const seen = new Set<string>();
  const asked = files.map(file => ({ path: relativePath(top, file), isFolder: isFolder(file) }));
  const isAsked = (at: string) => asked.some(target => liesIn(target.path, at));
  let complete = true;

  const skip = (at: string, why: string, isFailure: boolean): void => {
    if (isFailure) complete = false;
    if (!isAsked(at)) return;
    skipped.set(at, why);
    if (isFailure) failed.set(at, why);
  };
  const load = (at: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    onRead(at);
    const read = readText(systemPath(top, at));
    if ('text' in read) engine.update(at, read.text);
    else skip(at, read.why, read.failed);
  };
  const loadFolder = (folder: string): void => {
    const found: string[] = [];
    const inTop = (at: string) => (folder === '' ? at : at === '' ? folder : `${folder}/${at}`);
    for (const at of walk(systemPath(top, folder), (at, why) => skip(inTop(at), why, true))) {
      found.push(inTop(at));
    }
    // Configs first: they say what files are whose names do not tell.
    for (const at of found.filter(configRole)) load(at);
    for (const at of found) {
      if (isCandidate(at) || isCompanion(at) || engine.isNamed(at)) load(at);
    }
  };

  loadFolder('');
  for (const target of asked) {
    if (!target.isFolder) loadNamed(target.path);
    // Git ignores it, or it is a symbolic link; but who names it means it.
    else if (target.path !== '' && ![...seen].some(at => liesIn(target.path, at))) loadFolder(target.path);
  }
  engine.complete = complete;

  const excluded = (at: string) => engine.isExcluded(at);
  const paths = engine.paths.filter(isAsked).sort();
  for (const at of paths.filter(excluded)) skipped.set(at, 'a config excludes it');
  const listed = (entries: ReadonlyMap<string, string>): Skipped[] => [...entries].map(([at, why]) => ({ path: at, why }));
  return {
    top,
    engine,
    asked,
    paths: paths.filter(at => !excluded(at)),
    configs: engine.configs.filter(config => isAsked(config.path) || asked.some(target => liesIn(folderOf(config.path), target.path))),
    skipped: listed(skipped),
    failed: listed(failed),
  };

  /** A file that was named is looked at whatever its name says. */
  function loadNamed(at: string): void {
    try {
      statSync(systemPath(top, at));
    } catch (error) {
      skip(at, reasonOf(error), true);
      return;
    }
    load(at);
    if (!skipped.has(at) && !configRole(at) && engine.kindOf(at) === undefined) {
      skip(at, 'it is no Dockerfile, Compose file or Kubernetes manifest', false);
    }
  }
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
