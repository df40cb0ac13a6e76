import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileKind } from '../../core/index.js';

/** A text with the path that it is judged under. */
export type Sample = readonly [kind: FileKind, path: string, text: string];

/** What each file of a dialect is called, so that it is taken for one. */
const NAMES = { dockerfile: 'Dockerfile', compose: 'compose.yaml', kubernetes: 'app.yaml' } as const;

export type Dialect = keyof typeof NAMES;

export const dialects = Object.keys(NAMES) as Dialect[];

/**
 * Real files of a dialect, each in a folder of its own; `undefined` where there are none. They lie in `SEAWORTHY_CORPORA`, else beside the
 * repository.
 */
export function realFiles(root: string, dialect: Dialect): readonly Sample[] | undefined {
  const corpora = process.env.SEAWORTHY_CORPORA ?? path.resolve(root, '../shared/corpora');
  const folder = path.join(corpora, 'real', dialect);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map((entry, i) => [dialect, `${i}/${NAMES[dialect]}`, readFileSync(path.join(entry.parentPath, entry.name), 'utf8')] as const);
}
