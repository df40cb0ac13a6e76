import type { ListedFinding, ListedRule, RulesResult } from '../../../server/src/protocol.js';
import { severities } from '../numbers.js';
import type { FileFindings } from './store.js';

/** What the tree is grouped by. */
export const groupings = ['file', 'rule', 'layer', 'framework'] as const;
export type Grouping = (typeof groupings)[number];

/** A finding in its file. */
export interface FindingNode {
  readonly kind: 'finding';
  readonly file: FileFindings;
  readonly finding: ListedFinding;
}

/** A file, a rule, a layer, a framework or one of its controls. Never empty. */
export interface GroupNode {
  readonly kind: Grouping | 'control';
  /** Unique in the tree. */
  readonly key: string;
  readonly name: string;
  readonly file?: FileFindings;
  /** The worst first. */
  readonly children: readonly Node[];
  /** Every finding below once. */
  readonly findings: readonly FindingNode[];
}

export type Node = GroupNode | FindingNode;

/** @param filter words that all have to be in a finding's message, rule, file or severity; case does not matter. */
export function nodesOf(
  files: readonly FileFindings[],
  by: Grouping,
  { rules, layers }: RulesResult,
  filter: string,
  pathOf: (file: FileFindings) => string,
): readonly GroupNode[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const known = new Map(rules.map(rule => [rule.id, rule]));
  const all = files.flatMap(file => {
    const path = pathOf(file).toLowerCase();
    const matches = ({ message, rule, severity }: ListedFinding) => {
      const text = `${message} ${rule} ${severity}`.toLowerCase();
      return words.every(word => path.includes(word) || text.includes(word));
    };
    return file.findings.filter(matches).map((finding): FindingNode => ({ kind: 'finding', file, finding }));
  });
  switch (by) {
    case 'file':
      return grouped(all, 'file', ({ file }) => [file.uri.toString()], worstFirst).map(group => ({
        ...group,
        name: pathOf(group.findings[0]!.file),
        file: group.findings[0]!.file,
      }));
    case 'rule':
      return byRule(all, known, '');
    case 'layer': {
      const layerOf = ({ finding }: FindingNode) => [known.get(finding.rule)?.layer ?? 'other'];
      return grouped(all, 'layer', layerOf, (nodes, key) => byRule(nodes, known, `${key}/`)).sort(
        (a, b) => layers.indexOf(a.name) - layers.indexOf(b.name),
      );
    }
    case 'framework': {
      const controlsOf = ({ finding }: FindingNode) => known.get(finding.rule)?.controls ?? {};
      return grouped(
        all,
        'framework',
        node => Object.keys(controlsOf(node)),
        (nodes, framework) => grouped(nodes, 'control', node => controlsOf(node)[framework] ?? [], worstFirst, `${framework}/`),
      ).sort((a, b) => (a.name < b.name ? -1 : 1));
    }
  }
}

const byRule = (nodes: readonly FindingNode[], known: ReadonlyMap<string, ListedRule>, prefix: string): GroupNode[] =>
  grouped(nodes, 'rule', ({ finding }) => [finding.rule], worstFirst, prefix).map(group => ({
    ...group,
    name: known.get(group.name)?.title ?? group.name,
  }));

/** Groups, those with the worst finding first; a finding is in every group that it names. */
function grouped(
  nodes: readonly FindingNode[],
  kind: GroupNode['kind'],
  namesOf: (node: FindingNode) => readonly string[],
  childrenOf: (nodes: readonly FindingNode[], name: string) => readonly Node[],
  prefix = '',
): GroupNode[] {
  const groups = new Map<string, FindingNode[]>();
  for (const node of nodes) {
    for (const name of namesOf(node)) {
      const group = groups.get(name);
      if (group) group.push(node);
      else groups.set(name, [node]);
    }
  }
  return [...groups]
    .map(([name, findings]) => ({ kind, key: `${prefix}${name}`, name, findings, children: childrenOf(findings, name) }))
    .sort((a, b) => rankOf(a.findings) - rankOf(b.findings) || b.findings.length - a.findings.length);
}

/** Of the worst. */
const rankOf = (nodes: readonly FindingNode[]): number => Math.min(...nodes.map(({ finding }) => severities.indexOf(finding.severity)));

const worstFirst = (nodes: readonly FindingNode[]): readonly FindingNode[] =>
  [...nodes].sort(
    (a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity) || b.finding.points - a.finding.points,
  );
