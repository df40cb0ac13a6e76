/** A drive (`C:\x`, `c:/x`), after backslashes have become slashes. */
const DRIVE = /^[A-Za-z]:(?=\/|$)/;
const HOME = /^(?:\$HOME|\$\{HOME\}|%USERPROFILE%)(?=\/|$)/;

/** Nothing in it has another spelling, but for `/var/run`. */
const PLAIN = /^\/?\w[\w.-]*(?:\/\w[\w.-]*)*$/;

/**
 * A host path in one spelling: `//`, `.` and `..` resolved, no slash at the end, `/var/run` as the `/run` that it links to, the home folder
 * as `~`, Windows paths in lower case with slashes. Relative paths stay relative.
 */
export function normalizeHostPath(path: string): string {
  if (PLAIN.test(path) && !path.startsWith('/var/run')) return path;
  const slashed = /^[A-Za-z]:[\\/]|^\\\\|^%/.test(path) ? path.replaceAll('\\', '/') : path;
  const text = slashed.replace(HOME, '~');
  const absolute = text.startsWith('/');
  const isRooted = absolute || DRIVE.test(text);
  const root = isRooted && !absolute ? 1 : 0;
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > root && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push('..');
  }
  const joined = (absolute ? '/' : '') + parts.join('/');
  if (DRIVE.test(joined)) return joined.toLowerCase() + (parts.length === 1 ? '/' : '');
  return joined.replace(/^\/var\/run(?=\/|$)/, '/run');
}

/** Whether `path` is `parent` or lies below it, by whole components. Both normalised. */
export const isAtOrBelow = (path: string, parent: string): boolean =>
  path === parent || path.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
