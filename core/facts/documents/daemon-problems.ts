import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Problem } from '../fact.js';
import type { YamlMap } from './yaml.js';

/** What an engine would say of its configuration: it reads JSON, which is less than the YAML that it is read as here. */
export function daemonProblems(text: string, root: YamlMap | undefined): readonly Problem[] {
  const notJson = jsonErrorIn(text);
  if (notJson !== undefined) {
    const start = Math.min(notJson, Math.max(0, text.trimEnd().length - 1));
    return [{ span: { start, end: start + 1 }, message: 'This is no JSON: the engine would not start with it.', severity: 'error' }];
  }
  return root ? repeatedKeys(root) : [];
}

/** Where the text stops being JSON. The engine takes a mark of the byte order in front. */
function jsonErrorIn(text: string): number | undefined {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    JSON.parse(text.slice(start));
    return undefined;
  } catch (error) {
    return start + Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0);
  }
}

/** Keys that a map has once more further down: the last one counts. */
function repeatedKeys(root: YamlMap): readonly Problem[] {
  const problems: Problem[] = [];
  const pending: (Node | null)[] = [root.node];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) pending.push(...(node.items as Node[]));
    if (!isMap(node)) continue;
    const known = new Set<string>();
    for (const { key, value } of [...node.items].reverse()) {
      pending.push(value as Node | null);
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (known.has(name))
        problems.push({
          span: root.document.spanOf(key),
          message: `${name} stands here once more: the last one counts.`,
          severity: 'info',
        });
      known.add(name);
    }
  }
  return problems.sort((a, b) => a.span.start - b.span.start);
}
