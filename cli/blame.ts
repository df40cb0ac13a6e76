import { isOpen, type Report } from '../core/index.js';
import type { Repository } from './git.js';

/** The report with who last wrote the line of each open finding. One question to git for each file that has any. */
export const withBlame = (report: Report, repository: Repository): Report => ({
  ...report,
  files: report.files.map(file => {
    if (!file.findings.some(isOpen)) return file;
    const lines = repository.blame(file.path);
    return {
      ...file,
      findings: file.findings.map(finding => {
        const blame = isOpen(finding) ? lines.get(finding.range.start.line) : undefined;
        return blame ? { ...finding, blame } : finding;
      }),
    };
  }),
});
