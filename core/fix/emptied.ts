import type { YamlNode } from '../facts/documents/yaml/nodes.js';
import { readYaml } from '../facts/documents/yaml.js';
import { memo } from '../facts/memo.js';
import type { Analysis } from '../judge/analyze.js';

/** Deeper than anything that people write. */
const MAX_DEPTH = 100;

/**
 * Whether a YAML text has keys without a value that it had one for before. Two fixes that each take one of two items out of a list leave
 * its key behind: engines take it for nothing at best, and refuse the file at worst.
 */
export const isEmptied = (before: Analysis, after: Analysis): boolean => bareKeys(after) > bareKeys(before);

/** Counted once for each state of a file: fixes are tried out against the same one after another. */
const bareKeys = memo(({ text }: Analysis): number => readYaml(text).documents.reduce((sum, { root }) => sum + bareKeysIn(root, 0), 0));

/** What stands elsewhere (aliases, merges) is counted there. */
function bareKeysIn(node: YamlNode | undefined, depth: number): number {
  if (!node || depth > MAX_DEPTH || node.useSpan.start !== node.span.start) return 0;
  if (node.type === 'map') {
    return node
      .entries()
      .filter(({ merged }) => !merged)
      .reduce((sum, { value, tag }) => sum + (value ? bareKeysIn(value, depth + 1) : tag ? 0 : 1), 0);
  }
  return node.type === 'seq' ? node.items().reduce((sum, item) => sum + bareKeysIn(item, depth + 1), 0) : 0;
}
