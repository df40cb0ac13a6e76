import { isOpen, type Report, type ReportFinding, type ReportFix } from './report.js';

/** A fix that is worth making first. */
export interface NextFix {
  readonly path: string;
  readonly finding: ReportFinding;
  readonly fix: ReportFix;
  /** What the score of the whole tree gains by it alone, at least. */
  readonly gain: number;
}

/** The fixes that raise the tree's score most, each edit once, the best first. */
export function nextFixes(report: Report, count = 10): readonly NextFix[] {
  const units = Object.values(report.units).reduce((sum, number) => sum + number, 0);
  const seen = new Set<string>();
  return report.files
    .flatMap(({ path, findings }) =>
      findings.filter(isOpen).flatMap((finding): NextFix[] => {
        const [fix] = finding.fixes;
        return fix && finding.points ? [{ path, finding, fix, gain: finding.points / units }] : [];
      }),
    )
    .sort((a, b) => b.gain - a.gain)
    .filter(({ path, fix }) => {
      const key = `${path}\n${fix.title}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, count);
}
