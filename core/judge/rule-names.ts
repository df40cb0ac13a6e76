import type { Rule, Tool } from './rule.js';

/** Every name that a rule goes by: its own, former ones, and those of other tools in each spelling that people write. */
export interface RuleNames {
  own(id: string): Rule | undefined;
  /** What a tool's id stands for with us; it can be several rules, or none. */
  foreign(tool: Tool, id: string): readonly Rule[];
  /** Every rule that a tool has too. */
  known(tool: Tool): readonly Rule[];
}

const cache = new WeakMap<readonly Rule[], RuleNames>();

export function ruleNames(rules: readonly Rule[]): RuleNames {
  const names = cache.get(rules) ?? makeNames(rules);
  cache.set(rules, names);
  return names;
}

function makeNames(rules: readonly Rule[]): RuleNames {
  const own = new Map<string, Rule>();
  const foreign = new Map<string, Rule[]>();
  const known = new Map<Tool, Rule[]>();
  for (const rule of rules) for (const id of rule.meta.previousIds ?? []) own.set(id, rule);
  for (const rule of rules) own.set(rule.meta.id, rule);
  for (const rule of rules) {
    for (const [tool, ids] of Object.entries(rule.meta.alsoKnownAs ?? {}) as [Tool, readonly string[]][]) {
      known.set(tool, [...(known.get(tool) ?? []), rule]);
      for (const id of new Set(ids.map(canonicalId))) {
        const key = `${tool} ${id}`;
        foreign.set(key, [...(foreign.get(key) ?? []), rule]);
      }
    }
  }
  return {
    own: id => own.get(id),
    foreign: (tool, id) => foreign.get(`${tool} ${canonicalId(id)}`) ?? [],
    known: tool => known.get(tool) ?? [],
  };
}

/** `AVD-DS-0002`, `DS002` and `DS-0002` are one id: neither separators, nor case, nor leading zeros count. */
export const canonicalId = (id: string): string =>
  id
    .toLowerCase()
    .replace(/^avd-/, '')
    .replace(/[-_]/g, '')
    .replace(/(^|[a-z])0+(?=\d)/g, '$1');
