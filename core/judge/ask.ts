import type { Document } from '../facts/document.js';
import type { Instruction } from '../facts/documents/dockerfile.js';
import type { Target } from '../facts/fact.js';
import type { Command } from '../facts/views/command.js';
import type { Workspace } from '../facts/workspace.js';
import type { Mention } from './lexicon.js';
import { type Plan, type Planned, type Question, rulesAbout } from './plan.js';
import { type Context, type Finding, type ImageFacts, NOTHING, type Rule, type Targets } from './rule.js';
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
    const targets = topics.of(question, planned.mentions);
    if (targets.length === 0) continue;
    context ??= { options: planned.ruling.options, workspace, images, today };
    for (const target of targets) askTarget(planned, question, target, context, found);
  }
}

/** The innermost step by itself: it runs ten thousands of times, and the compiler makes more of a small function. */
function askTarget(planned: Planned, { on, check }: Question, target: AnyTarget, context: Context, found: Found[]): void {
  const findings = check(target as never, context);
  if (findings === NOTHING) return;
  for (const finding of findings) found.push({ planned, on, target, finding });
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
      const instructions = withKeyword(this.#whereabouts.of(mentions), topics);
      return on === 'command' ? commandsOf(instructions) : instructions;
    }
    if (!topics || !isNamed(on)) return this.#targets.of(on) as readonly AnyTarget[];
    const named = this.#named[on];
    const known = named.get(topics) ?? this.#pick(on, topics);
    named.set(topics, known);
    return known;
  }

  #pick(on: Named, topics: readonly string[]): readonly AnyTarget[] {
    if (on === 'object') return this.#targets.of('object').filter(({ kind }) => topics.includes(kind));
    const instructions = withKeyword(this.#targets.of('instruction'), topics);
    return on === 'command' ? commandsOf(instructions) : instructions;
  }
}

/** Instructions with one of some keywords. */
const withKeyword = (instructions: readonly Instruction[], keywords: readonly string[] | undefined): readonly Instruction[] =>
  keywords && instructions.length > 0 ? instructions.filter(({ keyword }) => keywords.includes(keyword)) : instructions;

/** Not by `flatMap`, which takes several times as long as a loop, for each rule and file. */
function commandsOf(instructions: readonly Instruction[]): readonly Command[] {
  if (instructions.length === 1) return instructions[0]!.commands;
  const commands: Command[] = [];
  for (const instruction of instructions) for (const command of instruction.commands) commands.push(command);
  return commands;
}

/** The targets that rules name: objects by their kinds, instructions and their commands by keywords. */
type Named = 'instruction' | 'command' | 'object';

const isNamed = (on: keyof Targets): on is Named => on === 'instruction' || on === 'command' || on === 'object';
