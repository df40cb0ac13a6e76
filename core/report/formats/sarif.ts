import type { Location, Log, Notification, ReportingDescriptor, Result, Suppression } from 'sarif';
import { type Rule, type Severity, severities } from '../../judge/rule.js';
import type { AcceptedRisk, Range, Report, ReportFile, ReportFinding } from '../report.js';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** CVSS-like numbers in the bands by which code scanning names severities: above 9 critical, from 7 high, from 4 medium, below low. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: '0.0' };

/**
 * SARIF 2.1.0. Paths are POSIX and relative to `%SRCROOT%`. A superseded finding is left out: its cause has a result already.
 * @param rules every rule, for the descriptions of those that found something.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(report: Report, rules: readonly Rule[]): string {
  const found = new Set(report.files.flatMap(file => [...file.findings, ...(file.accepted ?? [])].map(finding => finding.rule)));
  const descriptors = rules.filter(({ meta }) => found.has(meta.id)).map(descriptorOf);
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Seaworthy', version: report.tool.version, semanticVersion: report.tool.version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(report) }],
        results: report.files.flatMap(file => resultsOf(file, indexes)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf({ meta }: Rule): ReportingDescriptor {
  const kinds = Object.values(meta.per);
  const worst = severities.find(severity => kinds.some(kind => kind.severity === severity)) ?? 'info';
  const help = `${meta.why}\n\n${meta.remedy}\n\n${meta.exceptions}`;
  return {
    id: meta.id,
    shortDescription: { text: meta.title },
    fullDescription: { text: meta.why },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: LEVELS[worst] },
    properties: { tags: ['security', meta.layer], 'security-severity': SECURITY_SEVERITIES[worst] },
  };
}

function resultsOf(file: ReportFile, indexes: ReadonlyMap<string, number>): Result[] {
  const result = (finding: ReportFinding | AcceptedRisk, suppressions: Suppression[]): Result => ({
    ruleId: finding.rule,
    ...(indexes.has(finding.rule) ? { ruleIndex: indexes.get(finding.rule)! } : {}),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [locationOf(file.path, finding.range)],
    partialFingerprints: { 'seaworthy/v1': finding.fingerprint },
    suppressions,
    properties: { severity: finding.severity, 'security-severity': SECURITY_SEVERITIES[finding.severity] },
  });
  const open = file.findings
    .filter(finding => !finding.supersededBy)
    .map(finding => ({
      ...result(finding, finding.suppressed ? [suppression('inSource', finding.suppressed.reason)] : []),
      ...(finding.related
        ? {
            relatedLocations: finding.related.map(({ path, message, range }) => ({
              ...locationOf(path, range),
              message: { text: message },
            })),
          }
        : {}),
    }));
  return [...open, ...(file.accepted ?? []).map(risk => result(risk, [suppression('external', risk.reason)]))];
}

const suppression = (kind: Suppression.kind, reason: string | null): Suppression => ({
  kind,
  status: 'accepted',
  ...(reason === null ? {} : { justification: reason }),
});

const locationOf = (path: string, range: Range | undefined): Location => ({
  physicalLocation: {
    artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
    ...(range
      ? {
          region: {
            startLine: range.start.line,
            startColumn: range.start.column,
            endLine: range.end.line,
            endColumn: range.end.column,
          },
        }
      : {}),
  },
});

function notificationsOf(report: Report): Notification[] {
  const problems = report.files.flatMap(({ path, problems }) =>
    problems.map(
      ({ severity, message, range }): Notification => ({
        level: severity === 'error' ? 'error' : 'note',
        message: { text: message },
        locations: [locationOf(path, range)],
      }),
    ),
  );
  const skipped = report.skipped.map(
    ({ path, why }): Notification => ({
      level: 'warning',
      message: { text: `Not analysed: ${why}.` },
      locations: [locationOf(path, undefined)],
    }),
  );
  return [...problems, ...skipped];
}
