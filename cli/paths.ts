import path, { type PlatformPath } from 'node:path';

/** `file` relative to `folder` with POSIX separators; empty for the folder itself. The one place where system paths become ours. */
export const relativePath = (folder: string, file: string, on: PlatformPath = path): string =>
  on.relative(folder, file).split(on.sep).join('/');

/** The system's path of a POSIX path relative to `folder`. */
export const systemPath = (folder: string, file: string, on: PlatformPath = path): string => on.join(folder, ...file.split('/'));

/** Whether `path` is `folder` or lies in it; both POSIX and relative to the same top, `''` being the top. */
export const liesIn = (folder: string, path: string): boolean => folder === '' || path === folder || path.startsWith(`${folder}/`);

/** `folder` and every folder above it, the nearest first. */
export function* upward(folder: string, on: PlatformPath = path): Generator<string> {
  for (let at = folder; ; at = on.dirname(at)) {
    yield at;
    if (on.dirname(at) === at) return;
  }
}
