import { type Config, isOpen, type Report, severities } from '../core/index.js';
import { UsageError } from './io.js';
import type { Args } from './main.js';

/** What makes a report fail. */
export interface Gates {
  /** `undefined`: what each file's config says. */
  readonly failOn: string | undefined;
  readonly minScore: number | undefined;
  readonly strictParse: boolean;
}

export function gatesOf({ values }: Args): Gates {
  const minScore = values['min-score'] === undefined ? undefined : Number(values['min-score'] || Number.NaN);
  if (minScore !== undefined && !(minScore >= 0 && minScore <= 100))
    throw new UsageError(`--min-score is a number from 0 to 100, not \`${values['min-score']}\`.`);
  return { failOn: values['fail-on'] as string | undefined, minScore, strictParse: values['strict-parse'] === true };
}

/**
 * Whether a report passes. The command line's gates take the place of the configs'.
 * @param configOf the configuration of a file, by its path in the report; none: the defaults hold.
 */
export function passes(report: Report, { failOn, minScore, strictParse }: Gates, configOf: (path: string) => Config | undefined): boolean {
  const units = new Map<number, number[]>();
  for (const { path, kind, findings, problems, units: scored = [] } of report.files) {
    if (strictParse && problems.some(({ severity }) => severity === 'error')) return false;
    if (kind === 'config') continue;
    const config = configOf(path);
    const weakest = (severities as readonly string[]).indexOf(failOn ?? config?.failOn ?? 'high');
    if (findings.some(finding => isOpen(finding) && severities.indexOf(finding.severity) <= weakest)) return false;
    const least = config?.minimumScore;
    if (least !== undefined) units.set(least, [...(units.get(least) ?? []), ...scored.map(({ value }) => value)]);
  }
  if (minScore !== undefined) return !report.score || report.score.value >= minScore;
  return [...units].every(
    ([least, values]) => values.length === 0 || values.reduce((sum, value) => sum + value, 0) / values.length >= least,
  );
}
