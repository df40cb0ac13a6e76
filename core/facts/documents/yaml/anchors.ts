import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';

/** Which text is used in several places, and whether these places are alike. */
export interface Anchors {
  readonly nodes: ReadonlyMap<string, readonly Node[]>;
  /** Anchored nodes that some alias refers to. */
  readonly used: ReadonlySet<Node>;
  readonly aliases: ReadonlyMap<Node, Node>;
  /** Those of which all uses are the same: what is wrong with the text is wrong with each of them. */
  readonly alike: ReadonlySet<Node>;
}

/** One pass in the order of the text: an alias means the latest anchor of its name before it. */
export function readAnchors(root: Node | null): Anchors {
  const nodes = new Map<string, Node[]>();
  const aliases = new Map<Node, Node>();
  const roles = new Map<Node, Set<string>>();
  const stack: [node: unknown, path: readonly string[]][] = [[root, []]];
  while (stack.length > 0) {
    const [node, path] = stack.pop()!;
    if (isAlias(node)) {
      const target = nodes.get(node.source)?.at(-1);
      if (target) aliases.set(node, target);
      if (target) roles.get(target)!.add(roleOf(path));
      continue;
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor) nodes.set(anchor, [...(nodes.get(anchor) ?? []), node as Node]);
    // What only keeps a text for others (`x-...`) is no use of it.
    if (anchor) roles.set(node as Node, new Set(path[0]?.startsWith('x-') && path.length === 1 ? [] : [roleOf(path)]));
    if (isMap(node)) {
      for (const { key, value } of [...node.items].reverse())
        stack.push([value, [...path, isScalar(key) ? String(key.value) : '?']], [key, [...path, '?']]);
    } else if (isSeq(node)) for (const item of [...node.items].reverse()) stack.push([item, [...path, '[]']]);
  }
  const used = new Set(aliases.values());
  return { nodes, aliases, used, alike: new Set([...used].filter(node => roles.get(node)!.size === 1)) };
}

/** What a place is for: the keys on the way to it, without the names of services, and with what `<<` merges as if it stood there. */
function roleOf(path: readonly string[]): string {
  const keys = path.filter((key, i) => key !== '<<' && !(key === '[]' && path[i - 1] === '<<'));
  return keys.map((key, i) => (i === 1 && keys[0] === 'services' ? '*' : key)).join('.');
}
