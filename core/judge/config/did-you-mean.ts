import { nearest } from '../../facts/nearest.js';

/** ` Did you mean ...?` for a near miss, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` Did you mean \`${near}\`?`;
}
