import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Git } from '../git.js';
import { Repository } from './git.js';
import { historyOf } from './history.js';

/** @param mostBytes what is larger is no file of ours. */
export const nodeGit = (mostBytes: number): Git => ({
  async history(folder, { program, ...options }) {
    const repository = new Repository(fileURLToPath(folder), program);
    const points = await historyOf(repository, { ...options, mostBytes, prefix: await repository.prefix() });
    return { points, isCut: points.length < options.count && (await repository.isShallow()) };
  },
  async blame(file, { program, ...scope }) {
    const named = fileURLToPath(file);
    // Of a link, what it leads to is committed line by line.
    const at = await realpath(named).catch(() => named);
    return new Repository(path.dirname(at), program).blame(path.basename(at), scope);
  },
});
