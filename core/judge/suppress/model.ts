import type { Unit } from '../../facts/fact.js';
import type { Span } from '../../text.js';
import type { Rule, Tool } from '../rule.js';

/** What a finding is about, as far as a suppression asks. */
export interface Subject {
  readonly span: Span;
  readonly units: readonly Unit[];
}

/** One name in a suppression, and the rules that it stands for; none when nobody knows it. */
export interface Named {
  readonly id: string;
  readonly span: Span;
  readonly rules: readonly Rule[];
}

/** Stands where the user is to say why. Left as it is, it says nothing. */
export const UNSAID = 'TODO: say why';

/** A wish to hear nothing of some rules at some place, in whatever words. */
export interface Suppression {
  /** Whose words. */
  readonly origin: 'seaworthy' | Tool;
  /** `comment`: for a line or block; `file`: a comment for all of it; `entry`: a YAML key; `directive`: of the parser. */
  readonly form: 'comment' | 'file' | 'entry' | 'directive';
  /** All of it. */
  readonly span: Span;
  readonly names: readonly Named[];
  /** It names no rule and means every one (that its tool knows). */
  readonly all: boolean;
  /** `undefined` also where `UNSAID` still stands. */
  readonly reason: string | undefined;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string | undefined;
  readonly covers: (subject: Subject) => boolean;
  /** What is wrong with its wording. A suppression with a wrong date does not hold. */
  readonly faults: readonly { readonly span: Span; readonly message: string }[];
}

/** Whether it silences `rule` at all. */
export const isAbout = (suppression: Suppression, rule: Rule, known: readonly Rule[]): boolean =>
  suppression.names.some(({ rules }) => rules.includes(rule)) ||
  (suppression.all && (suppression.origin === 'seaworthy' || known.includes(rule)));
