import { folderOf } from '../../path.js';
import type { Workspace } from '../../workspace.js';

/**
 * Whether a `.gitignore` of the workspace leaves `path` (or a folder above it) out. The last pattern that matches decides.
 * Source: gitignore(5); character classes are taken literally.
 */
export function isIgnored(workspace: Workspace, path: string): boolean {
  const folders = [
    '',
    ...folderOf(path)
      .split('/')
      .map((_, i, all) => all.slice(0, i + 1).join('/')),
  ].filter((f, i, all) => all.indexOf(f) === i);
  let ignored = false;
  for (const folder of folders) {
    const text = workspace.text(folder === '' ? '.gitignore' : `${folder}/.gitignore`);
    const inner = folder === '' ? path : path.slice(folder.length + 1);
    for (const line of text?.split(/\r?\n/) ?? []) {
      const pattern = line.trim();
      if (pattern === '' || pattern.startsWith('#')) continue;
      const negated = pattern.startsWith('!');
      if (matches(negated ? pattern.slice(1) : pattern, inner)) ignored = !negated;
    }
  }
  return ignored;
}

/** Whether the pattern names the path or a folder above it. A pattern with a slash inside counts from its own folder. */
function matches(pattern: string, path: string): boolean {
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const parts = path.split('/');
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const wanted = bare.split('/');
  const ends = parts.map((_, i) => i + 1).filter(end => !pattern.endsWith('/') || end < parts.length);
  return ends.some(end => matchesParts(anchored ? wanted : ['**', ...wanted], parts.slice(0, end)));
}

/** Part by part; `**` stands for any number of parts. */
function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const wanted of pattern) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (wanted === '**') for (let i = at; i <= parts.length; i++) next.add(i);
      else if (at < parts.length && matchesName(wanted, parts[at]!)) next.add(at + 1);
    }
    reachable = next;
  }
  return reachable.has(parts.length);
}

/** `*` and `?` within one part, without backtracking: the pieces between stars are found from left to right. */
function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    const last = i === pieces.length - 1;
    const start = i === 0 ? 0 : last ? name.length - piece.length : indexOf(name, piece, at);
    if (start < at || !equals(name, piece, start)) return false;
    at = start + piece.length;
    if (last && at !== name.length) return false;
  }
  return true;
}

const equals = (name: string, piece: string, at: number): boolean =>
  at + piece.length <= name.length && [...piece].every((c, i) => c === '?' || c === name[at + i]);

function indexOf(name: string, piece: string, from: number): number {
  for (let at = from; at + piece.length <= name.length; at++) if (equals(name, piece, at)) return at;
  return -1;
}
