import { readFileSync, statSync } from 'node:fs';
import { decode, reasonOf } from '../server/src/node/walk.js';

/** Nothing larger is a file of ours. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** A file's text, or why there is none; `failed` when that is a mistake rather than the file's nature. */
export type ReadText = { readonly text: string } | { readonly why: string; readonly failed: boolean };

/** Reads a file as text. Never throws. */
export function readText(file: string): ReadText {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { why: 'it is not a regular file', failed: false };
    if (stats.size > MOST_BYTES) return { why: `it has ${(stats.size / 1024 / 1024).toFixed(1)} MB, more than 2 MB`, failed: false };
    const text = decode(readFileSync(file));
    return text === undefined ? { why: 'it is binary', failed: false } : { text };
  } catch (error) {
    return { why: reasonOf(error), failed: true };
  }
}
