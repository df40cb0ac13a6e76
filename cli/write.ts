import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from '../server/src/node/walk.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Puts `text` in the place of `before` at once: whoever reads the file sees either all of it or nothing of it. Keeps the file's mode and
 * its byte-order mark, and writes through a symbolic link.
 * @param before what the edits were computed from; `undefined`: there was no such file.
 * @throws Error with a reason for people when the file is no longer that, or cannot be written.
 */
export function replaceFile(file: string, before: string | undefined, text: string): void {
  if (before === undefined) {
    if (existsSync(file)) throw new Error('it exists by now');
    writeFileSync(file, text, { flag: 'wx' });
    return;
  }
  const real = realpathSync(file);
  const bytes = readFileSync(real);
  if (decode(bytes) !== before) throw new Error('it has changed meanwhile');
  const mark = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : Buffer.alloc(0);
  // Bytes that are no UTF-8 were read as replacement characters; writing those would damage what nobody asked to change.
  if (!Buffer.concat([mark, Buffer.from(before)]).equals(bytes)) throw new Error('it is not valid UTF-8');
  const { mode } = statSync(real);
  const temporary = path.join(path.dirname(real), `.${path.basename(real)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, Buffer.concat([mark, Buffer.from(text)]), { flag: 'wx', mode });
    renameSync(temporary, real);
  } catch (error) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw error;
  }
}
