import { type Blame, isOpen, type ReportFile } from './report.js';

/** A file's report with who last wrote the line on which each open finding starts. */
export const blamedFile = (file: ReportFile, blameOf: (line: number) => Blame | undefined): ReportFile => ({
  ...file,
  findings: file.findings.map(finding => {
    const blame = isOpen(finding) ? blameOf(finding.range.start.line) : undefined;
    return blame ? { ...finding, blame } : finding;
  }),
});
