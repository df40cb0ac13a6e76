import type { ArtifactChange, Fix, Location, Log, Notification, ReportingDescriptor, Result, Suppression } from 'sarif';
import { type Rule, type Severity, severities } from '../../judge/rule.js';
import type { AcceptedRisk, Range, Report, ReportEdit, ReportFile, ReportFinding, ReportFix } from '../report.js';
import { wellFormed } from './lines.js';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** CVSS-like numbers in the bands by which code scanning names severities: above 9 critical, from 7 high, from 4 medium, below low. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: '0.0' };

/** What GitHub's code scanning takes: more results are refused, longer texts cut. */
const MOST_RESULTS = 25_000;
const MOST_RELATED = 100;
const MOST_DESCRIPTION = 1024;

/**
 * SARIF 2.1.0. Paths are POSIX and relative to `%SRCROOT%`. A superseded finding is left out: its cause has a result already.
 * @param rules every rule, for the descriptions of those that found something.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(report: Report, rules: readonly Rule[]): string {
  const found = new Set(report.files.flatMap(file => [...file.findings, ...(file.accepted ?? [])].map(finding => finding.rule)));
  const descriptors = rules.filter(({ meta }) => found.has(meta.id)).map(descriptorOf);
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const all = report.files.flatMap(file => resultsOf(file, indexes));
  const results = all.length > MOST_RESULTS ? worstOf(all) : all;
  const left = all.length - results.length;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Seaworthy', version: report.tool.version, semanticVersion: report.tool.version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: [...notificationsOf(report), ...(left > 0 ? [leftOut(left)] : [])] },
        ],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const RANKS: readonly string[] = severities;

/** The worst ones, in their order in the report. */
function worstOf(results: readonly Result[]): Result[] {
  const rank = (result: Result) => RANKS.indexOf((result.properties as { severity: string }).severity);
  const kept = new Set([...results].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_RESULTS));
  return results.filter(result => kept.has(result));
}

const leftOut = (count: number): Notification => ({
  level: 'warning',
  message: { text: `${count} results of the lowest severities are left out: code scanning takes ${MOST_RESULTS}.` },
});

const cut = (text: string): string => (text.length <= MOST_DESCRIPTION ? text : `${text.slice(0, MOST_DESCRIPTION - 1)}…`);

function descriptorOf({ meta }: Rule): ReportingDescriptor {
  const kinds = Object.values(meta.per);
  const worst = severities.find(severity => kinds.some(kind => kind.severity === severity)) ?? 'info';
  const help = `${meta.why}\n\n${meta.remedy}\n\n${meta.exceptions}`;
  return {
    id: meta.id,
    shortDescription: { text: cut(meta.title) },
    fullDescription: { text: cut(meta.why) },
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
    properties: {
      severity: finding.severity,
      'security-severity': SECURITY_SEVERITIES[finding.severity],
      ...('state' in finding && finding.reason !== undefined ? { accepted: finding.reason } : {}),
    },
  });
  const open = file.findings
    .filter(finding => !finding.supersededBy)
    .map(finding => ({
      ...result(finding, finding.suppressed ? [suppression('inSource', finding.suppressed.reason)] : []),
      ...(finding.state ? { baselineState: STATES[finding.state] } : {}),
      ...fixesOf(finding.fixes, file.path),
      ...(finding.related
        ? {
            relatedLocations: finding.related.slice(0, MOST_RELATED).map(({ path, message, range }) => ({
              ...locationOf(path, range),
              message: { text: message },
            })),
          }
        : {}),
    }));
  return [...open, ...(file.accepted ?? []).map(risk => result(risk, [suppression('external', risk.reason)]))];
}

const STATES = { new: 'new', unchanged: 'unchanged', moved: 'updated' } as const;

/** Those whose edits are known. */
function fixesOf(fixes: readonly ReportFix[], path: string): { readonly fixes?: Fix[] } {
  const known = fixes.flatMap(({ title, edits }): Fix[] =>
    edits && edits.length > 0 ? [{ description: { text: title }, artifactChanges: changesOf(edits, path) }] : [],
  );
  return known.length > 0 ? { fixes: known } : {};
}

function changesOf(edits: readonly ReportEdit[], home: string): ArtifactChange[] {
  const paths = [...new Set(edits.map(({ path }) => path ?? home))];
  return paths.map(path => ({
    artifactLocation: artifactOf(path),
    replacements: edits
      .filter(edit => (edit.path ?? home) === path)
      // A file that is created has no region but its beginning.
      .map(({ range, text }) => ({
        deletedRegion: range ? regionOf(range) : { charOffset: 0, charLength: 0 },
        ...(text === '' ? {} : { insertedContent: { text } }),
      })),
  }));
}

const suppression = (kind: Suppression.kind, reason: string | null): Suppression => ({
  kind,
  status: 'accepted',
  ...(reason === null ? {} : { justification: reason }),
});

const artifactOf = (path: string) => ({ uri: wellFormed(path).split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' });

const regionOf = ({ start, end }: Range) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

const locationOf = (path: string, range: Range | undefined): Location => ({
  physicalLocation: { artifactLocation: artifactOf(path), ...(range ? { region: regionOf(range) } : {}) },
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
