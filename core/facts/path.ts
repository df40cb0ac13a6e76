/** Paths of a workspace: POSIX, relative to its root. */

/** The folder of a file; empty at the root. */
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

/** Whether a path lies below a folder; everything lies below the root. */
export const isIn = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);

/** Absolute, in somebody's home, on a drive, or behind a scheme. */
const ELSEWHERE = /^(?:[/~\\]|[A-Za-z]:|[a-z+]+:\/\/)/;

/** `folder/name` with `.` and `..` resolved, relative to the root; `undefined` when it leaves the root or is absolute. */
export function resolvePath(folder: string, path: string): string | undefined {
  if (ELSEWHERE.test(path) || path.includes('$')) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..' && parts.length === 0) return undefined;
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
