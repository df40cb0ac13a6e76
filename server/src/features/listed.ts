import type { Analysis, Rule, RuleFinding } from '../../../core/index.js';
import { layers } from '../../../core/index.js';
import type { Baselines } from '../baselines.js';
import { rangeOf } from '../convert.js';
import type { Place } from '../files.js';
import type { ListedFinding, RulesResult } from '../protocol.js';
import { isShown } from '../shown.js';
import { costsOf } from './costs.js';

/** The shown findings of a file as lists have them, in the order of the text. */
export function listedOf({ analysis, ...place }: Place & { readonly analysis: Analysis }, baselines: Baselines): readonly ListedFinding[] {
  const known = baselines.knownOf(place);
  const points = new Map(costsOf(analysis).map(cost => [cost.finding, cost.points]));
  return analysis.findings.filter(isShown).map((finding): ListedFinding => {
    const index = unaskedFix(finding);
    const entry = known.get(finding.fingerprint);
    return {
      rule: finding.rule.meta.id,
      severity: finding.severity,
      message: finding.message,
      range: rangeOf(analysis.lines, finding.span),
      fingerprint: finding.fingerprint,
      points: points.get(finding) ?? 0,
      ...(entry ? { known: entry.reason === undefined ? {} : { reason: entry.reason } } : {}),
      ...(index < 0 ? {} : { fix: { title: finding.fixes[index]!.title, index } }),
    };
  });
}

/** Index of the fix that is offered first and asks nobody anything; -1: there is none. */
export const unaskedFix = ({ fixes }: RuleFinding): number => fixes.findIndex(fix => !fix.needs);

export const rulesOf = (rules: readonly Rule[]): RulesResult => ({
  rules: rules.map(({ meta: { id, title, layer, controls } }) => ({ id, title, layer, controls })),
  layers,
});
