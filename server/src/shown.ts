import {
  type Analysis,
  type RuleFinding,
  type Score,
  type Severity,
  type Span,
  scoreUnit,
  severities,
  type Unit,
} from '../../core/index.js';

/** Findings about one unit that the editor shows as one. */
export interface Group {
  readonly unit: Unit;
  /** At least two, in the order of the text. */
  readonly findings: readonly RuleFinding[];
  readonly severity: Severity;
  /** The unit's score now, and without these findings. */
  readonly score: Score;
  readonly after: Score;
}

export interface Shown {
  readonly singles: readonly RuleFinding[];
  readonly groups: readonly Group[];
}

/** Whether the editor speaks of a finding at all: not of what is silenced, turned off, or said better by another rule. */
export const isShown = (finding: RuleFinding): boolean =>
  !finding.suppressed && !finding.supersededBy && !finding.hidden && !finding.accepted;

/**
 * What the editor shows of an analysis: missing-hardening findings of one unit together, everything else singly.
 * @param isHidden what is not underlined; it weighs all the same.
 */
export function shownOf(analysis: Analysis, isHidden: (finding: RuleFinding) => boolean = () => false): Shown {
  const shown = analysis.findings.filter(finding => isShown(finding) && !isHidden(finding));
  const byUnit = new Map<string, RuleFinding[]>();
  for (const finding of shown) {
    // What several units inherit from one place is said once, with the first of them.
    const unit = finding.rule.meta.group === 'missing-hardening' ? finding.units[0] : undefined;
    if (unit) byUnit.set(unit.place, [...(byUnit.get(unit.place) ?? []), finding]);
  }
  const groups = [...byUnit.values()].filter(findings => findings.length > 1).map(findings => groupOf(analysis, findings));
  const grouped = new Set(groups.flatMap(group => group.findings));
  return { singles: shown.filter(finding => !grouped.has(finding)), groups };
}

function groupOf(analysis: Analysis, findings: readonly RuleFinding[]): Group {
  const unit = findings[0]!.units[0]!;
  const weights = (counted: readonly RuleFinding[]) =>
    counted.flatMap(({ units, weight }) =>
      weight && (units.length === 0 || units.some(({ place }) => place === unit.place)) ? [weight] : [],
    );
  return {
    unit,
    findings,
    severity: severities.find(severity => findings.some(finding => finding.severity === severity))!,
    score: scoreUnit(weights(analysis.findings)),
    after: scoreUnit(weights(analysis.findings.filter(finding => !findings.includes(finding)))),
  };
}

const NUMBERS = ['none', 'one', 'both', 'all three', 'all four', 'all five', 'all six', 'all seven', 'all eight', 'all nine', 'all ten'];

/** `worker: 6 hardening settings missing (score 54, all six: 88)`. */
export function groupMessage({ unit, findings, score, after }: Group): string {
  const count = findings.length;
  const gain = shownScore(after) > shownScore(score) ? `, ${NUMBERS[count] ?? `all ${count}`}: ${shownScore(after)}` : '';
  return `${unit.name}: ${count} hardening settings missing (score ${shownScore(score)}${gain})`;
}

/** Rounded down, so that 100 means "nothing found". */
export const shownScore = (score: Score): number => Math.floor(score.value);

/** Whether two ranges of a text share a place; an empty one shares the place that it is at. */
export const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;
