import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the corpora lie: `SEAWORTHY_CORPORA`, else beside the repository. `undefined` when they are absent. */
export function corpora(): string | undefined {
  const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const folder = process.env.SEAWORTHY_CORPORA ?? path.resolve(repository, '../shared/corpora');
  return existsSync(folder) ? folder : undefined;
}

/** Every file below a folder: its path relative to it, in POSIX form, and its text. */
export function* filesBelow(folder: string, under = ''): Generator<{ readonly path: string; readonly text: string }> {
  for (const name of readdirSync(path.join(folder, under)).sort()) {
    const file = under ? `${under}/${name}` : name;
    if (statSync(path.join(folder, file)).isDirectory()) yield* filesBelow(folder, file);
    else yield { path: file, text: readFileSync(path.join(folder, file), 'utf8') };
  }
}
