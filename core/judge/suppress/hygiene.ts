import type { Problem } from '../../facts/fact.js';
import { nearest } from '../../facts/nearest.js';
import type { Span } from '../../text.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Rule } from '../rule.js';
import type { Suppression } from './model.js';

/** What can be concluded from a rule's silence. */
export interface Hearing {
  /** Whether the rule was asked about this document and would have told. */
  isHeard(rule: Rule): boolean;
}

/** What is wrong with a suppression of our own. @param used rules that it silenced. */
export function problemsOf(
  suppression: Suppression,
  used: readonly Rule[],
  rules: readonly Rule[],
  today: string,
  hearing: Hearing,
): readonly Problem[] {
  const problem = (code: string, span: Span, message: string): Problem => ({ span, message, severity: 'info', code });
  const { names, all, span, reason, until, faults } = suppression;
  const told = [
    ...faults.map(fault => problem('malformed-suppression', fault.span, fault.message)),
    ...names
      .filter(name => name.rules.length === 0)
      .map(({ id, span: at }) =>
        unknown(
          at,
          id,
          rules.map(({ meta }) => meta.id),
        ),
      ),
  ];
  if (faults.length > 0) return told;
  if (until !== undefined && until < today)
    return [...told, problem('expired-suppression', span, `This held until ${until}: what it ignored is reported again.`)];
  if (all) {
    const named = used.map(({ meta }) => meta.id).join(', ');
    const message = named
      ? `This ignores every rule. Name those that you mean: ${named}.`
      : 'This ignores every rule, and none finds anything here.';
    told.push(problem('broad-suppression', span, message));
  }
  for (const { id, span: at, rules: meant } of names) {
    if (meant.length > 0 && meant.every(rule => !used.includes(rule) && hearing.isHeard(rule)))
      told.push(problem('unused-suppression', at, `\`${id}\` finds nothing here: there is nothing to ignore.`));
  }
  if (reason === undefined && used.length > 0)
    told.push(problem('reasonless-suppression', span, 'This says no reason, so what it ignores still counts for the score. Add `-- why`.'));
  return told;
}

function unknown(span: Span, id: string, known: readonly string[]): Problem {
  const instead = nearest(id, known);
  const message = `There is no rule \`${id}\`.${didYouMean(id, known)}`;
  return { span, message, severity: 'info', code: 'unknown-suppression', ...(instead ? { instead } : {}) };
}
