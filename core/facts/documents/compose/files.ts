import { folderOf, resolvePath } from '../../path.js';
import type { Workspace } from '../../workspace.js';
import type { ComposeDocument } from '../compose.js';
import { readEnvFile } from './env-file.js';
import type { Variables } from './interpolation.js';

/** The names that the engine looks for, in its order. Source: compose-go, `cli`, default file names. */
const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml'];

/** A file that is merged over its base without being named. */
export const isOverride = (path: string): boolean => OVERRIDES.includes(path.slice(path.lastIndexOf('/') + 1));

/** The files of one project, in the order in which the engine lays them over one another. */
export interface ProjectFiles {
  readonly files: readonly string[];
  /** What relative paths start from. */
  readonly folder: string;
  /** A later one's values win. */
  readonly envFiles: readonly string[];
}

/**
 * The project that a file belongs to: the files that the configuration names, those of `COMPOSE_FILE` in the `.env` beside it, or a file
 * of the engine's names with its override. Any other file is a project of its own.
 */
export function filesOf({ path }: ComposeDocument, workspace: Workspace): ProjectFiles {
  const folder = folderOf(path);
  const { files: configured, envFiles } = workspace.compose;
  const envOf = (base: string) => (envFiles.length > 0 ? envFiles : [within(base, '.env')]);
  if (configured.includes(path)) {
    const base = folderOf(configured[0]!);
    return { files: configured, folder: base, envFiles: envOf(base) };
  }
  const alone = { files: [path], folder, envFiles: envOf(folder) };
  const variables = variablesOf(alone.envFiles, workspace);
  const named = variables.get('COMPOSE_FILE');
  if (named) {
    const separator = variables.get('COMPOSE_PATH_SEPARATOR') ?? (named.includes(';') ? ';' : ':');
    const files = named.split(separator).flatMap(name => resolvePath(folder, name) ?? []);
    return files.includes(path) ? { ...alone, files } : alone;
  }
  const exists = (name: string) => workspace.text(within(folder, name)) !== undefined;
  const override = OVERRIDES.find(exists);
  const base = override && BASES.find(exists);
  const pair = base && override ? [within(folder, base), within(folder, override)] : [];
  return pair.includes(path) ? { ...alone, files: pair } : alone;
}

/** The values of env files. Never shown. */
export function variablesOf(envFiles: readonly string[], workspace: Workspace): Variables {
  const variables = new Map<string, string>();
  for (const path of envFiles) {
    const text = workspace.text(path);
    if (text) for (const [name, value] of readEnvFile(text)) variables.set(name, value);
  }
  return variables;
}

const within = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
