import { type Analysis, type RuleFinding, weights } from '../../../core/index.js';

/** A finding with what it costs of its file's 100 points. */
export interface FindingCost {
  readonly finding: RuleFinding;
  readonly points: number;
}

/**
 * What each finding costs of the file's 100 points, the costliest first: a unit's lost points are shared out by weight, and what a cap
 * takes beyond the mean is shared out like the rest, so that all costs add up to what is lost.
 */
export function costsOf({ score, findings }: Analysis): readonly FindingCost[] {
  if (!score) return [];
  const points = new Map<RuleFinding, number>();
  for (const { unit, value } of score.units) {
    const counted = findings.filter(
      ({ units, weight }) => weight && (units.length === 0 || units.some(({ place }) => place === unit.place)),
    );
    const load = counted.reduce((sum, { weight }) => sum + weights[weight!], 0);
    if (load === 0) continue;
    for (const finding of counted) points.set(finding, (points.get(finding) ?? 0) + ((100 - value) * weights[finding.weight!]) / load);
  }
  const total = [...points.values()].reduce((sum, each) => sum + each, 0);
  return [...points]
    .map(([finding, each]) => ({ finding, points: total === 0 ? 0 : Math.round((each / total) * (100 - score.value) * 10) / 10 }))
    .filter(cost => cost.points > 0)
    .sort((a, b) => b.points - a.points);
}
