import { type Analysis, type RuleFinding, weights } from '../../../core/index.js';
import { countsOf, rangeOf, scoreOf, unitScoresOf } from '../convert.js';
import type { ScoreParams } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown } from '../shown.js';

/** Findings that the status bar names. */
const NAMED = 5;

export function scoreParamsOf({ files }: Session, uri: string, version: number): ScoreParams {
  const analysis = files.analyze(uri)?.analysis;
  if (!analysis) return { uri, version, score: null, units: [], costliest: [], costs: 0, counts: countsOf([]) };
  const costs = costsOf(analysis);
  return {
    uri,
    version,
    score: scoreOf(analysis.score),
    units: unitScoresOf(analysis.score, analysis.lines),
    costliest: costs.slice(0, NAMED).map(({ finding, points }) => ({
      rule: finding.rule.meta.id,
      message: finding.message,
      points,
      range: rangeOf(analysis.lines, finding.span),
    })),
    costs: costs.length,
    counts: countsOf(analysis.findings.filter(isShown)),
  };
}

/**
 * What each finding costs of the file's 100 points, the costliest first: a unit's lost points are shared out by weight, and what a cap
 * takes beyond the mean is shared out like the rest, so that all costs add up to what is lost.
 */
export function costsOf({ score, findings }: Analysis): readonly { readonly finding: RuleFinding; readonly points: number }[] {
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
