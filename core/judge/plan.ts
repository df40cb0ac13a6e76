import type { FileKind } from '../facts/fact.js';
import { type Config, type Ruling, rulingOf } from './config/index.js';
import type { Check, KindMeta, Rule, Targets } from './rule.js';

/** A rule that has something to say in one dialect under one config. */
export interface Planned {
  readonly rule: Rule;
  readonly meta: KindMeta;
  readonly ruling: Ruling;
  readonly checks: readonly (readonly [on: keyof Targets, check: Check<keyof Targets>])[];
}

/** What is run over every file of one dialect. */
export interface Plan {
  readonly rules: readonly Planned[];
  /** For each rule that others dominate: those others. */
  readonly dominators: ReadonlyMap<string, readonly string[]>;
}

/** Most files of a tree share a config, so a plan is made once for each config and dialect. */
const plans = new WeakMap<readonly Rule[], WeakMap<Config, Map<FileKind, Plan>>>();

export function planOf(rules: readonly Rule[], kind: FileKind, config: Config): Plan {
  const byConfig = plans.get(rules) ?? new WeakMap<Config, Map<FileKind, Plan>>();
  plans.set(rules, byConfig);
  const byKind = byConfig.get(config) ?? new Map<FileKind, Plan>();
  byConfig.set(config, byKind);
  const known = byKind.get(kind) ?? makePlan(rules, kind, config);
  byKind.set(kind, known);
  return known;
}

function makePlan(rules: readonly Rule[], kind: FileKind, config: Config): Plan {
  const dominators = new Map<string, string[]>();
  const planned = rules.flatMap((rule): readonly Planned[] => {
    const meta = rule.meta.per[kind];
    const ruling = rulingOf(rule, kind, config);
    // Opt-in rules weigh nothing, so there is no need to run them while they are not shown.
    if (!meta || !ruling || (ruling.state !== 'on' && meta.preset === 'strict')) return [];
    if (ruling.state === 'on') {
      for (const id of rule.meta.supersedes ?? []) dominators.set(id, [...(dominators.get(id) ?? []), rule.meta.id]);
    }
    const checks = Object.entries(rule.checks) as Planned['checks'];
    return [{ rule, meta, ruling, checks }];
  });
  return { rules: planned, dominators };
}
