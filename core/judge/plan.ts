import type { FileKind } from '../facts/fact.js';
import { type Config, type Ruling, rulingOf } from './config/index.js';
import { Lexicon, type Mention } from './lexicon.js';
import type { Check, KindMeta, Rule, Targets } from './rule.js';
import type { Vocabulary } from './vocabulary.js';

/** One check of a rule, and which targets it is about. */
export interface Question {
  readonly on: keyof Targets;
  readonly check: Check<keyof Targets>;
  /** Keywords of instructions or kinds of objects; `undefined`: all. */
  readonly topics: readonly string[] | undefined;
}

/** A rule that has something to say in one dialect under one config. */
export interface Planned {
  readonly rule: Rule;
  readonly meta: KindMeta;
  readonly ruling: Ruling;
  readonly questions: readonly Question[];
  /** Words without which it is silent; `undefined`: it is not known to need any. */
  readonly mentions: readonly Mention[] | undefined;
  /** Whether it says more than another rule about the same cause. */
  readonly dominates: boolean;
}

/** What is run over every file of one dialect. */
export interface Plan {
  readonly rules: readonly Planned[];
  /** The words that they mention. */
  readonly lexicon: Lexicon;
  /** By the number of a word: indexes of the rules that mention it. */
  readonly mentioning: readonly (readonly number[])[];
  /** For each rule that others dominate: those others, in the order of the plan. */
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
  const { lexicon, mentions } = wordsOf(rules, kind);
  const planned = rules.flatMap((rule): readonly Planned[] => {
    const meta = rule.meta.per[kind];
    const ruling = rulingOf(rule, kind, config);
    // Opt-in rules weigh nothing, so there is no need to run them while they are not shown.
    if (!meta || !ruling || (ruling.state !== 'on' && meta.preset === 'strict')) return [];
    const weaker = ruling.state === 'on' ? (rule.meta.supersedes ?? []) : [];
    for (const id of weaker) dominators.set(id, [...(dominators.get(id) ?? []), rule.meta.id]);
    return [{ rule, meta, ruling, questions: questionsOf(rule, kind), mentions: mentions.get(rule), dominates: weaker.length > 0 }];
  });
  return { rules: planned, lexicon, mentioning: mentioningOf(planned, lexicon), dominators };
}

const questionsOf = ({ checks, keywords, kinds }: Rule, kind: FileKind): readonly Question[] =>
  (Object.entries(checks) as [keyof Targets, Check<keyof Targets>][]).map(([on, check]) => ({
    on,
    check,
    topics: on === 'object' ? kinds : kind === 'dockerfile' && (on === 'instruction' || on === 'command') ? keywords : undefined,
  }));

function mentioningOf(planned: readonly Planned[], lexicon: Lexicon): readonly (readonly number[])[] {
  const mentioning: number[][] = Array.from({ length: lexicon.size }, () => []);
  for (const [i, { mentions }] of planned.entries()) {
    for (const number of new Set(mentions?.flat())) mentioning[number]!.push(i);
  }
  return mentioning;
}

/** The rules to ask about a document that has some words, in order. Most mention none of them, and are not even looked at. */
export function rulesAbout({ rules, mentioning }: Plan, vocabulary: Vocabulary): readonly Planned[] {
  const isAsked = new Array<boolean>(rules.length).fill(false);
  for (const number of vocabulary.numbers) {
    for (const i of mentioning[number]!) isAsked[i] ||= vocabulary.hasAny(rules[i]!.mentions!);
  }
  return rules.filter(({ mentions }, i) => mentions === undefined || isAsked[i]);
}

/** What rules mention in one dialect. */
interface Words {
  readonly lexicon: Lexicon;
  readonly mentions: ReadonlyMap<Rule, readonly Mention[]>;
}

/** A lexicon is large, and the same whatever a config says. */
const words = new WeakMap<readonly Rule[], Map<FileKind, Words>>();

function wordsOf(rules: readonly Rule[], kind: FileKind): Words {
  const byKind = words.get(rules) ?? new Map<FileKind, Words>();
  words.set(rules, byKind);
  const known = byKind.get(kind) ?? readWords(rules, kind);
  byKind.set(kind, known);
  return known;
}

function readWords(rules: readonly Rule[], kind: FileKind): Words {
  const lexicon = new Lexicon();
  const mentions = new Map<Rule, readonly Mention[]>();
  for (const rule of rules) {
    const own = Array.isArray(rule.mentions)
      ? (rule.mentions as readonly string[])
      : (rule.mentions as Partial<Record<FileKind, readonly string[]>>)?.[kind];
    if (own && rule.meta.per[kind])
      mentions.set(
        rule,
        own.map(word => lexicon.mention(word)),
      );
  }
  return { lexicon, mentions };
}
