import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { decode } from '../server/src/node/walk.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A file that is to have another text. */
export interface Replacement {
  readonly file: string;
  /** What the edits were computed from; `undefined`: there was no such file. */
  readonly before: string | undefined;
  readonly text: string;
}

/**
 * Replaces all files or none: each is written beside its place first, then they are put there, and taken back when one cannot be.
 * @returns the first that could not be replaced, and why; `undefined`: all are.
 */
export function replaceFiles(replacements: readonly Replacement[]): { readonly index: number; readonly error: unknown } | undefined {
  const prepared: Prepared[] = [];
  for (const [index, replacement] of replacements.entries()) {
    try {
      prepared.push(prepare(replacement));
    } catch (error) {
      for (const { temporary, folder } of prepared) discard(temporary, folder);
      return { index, error };
    }
  }
  for (const [index, one] of prepared.entries()) {
    try {
      one.put();
    } catch (error) {
      for (const { temporary, folder } of prepared.slice(index)) discard(temporary, folder);
      for (const done of prepared.slice(0, index).reverse()) done.undo();
      return { index, error };
    }
  }
  return undefined;
}

/**
 * Puts `text` in the place of `before` at once: whoever reads the file sees either all of it or nothing of it. Keeps the file's mode and
 * its byte-order mark, and writes through a symbolic link. Folders that are missing are made.
 * @throws Error with a reason for people when the file is no longer that, or cannot be written.
 */
export function replaceFile(file: string, before: string | undefined, text: string): void {
  const failed = replaceFiles([{ file, before, text }]);
  if (failed) throw failed.error;
}

interface Prepared {
  /** The new text, beside its place. */
  readonly temporary: string;
  /** The topmost folder that was made for it. */
  readonly folder: string | undefined;
  put(): void;
  undo(): void;
}

function prepare({ file, before, text }: Replacement): Prepared {
  if (before === undefined) {
    if (existsSync(file)) throw new Error('it exists by now');
    const folder = mkdirSync(path.dirname(file), { recursive: true });
    const temporary = writeBeside(file, Buffer.from(text), folder);
    return {
      temporary,
      folder,
      put() {
        // Unlike a rename this fails when somebody has made the file meanwhile.
        linkOrCopy(temporary, file);
        unlinkSync(temporary);
      },
      undo: () => discard(file, folder),
    };
  }
  const real = realpathSync(file);
  const bytes = readFileSync(real);
  if (decode(bytes) !== before) throw new Error('it has changed meanwhile');
  const mark = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : Buffer.alloc(0);
  // Bytes that are no UTF-8 were read as replacement characters; writing those would damage what nobody asked to change.
  if (!Buffer.concat([mark, Buffer.from(before)]).equals(bytes)) throw new Error('it is not valid UTF-8');
  const { mode } = statSync(real);
  const temporary = writeBeside(real, Buffer.concat([mark, Buffer.from(text)]), undefined, mode);
  return {
    temporary,
    folder: undefined,
    put: () => renameSync(temporary, real),
    undo: () => renameSync(writeBeside(real, bytes, undefined, mode), real),
  };
}

function writeBeside(file: string, bytes: Buffer, folder: string | undefined, mode?: number): string {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    discard(temporary, folder);
    throw error;
  }
  return temporary;
}

/** Not every file system has links. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** Takes a file away, and the folders that were made for it as far as nothing else is in them. */
function discard(file: string, folder: string | undefined): void {
  if (existsSync(file)) unlinkSync(file);
  for (let at = path.dirname(file); folder !== undefined && at.length >= folder.length && existsSync(at); at = path.dirname(at)) {
    if (readdirSync(at).length > 0) return;
    rmdirSync(at);
  }
}
