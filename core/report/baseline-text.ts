import type { Span } from '../text.js';

/** Where the list of findings stands in a JSON text, and each of its members. */
export function findingsIn(text: string): { readonly list: Span; readonly members: readonly Span[] } {
  const members: Span[] = [];
  let list: Span = { start: text.length, end: text.length };
  let key = '';
  let isIn = false;
  let [depth, start] = [0, 0];
  for (const { index, 0: token } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token.startsWith('"')) {
      if (depth === 1) key = token;
    } else if (token === '{' || token === '[') {
      depth++;
      if (depth === 2 && token === '[' && key === '"findings"') {
        isIn = true;
        list = { start: index, end: index };
        members.length = 0;
      }
      if (depth === 3) start = index;
    } else {
      if (isIn && depth === 3) members.push({ start, end: index + 1 });
      if (isIn && depth === 2) {
        isIn = false;
        list = { ...list, end: index + 1 };
      }
      depth--;
    }
  }
  return { list, members };
}
