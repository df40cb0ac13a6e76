import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Rule } from '../../../core/index.js';
import type { Host } from '../host.js';
import { nodeGit } from './git-host.js';
import { decode, walk } from './walk.js';

/** Files beyond this size (bytes) are left alone until they are opened. */
const LIMIT = 4_000_000;

/** The host of a server that runs in Node. */
export function nodeHost(rules: readonly Rule[], version: string, registry: Host['registry']): Host {
  return {
    name: 'seaworthy',
    version,
    rules,
    today: () => new Date().toISOString().slice(0, 10),
    registry,
    git: nodeGit(LIMIT),
    listFiles: (folder, onProblem, below) => (folder.startsWith('file:') ? walk(fileURLToPath(folder), onProblem, below) : []),
    async read(uri) {
      if (!uri.startsWith('file:')) return undefined;
      try {
        const bytes = await readFile(fileURLToPath(uri));
        return bytes.length > LIMIT ? undefined : decode(bytes);
      } catch {
        return undefined;
      }
    },
    yield: () => new Promise(resolve => setImmediate(resolve)),
  };
}
