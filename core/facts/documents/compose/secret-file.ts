import type { TextEdit } from '../../../text.js';
import { keepOut } from '../../keep-out.js';
import { resolvePath } from '../../path.js';
import type { Move } from '../../views/variable.js';
import { appendAt, setAt } from '../yaml/edit.js';
import { together } from '../yaml/together.js';
import { textOf } from '../yaml/values.js';
import { readEnvFile } from './env-file.js';
import { fileVariable } from './file-variable.js';
import { itemsOf } from './items.js';
import type { ComposeService } from './service.js';

/** Where the values go, from the project's folder. */
const FOLDER = 'secrets';

/** How a variable that a service has is written otherwise; `undefined`: it is not in the environment yet. */
export interface Written {
  /** Puts a variable with this name and value in its place. */
  replace(name: string, value: string): readonly TextEdit[] | null;
  remove(): readonly TextEdit[] | null;
}

/**
 * Moves a secret that a service gets by its environment into a file beside the Compose file, which neither git nor a build takes: as a
 * secret where the program reads a file, else by an `env_file`. `null` where it cannot be moved alone.
 * Source: Compose specification, "secrets" and "env_file".
 */
export function moveToFile(service: ComposeService, name: string, value: string, written: Written | undefined): Move | null {
  const { project } = service;
  const { workspace, document } = project;
  // What another file of the project writes is that file's to move.
  if (service.provided || value === '' || project.sources.isElsewhere(service.map.span)) return null;
  const variable = fileVariable(service, name);
  const move = variable ? asSecret(service, name, variable, value, written) : byEnvFile(service, name, value, written);
  // Comments and labels of the environment would lose their meaning, and a template is no file to write beside.
  if (!move || document.text.includes('{{')) return null;
  return { ...move, edits: [...move.edits, ...(move.path === undefined ? [] : keepOut(workspace, move.path))] };
}

/** Gives a service a secret that it had from its image so far. Where it says the variable itself, nothing is missing. */
export function addFromFile(service: ComposeService, name: string, value: string): Move | null {
  return service.all('environment').length > 0 && says(service, name)
    ? { edits: [], path: undefined, name }
    : moveToFile(service, name, value, undefined);
}

function asSecret(service: ComposeService, name: string, variable: string, value: string, written: Written | undefined): Move | null {
  const { project } = service;
  const fileOf = (id: string) => resolvePath(project.folder, `${FOLDER}/${id}.txt`);
  const isFree = (id: string) =>
    !project.section('secrets').some(section => section.get(id)) && project.workspace.text(fileOf(id) ?? '') === undefined;
  const id = [name.toLowerCase(), `${service.name}_${name.toLowerCase()}`].find(isFree);
  const path = id === undefined ? undefined : fileOf(id);
  const root = project.document.root;
  if (id === undefined || path === undefined || !root || says(service, variable)) return null;
  const edits = together(
    written ? written.replace(variable, `/run/secrets/${id}`) : addVariable(service, variable, `/run/secrets/${id}`),
    appendAt(service.map, ['secrets'], id),
    setAt(root, ['secrets', id, 'file'], `./${FOLDER}/${id}.txt`),
  );
  return edits && { edits: [...edits, { path, span: { start: 0, end: 0 }, text: value }], path, name };
}

function byEnvFile(service: ComposeService, name: string, value: string, written: Written | undefined): Move | null {
  const { project } = service;
  const file = `./${FOLDER}/${service.name}.env`;
  const path = resolvePath(project.folder, file);
  const line = assignment(name, value);
  if (path === undefined || line === undefined) return null;
  const text = project.workspace.text(path) ?? '';
  if (readEnvFile(text).has(name)) return null;
  const isRead = itemsOf(service, 'env_file').some(item => item.text !== undefined && resolvePath(project.folder, item.text) === path);
  const edits = together(written ? written.remove() : [], isRead ? [] : appendTo(service, 'env_file', file));
  const lead = text === '' || text.endsWith('\n') ? '' : '\n';
  return edits && { edits: [...edits, { path, span: { start: text.length, end: text.length }, text: `${lead}${line}\n` }], path, name };
}

/** A line of an env file; `undefined` where none would be read back as the value. Source: compose-go, `dotenv`. */
function assignment(name: string, value: string): string | undefined {
  if (/^[\w.,:;/@%+=~^*()[\]{}?!&|<>-]+$/.test(value)) return `${name}=${value}`;
  return /['\r\n]/.test(value) ? undefined : `${name}='${value}'`;
}

/** Whether the environment has it, in either form. */
const says = (service: ComposeService, variable: string): boolean =>
  service
    .all('environment')
    .some(({ value }) =>
      value?.type === 'map'
        ? value.get(variable) !== undefined
        : value?.type === 'seq' && value.items().some(item => new RegExp(`^${variable}(?:=|$)`).test(textOf(item) ?? '')),
    );

/** Adds to the environment in the form that it has. */
function addVariable(service: ComposeService, name: string, value: string): readonly TextEdit[] | null {
  const environment = service.map.get('environment')?.value;
  return environment?.type === 'seq'
    ? appendAt(service.map, ['environment'], `${name}=${value}`)
    : setAt(service.map, ['environment', name], value);
}

/** Adds to a key that holds one text or a list of them. */
export function appendTo(service: ComposeService, key: string, ...texts: readonly string[]): readonly TextEdit[] | null {
  const entry = service.map.get(key);
  if (entry?.value?.type !== 'scalar') return appendAt(service.map, [key], ...texts);
  // One text becomes a list; it stays as it is written.
  const { value } = entry;
  if (entry.merged || value.shared || value.block) return null;
  const written = service.document.text.slice(value.span.start, value.span.end);
  return [{ span: value.span, text: `[${[written, ...texts].join(', ')}]` }];
}
