import type { Severity } from '../../judge/rule.js';
import { isOpen, type Report } from '../report.js';

const SEVERITIES: Readonly<Record<Severity, 'blocker' | 'critical' | 'major' | 'minor' | 'info'>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/**
 * GitLab's code quality report: a list of open findings.
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function formatGitlab(report: Report): string {
  const issues = report.files.flatMap(({ path, findings }) =>
    findings.filter(isOpen).map(({ rule, severity, message, range, fingerprint }) => ({
      description: message.split('\n', 1)[0],
      check_name: rule,
      fingerprint,
      severity: SEVERITIES[severity],
      location: { path, lines: { begin: range.start.line, end: range.end.line } },
    })),
  );
  return `${JSON.stringify(issues, null, 2)}\n`;
}
