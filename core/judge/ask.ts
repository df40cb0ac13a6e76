import type { Document } from '../facts/document.js';
import type { Target } from '../facts/fact.js';
import type { Workspace } from '../facts/workspace.js';
import type { Plan, Planned, Question } from './plan.js';
import type { Context, Finding, ImageFacts, Rule, Targets } from './rule.js';
import type { TargetLists } from './targets.js';
import { vocabularyOf } from './vocabulary.js';

/** What a document is judged with. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly images: ImageFacts;
  readonly today: string;
  /** A rule that throws costs its own findings only; here it is told, once for each rule. */
  onRuleError?(rule: Rule, error: unknown): void;
}

/** What a rule said of a target. */
export interface Found {
  readonly planned: Planned;
  readonly on: keyof Targets;
  readonly target: Target;
  readonly finding: Finding;
}

/** Asks every rule about every target that it speaks of. What one rule found stands together, in the order of the plan. */
export function ask(document: Document, plan: Plan, targets: TargetLists, surroundings: Surroundings): readonly Found[] {
  const found: Found[] = [];
  const vocabulary = vocabularyOf(document, surroundings.workspace);
  const topics = new Topics(targets);
  for (const planned of plan.rules) {
    if (vocabulary && planned.mentions && !vocabulary.hasAny(planned.mentions)) continue;
    try {
      askRule(planned, topics, surroundings, found);
    } catch (error) {
      surroundings.onRuleError?.(planned.rule, error);
    }
  }
  return found;
}

function askRule(planned: Planned, topics: Topics, { workspace, images, today }: Surroundings, found: Found[]): void {
  const context: Context = { options: planned.ruling.options, workspace, images, today };
  for (const question of planned.questions) {
    for (const target of topics.of(question)) askTarget(planned, question, target, context, found);
  }
}

/** The innermost step by itself: it runs ten thousands of times, and the compiler makes more of a small function. */
function askTarget(planned: Planned, { on, check }: Question, target: AnyTarget, context: Context, found: Found[]): void {
  for (const finding of check(target as never, context)) found.push({ planned, on, target, finding });
}

type AnyTarget = Target & Targets[keyof Targets];

/** The targets of a document, those of the kinds that rules name by these names. */
class Topics {
  readonly #targets: TargetLists;
  readonly #groups = new Map<keyof Targets, ReadonlyMap<string, readonly AnyTarget[]>>();

  constructor(targets: TargetLists) {
    this.#targets = targets;
  }

  of({ on, topics }: Question): readonly AnyTarget[] {
    if (!topics) return this.#targets[on] as readonly AnyTarget[];
    const groups = this.#groups.get(on) ?? this.#group(on);
    const [first, ...others] = topics;
    const own = groups.get(first!) ?? NONE;
    return others.length === 0 ? own : [...own, ...others.flatMap(topic => groups.get(topic) ?? NONE)];
  }

  #group(on: keyof Targets): ReadonlyMap<string, readonly AnyTarget[]> {
    const groups = new Map<string, AnyTarget[]>();
    for (const target of this.#targets[on] as readonly AnyTarget[]) {
      const name = on === 'instruction' ? (target as Targets['instruction']).keyword : (target as Targets['object']).kind;
      const group = groups.get(name);
      if (group) group.push(target);
      else groups.set(name, [target]);
    }
    this.#groups.set(on, groups);
    return groups;
  }
}

const NONE: readonly AnyTarget[] = [];
