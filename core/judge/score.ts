import type { Unit } from '../facts/fact.js';
import type { Severity } from './rule.js';

/** What one finding of each severity costs. */
export type Weights = Readonly<Record<Severity, number>>;

/**
 * What one finding of the `recommended` set costs its unit, by the catalogue's severity, whatever the config says. Frozen, since people
 * compare scores over time: docs/decisions/0014-score-weights.md says how they were chosen. A medium is four lows, a high five mediums, a
 * critical three highs.
 */
export const weights: Weights = { critical: 1.2, high: 0.4, medium: 0.08, low: 0.02, info: 0 };

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** 0 to 100, two decimals kept; people see it rounded down, so that 100 means "nothing found". */
export interface Score {
  readonly value: number;
  readonly grade: Grade;
}

export interface UnitScore extends Score {
  readonly unit: Unit;
}

export interface FileScore extends Score {
  readonly units: readonly UnitScore[];
}

/** What the score needs to know of a finding. No unit: it counts for every unit of the file. */
export interface Weighed {
  readonly units: readonly Unit[];
  /** Severity by the catalogue. `undefined`: it weighs nothing (opt-in, or an accepted risk). */
  readonly weight: Severity | undefined;
}

export const gradeOf = (value: number): Grade => (value >= 90 ? 'A' : value >= 80 ? 'B' : value >= 65 ? 'C' : value >= 50 ? 'D' : 'F');

/** A value with its grade, rounded to two decimals. */
export const scoreOf = (value: number): Score => {
  const rounded = Math.round(value * 100) / 100;
  return { value: rounded, grade: gradeOf(rounded) };
};

/** An open critical or high bounds what a unit and a file can reach. */
const capOf = (severities: readonly Severity[]): number => (severities.includes('critical') ? 39 : severities.includes('high') ? 79 : 100);

/** 100 * exp(-load), capped: nothing is gained inside a unit by adding clean parts, and every finding costs something. */
export function scoreUnit(severities: readonly Severity[], costs = weights): Score {
  const load = severities.reduce((sum, severity) => sum + costs[severity], 0);
  return scoreOf(Math.min(100 * Math.exp(-load), capOf(severities)));
}

/**
 * The score of a file: the mean of its units, capped by its worst finding.
 * `null` when there is nothing to score. Other costs than `weights` are for comparing.
 */
export function scoreFile(units: readonly Unit[], findings: readonly Weighed[], costs = weights): FileScore | null {
  if (units.length === 0) return null;
  const scores = units.map((unit): UnitScore => {
    const { value, grade } = scoreUnit(weightsOf(findings, unit), costs);
    return { unit, value, grade };
  });
  const mean = scores.reduce((sum, score) => sum + score.value, 0) / scores.length;
  const { value, grade } = scoreOf(Math.min(mean, capOf(weightsOf(findings))));
  return { value, grade, units: scores };
}

/** What is charged to a unit, or to the whole file. */
function weightsOf(findings: readonly Weighed[], unit?: Unit): readonly Severity[] {
  const charged: Severity[] = [];
  for (const finding of findings) if (finding.weight !== undefined && (!unit || bearsOn(finding, unit))) charged.push(finding.weight);
  return charged;
}

/** Whether a finding counts for a unit. */
export const bearsOn = ({ units }: Pick<Weighed, 'units'>, unit: Unit): boolean =>
  units.length === 0 || units.some(({ place }) => place === unit.place);

/** What the units of a file would gain together if one finding alone were mended, for each finding in order; 0 for what weighs nothing. */
export function pointsOf(units: readonly Unit[], findings: readonly Weighed[]): readonly number[] {
  const present = units.map(unit => weightsOf(findings, unit));
  const gain = (unit: number, weight: Severity): number => {
    const others = [...present[unit]!];
    others.splice(others.indexOf(weight), 1);
    return scoreUnit(others).value - scoreUnit(present[unit]!).value;
  };
  return findings.map(finding => {
    const { weight } = finding;
    if (weight === undefined) return 0;
    const gains = units.flatMap((unit, i) => (bearsOn(finding, unit) ? gain(i, weight) : []));
    return Math.round(gains.reduce((sum, one) => sum + one, 0) * 100) / 100;
  });
}

/** The score of many files: the mean of all their units, not capped. `null` when no file has one. */
export function scoreWorkspace(files: readonly (FileScore | null)[]): Score | null {
  const units = files.flatMap(file => file?.units ?? []);
  return units.length === 0 ? null : scoreOf(units.reduce((sum, unit) => sum + unit.value, 0) / units.length);
}
