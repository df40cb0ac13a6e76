import type { YamlMap } from '../yaml/nodes.js';
import { textOf, textsOf } from '../yaml/values.js';
import { maps } from './mounts.js';

/** The label that nodes have of their system, and the one that it was before Kubernetes 1.14. */
const LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** The system of a pod: as it says, else that of the only nodes that it may run on. Linux-only settings make a Windows pod invalid. */
export function osOf(spec: YamlMap): 'linux' | 'windows' {
  const said = textOf(spec.at('os', 'name'));
  const isWindows =
    said === undefined ? LABELS.some(label => selected(spec, label) === 'windows') || isBoundToWindows(spec) : said === 'windows';
  return isWindows ? 'windows' : 'linux';
}

const selected = (spec: YamlMap, label: string): string | undefined => textOf(spec.at('nodeSelector', label));

/** Whether each of the terms, of which a node has to match one, asks for Windows. */
function isBoundToWindows(spec: YamlMap): boolean {
  const terms = maps(spec.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'));
  return terms.length > 0 && terms.every(term => maps(term.get('matchExpressions')?.value).some(asksForWindows));
}

function asksForWindows(expression: YamlMap): boolean {
  const text = (key: string) => textOf(expression.get(key)?.value) ?? '';
  const values = textsOf(expression.get('values')?.value) ?? [];
  return LABELS.includes(text('key')) && text('operator') === 'In' && values.length > 0 && values.every(value => value === 'windows');
}
