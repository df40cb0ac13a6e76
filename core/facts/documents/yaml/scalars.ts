import type { Entry, YamlNode, YamlScalar } from './nodes.js';

/** Deeper than anything that people write. */
const MAX_DEPTH = 40;

/** A scalar with the key that it is, or stands in a list, under. */
export interface ScalarAt {
  readonly scalar: YamlScalar;
  readonly key: string | undefined;
  /** Keys from the start of the walk, joined with dots. */
  readonly path: string;
}

/**
 * Every scalar below a node that is written there, in the order of the text. What an alias or a merge key brings is left out: it is met
 * where it is written, and a walk through aliases could take for ever.
 */
export function scalarsOf(node: YamlNode | undefined): readonly ScalarAt[] {
  const found: ScalarAt[] = [];
  walk(node, '', undefined, 0, found);
  return found;
}

function walk(node: YamlNode | undefined, path: string, key: string | undefined, depth: number, found: ScalarAt[]): void {
  if (!node || depth > MAX_DEPTH || (node.shared && node.useSpan.start !== node.span.start)) return;
  if (node.type === 'scalar') found.push({ scalar: node, key, path });
  else if (node.type === 'map') {
    for (const entry of node.entries()) if (!entry.merged) walk(entry.value, join(path, entry), entry.key, depth + 1, found);
  } else {
    const items = node.items();
    for (let i = 0; i < items.length; i++) walk(items[i], `${path}[${i}]`, key, depth + 1, found);
  }
}

const join = (path: string, { key }: Entry): string => (path === '' ? key : `${path}.${key}`);
