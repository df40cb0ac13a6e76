import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { foldersAround } from '../uris.js';

/** Folders that hold other people's or generated files. */
const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules', 'bower_components', '.venv', '.terraform']);

/** Whether a folder of this name is left out wherever it stands. */
export const isSkipped = (name: string): boolean => SKIPPED.has(name);

/**
 * Every file below `root` as a POSIX path relative to it, in the order of names, so that two runs see the same. `.gitignore` files are
 * honoured where they stand, up to the border of their repository; symbolic links to folders are not followed, so there are no loops.
 * @param onProblem told of a folder that cannot be read, with the reason; the walk goes on.
 * @param below only files that are these, or lie in them: POSIX paths relative to `root`.
 */
export function* walk(
  root: string,
  onProblem: (path: string, why: string) => void = () => {},
  below: readonly string[] = [''],
): Generator<string> {
  const wanted = new Set(below);
  const onTheWay = new Set(below.flatMap(foldersAround));
  yield* visit('', [], wanted.has(''));

  function* visit(
    folder: string,
    ignores: readonly { readonly folder: string; readonly rules: Ignore }[],
    isWanted: boolean,
  ): Generator<string> {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      onProblem(folder, reasonOf(error));
      return;
    }
    const own = entries.some(entry => entry.name === '.gitignore' && entry.isFile())
      ? readIgnore(path.join(root, folder, '.gitignore'))
      : undefined;
    // What a repository ignores says nothing of the insides of another one that lies in it.
    const isRepository = folder !== '' && entries.some(entry => entry.name === '.git');
    const inherited = isRepository ? [] : ignores;
    const rules = own ? [...inherited, { folder, rules: own }] : inherited;
    for (const entry of entries) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isFolder = entry.isDirectory();
      const isFileWanted = isWanted || wanted.has(file);
      if (!isFileWanted && !(isFolder && onTheWay.has(file))) continue;
      if (isFolder && SKIPPED.has(entry.name)) continue;
      const ignored = rules.some(ignore => {
        const relative = ignore.folder === '' ? file : file.slice(ignore.folder.length + 1);
        return ignore.rules.ignores(isFolder ? `${relative}/` : relative);
      });
      if (ignored) continue;
      if (isFolder) yield* visit(file, rules, isFileWanted);
      else if (entry.isFile() || (entry.isSymbolicLink() && isFile(path.join(root, file)))) yield file;
    }
  }
}

function readIgnore(file: string): Ignore | undefined {
  try {
    return ignore().add(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Why a file could not be read, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it';
    case 'ENOENT':
      return 'it does not exist';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is a file';
    default:
      return message ?? String(error);
  }
}

/** Decodes a file as UTF-8; `undefined` when it is binary. A byte-order mark stays out of the text. */
export function decode(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  return new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
}
