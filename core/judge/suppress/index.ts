import type { Document } from '../../facts/document.js';
import type { Problem } from '../../facts/fact.js';
import type { Rule } from '../rule.js';
import { type RuleNames, ruleNames } from '../rule-names.js';
import { foreignSuppressions } from './foreign.js';
import { type Hearing, problemsOf } from './hygiene.js';
import { isAbout, type Subject, type Suppression } from './model.js';
import { ownSuppressions } from './own.js';

export { conversions, converted, ignoreInFile, ignoringEdits, withoutSuppression } from './edits.js';
export type { Hearing } from './hygiene.js';
export { type Named, type Suppression, UNSAID } from './model.js';
export { ANNOTATION, EXTENSION } from './own.js';

/** A document's suppressions, and what came of them. */
export class Suppressions {
  readonly list: readonly Suppression[];
  readonly #names: RuleNames;
  readonly #today: string;
  readonly #used = new Map<Suppression, Set<Rule>>();

  /** @param today expired ones do not hold. */
  constructor(document: Document, rules: readonly Rule[], today: string) {
    this.#names = ruleNames(rules);
    this.#today = today;
    // Our own first: they say more.
    this.list = [...ownSuppressions(document, this.#names), ...foreignSuppressions(document, this.#names)];
  }

  /** What silences a finding of `rule`, if anything does; of several one that says why. */
  of(rule: Rule, subject: Subject): Suppression | undefined {
    if (this.list.length === 0) return undefined;
    const found = this.list.filter(
      suppression =>
        isAbout(suppression, rule, suppression.origin === 'seaworthy' ? [] : this.#names.known(suppression.origin)) &&
        suppression.covers(subject) &&
        !isExpired(suppression, this.#today),
    );
    for (const suppression of found) this.#used.set(suppression, (this.#used.get(suppression) ?? new Set()).add(rule));
    return found.find(({ reason }) => reason !== undefined) ?? found[0];
  }

  /** Rules whose findings it silenced, after every finding was asked about. */
  usesOf(suppression: Suppression): readonly Rule[] {
    return [...(this.#used.get(suppression) ?? [])];
  }

  /** What is wrong with our own: unknown rules, no reason, expired, too broad, and, as far as `hearingOf` can tell, without effect. */
  problems(rules: readonly Rule[], hearingOf: () => Hearing): readonly Problem[] {
    if (this.list.length === 0) return [];
    const hearing = hearingOf();
    return this.list
      .filter(({ origin }) => origin === 'seaworthy')
      .flatMap(suppression => problemsOf(suppression, this.usesOf(suppression), rules, this.#today, hearing));
  }
}

const isExpired = ({ until }: Suppression, today: string): boolean => until !== undefined && until < today;
