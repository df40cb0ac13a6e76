import picomatch from 'picomatch';
import { isIn } from '../../facts/path.js';
import type { Glob } from './model.js';

const matchers = new Map<string, (path: string) => boolean>();

/** Whether `path` (POSIX, relative to the workspace's top) is one of those that a pattern means. A pattern that means a folder means all in it. */
export function matchesGlob({ folder, pattern }: Glob, path: string): boolean {
  if (!isIn(folder, path)) return false;
  let matches = matchers.get(pattern);
  if (!matches) {
    const own = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    matches = picomatch([own, `${own}/**`], { dot: true });
    matchers.set(pattern, matches);
  }
  return matches(folder === '' ? path : path.slice(folder.length + 1));
}
