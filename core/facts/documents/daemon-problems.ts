import type { Problem } from '../fact.js';
import type { YamlMap, YamlNode } from './yaml/nodes.js';

/** What an engine would say of its configuration: it reads JSON, which is less than the YAML that it is read as here. */
export function daemonProblems(text: string, root: YamlMap | undefined): readonly Problem[] {
  const notJson = jsonErrorIn(text);
  if (notJson !== undefined) {
    const start = Math.min(notJson, Math.max(0, text.trimEnd().length - 1));
    return [{ span: { start, end: start + 1 }, message: 'This is no JSON: the engine would not start with it.', severity: 'error' }];
  }
  return [...repeatedKeys(root)].sort((a, b) => a.span.start - b.span.start);
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

function* repeatedKeys(node: YamlNode | undefined): Iterable<Problem> {
  if (node?.type === 'seq') for (const item of node.items()) yield* repeatedKeys(item);
  if (node?.type !== 'map') return;
  for (const { key, span } of node.repeats()) {
    yield { span, message: `${key} stands here once more: the last one counts.`, severity: 'info' };
  }
  for (const { value } of node.entries()) yield* repeatedKeys(value);
}
