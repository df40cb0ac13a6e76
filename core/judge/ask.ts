import type { Document } from '../facts/document.js';
import type { Target } from '../facts/fact.js';
import type { Workspace } from '../facts/workspace.js';
import type { Mention } from './lexicon.js';
import { type Plan, type Planned, type Question, rulesAbout } from './plan.js';
import type { Context, Finding, ImageFacts, Rule, Targets } from './rule.js';
import type { TargetLists } from './targets.js';
import { vocabularyOf } from './vocabulary.js';
import { type Whereabouts, whereaboutsOf } from './whereabouts.js';

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
  const { lexicon } = plan;
  const whereabouts = document.kind === 'dockerfile' ? whereaboutsOf(document, lexicon) : undefined;
  const vocabulary = document.kind === 'dockerfile' ? whereabouts : vocabularyOf(document, surroundings.workspace, lexicon);
  const topics = new Topics(targets, whereabouts);
  for (const planned of vocabulary ? rulesAbout(plan, vocabulary) : plan.rules) {
    try {
      askRule(planned, topics, surroundings, found);
    } catch (error) {
      surroundings.onRuleError?.(planned.rule, error);
    }
  }
  return found;
}

function askRule(planned: Planned, topics: Topics, { workspace, images, today }: Surroundings, found: Found[]): void {
  let context: Context | undefined;
  for (const question of planned.questions) {
    for (const target of topics.of(question, planned.mentions)) {
      context ??= { options: planned.ruling.options, workspace, images, today };
      askTarget(planned, question, target, context, found);
    }
  }
}

/** The innermost step by itself: it runs ten thousands of times, and the compiler makes more of a small function. */
function askTarget(planned: Planned, { on, check }: Question, target: AnyTarget, context: Context, found: Found[]): void {
  for (const finding of check(target as never, context)) found.push({ planned, on, target, finding });
}

type AnyTarget = Target & Targets[keyof Targets];

/** The targets of a document, those that rules speak of. */
class Topics {
  readonly #targets: TargetLists;
  readonly #whereabouts: Whereabouts | undefined;
  /** By the names that a rule gives: many rules share a list of names. */
  readonly #named = {
    instruction: new Map<readonly string[], readonly AnyTarget[]>(),
    command: new Map<readonly string[], readonly AnyTarget[]>(),
    object: new Map<readonly string[], readonly AnyTarget[]>(),
  };

  constructor(targets: TargetLists, whereabouts: Whereabouts | undefined) {
    this.#targets = targets;
    this.#whereabouts = whereabouts;
  }

  /** Those of the kinds that the question names where, in a Dockerfile, one of the words stands. */
  of({ on, topics }: Question, mentions: readonly Mention[] | undefined): readonly AnyTarget[] {
    if (this.#whereabouts && mentions && (on === 'instruction' || on === 'command')) {
      const instructions = this.#whereabouts.of(mentions);
      const meant = topics && instructions.length > 0 ? instructions.filter(({ keyword }) => topics.includes(keyword)) : instructions;
      return on === 'command' ? meant.flatMap(({ commands }) => commands) : meant;
    }
    if (!topics || !isNamed(on)) return this.#targets.of(on) as readonly AnyTarget[];
    const named = this.#named[on];
    const known = named.get(topics) ?? this.#pick(on, topics);
    named.set(topics, known);
    return known;
  }

  #pick(on: Named, topics: readonly string[]): readonly AnyTarget[] {
    if (on === 'object') return this.#targets.of('object').filter(({ kind }) => topics.includes(kind));
    const instructions = this.#targets.of('instruction').filter(({ keyword }) => topics.includes(keyword));
    return on === 'command' ? instructions.flatMap(({ commands }) => commands) : instructions;
  }
}

/** The targets that rules name: objects by their kinds, instructions and their commands by keywords. */
type Named = 'instruction' | 'command' | 'object';

const isNamed = (on: keyof Targets): on is Named => on === 'instruction' || on === 'command' || on === 'object';
