import { type Severity, severities } from '../../judge/rule.js';
import type { Position } from '../../text.js';
import { isOpen, type Report, type ReportFile, type ReportFinding, type ReportScore, type ReportWorkload } from '../report.js';
import { excerptOf } from './excerpt.js';
import { printable, wrap } from './lines.js';

/** What a piece of text is, for whoever colours it. */
export type TextStyle = Severity | 'heading' | 'quiet';

export interface TextOptions {
  /** Text of a reported file, for excerpts. */
  textOf(path: string): string | undefined;
  /** Adds colour; may not change how wide the text is shown. */
  readonly style?: (style: TextStyle, text: string) => string;
  /** Width to wrap at; lines stay whole without it. */
  readonly columns?: number;
  /** Findings and problems only. */
  readonly quiet?: boolean;
}

/** Below this width a message goes under its finding rather than beside it. */
const NARROWEST_MESSAGE = 40;
const MOST_SKIPPED = 10;

/** The report for people: by file, one line a finding, an excerpt under criticals, and a summary. */
export function formatText(report: Report, options: TextOptions): string {
  const style = options.style ?? ((_, text) => text);
  const lines = report.files.flatMap(file => fileLines(file, options, style));
  if (options.quiet) return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  const skipped = report.skipped.slice(0, MOST_SKIPPED).map(({ path, why }) => `Not analysed: ${printable(path)}: ${why}.`);
  if (report.skipped.length > MOST_SKIPPED)
    skipped.push(`Not analysed: ${report.skipped.length - MOST_SKIPPED} more, listed in the JSON report.`);
  const summary = wrap(summaryOf(report), options.columns).join('\n');
  return `${[...lines, ...skipped.map(line => style('quiet', line)), summary].join('\n')}\n`;
}

/** As people see it: rounded down, so that 100 means "nothing found". */
export const shownScore = ({ value, grade }: ReportScore): string => `${Math.floor(value)} ${grade}`;

interface Row {
  readonly start: Position;
  readonly at: string;
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
  readonly style: TextStyle;
  readonly finding?: ReportFinding;
}

function fileLines(file: ReportFile, options: TextOptions, style: NonNullable<TextOptions['style']>): string[] {
  const rows = [...file.problems.map(problemRow), ...file.findings.filter(isOpen).map(findingRow)].sort(byStart);
  if (rows.length === 0) return [];
  const width = (column: 'at' | 'severity' | 'rule' | 'fix') => Math.max(...rows.map(row => row[column].length));
  const [at, severity, rule, fix] = [width('at'), width('severity'), width('rule'), width('fix')];
  const indent = 2 + at + 2 + severity + 2 + rule + 2;
  const room = (options.columns ?? Number.POSITIVE_INFINITY) - indent - (fix > 0 ? fix + 2 : 0);
  const text = options.textOf(file.path);
  const heading = file.score ? `${printable(file.path)}  ${shownScore(file.score)}` : printable(file.path);
  const stacked = room < NARROWEST_MESSAGE;
  const messageWidth = stacked ? 0 : Math.min(room, Math.max(...rows.map(row => row.message.length)));
  const body = rows.flatMap(row => {
    const start = `  ${row.at.padEnd(at)}  ${style(row.style, row.severity.padEnd(severity))}  `;
    const end = row.fix ? `  ${style('quiet', row.fix)}` : '';
    const excerpt = row.finding?.severity === 'critical' && text !== undefined ? excerptOf(text, row.finding.range, options.columns) : [];
    const below = excerpt.map(line => style('quiet', line));
    if (stacked) {
      const under = wrap(row.message, options.columns && options.columns - 4 - at).map(line => ' '.repeat(4 + at) + line);
      return [`${start}${row.rule}${end}`, ...under, ...below];
    }
    const [first = '', ...more] = wrap(row.message, room === Number.POSITIVE_INFINITY ? undefined : room);
    const line = `${start}${row.rule.padEnd(rule)}  ${end ? first.padEnd(messageWidth) : first}${end}`;
    return [line.trimEnd(), ...more.map(rest => ' '.repeat(indent) + rest), ...below];
  });
  const levels = options.quiet
    ? []
    : (file.podSecurity ?? []).filter(({ level }) => level).flatMap(workload => wrap(levelLine(workload), options.columns));
  return [style('heading', heading), ...levels.map(line => style('quiet', line)), ...body, ''];
}

/** `  Pod Security: web is baseline; kept from restricted by: no runAsNonRoot, no seccompProfile` */
function levelLine({ name, level, next, demanded }: ReportWorkload): string {
  const what = [...new Set(next?.obstacles.map(obstacle => obstacle.what))].join(', ');
  const kept = what ? `; kept from ${next!.level} by: ${what}` : '';
  const refused = demanded?.refused ? `. Its ${demanded.by === 'namespace' ? 'namespace' : 'configuration'} demands ${demanded.level}` : '';
  return printable(`  Pod Security: ${name} is ${level}${kept}${refused}`);
}

const byStart = (a: Row, b: Row): number => a.start.line - b.start.line || a.start.column - b.start.column;

const findingRow = (finding: ReportFinding): Row => ({
  start: finding.range.start,
  at: `${finding.range.start.line}:${finding.range.start.column}`,
  severity: finding.severity,
  rule: finding.rule,
  message: printable(finding.message.split('\n', 1)[0]! + reasonText(finding) + blameText(finding)),
  fix: bestFix(finding),
  style: finding.severity,
  finding,
});

/** ` (accepted: the gateway moves in May)` */
const reasonText = ({ reason }: ReportFinding): string => (reason === undefined ? '' : ` (accepted: ${reason})`);

const blameText = ({ blame }: ReportFinding): string => (blame ? ` (${blame.author}, ${blame.date}, ${blame.commit.slice(0, 10)})` : '');

const problemRow = ({ severity, message, range }: ReportFile['problems'][number]): Row => ({
  start: range.start,
  at: `${range.start.line}:${range.start.column}`,
  severity: severity === 'error' ? 'problem' : 'note',
  rule: '-',
  message: printable(message.split('\n', 1)[0]!),
  fix: '',
  style: severity === 'error' ? 'high' : 'quiet',
});

/** Fixes that the command line can make: it asks nobody. */
const applicable = (finding: ReportFinding) => finding.fixes.filter(fix => !fix.needs);

function bestFix(finding: ReportFinding): string {
  const fixes = applicable(finding);
  return fixes.length === 0 ? '' : fixes.some(fix => fix.safety === 'safe') ? 'fix: safe' : 'fix: review';
}

function summaryOf(report: Report): string {
  const files = report.files.filter(file => file.kind !== 'config');
  const findings = files.flatMap(file => file.findings.filter(isOpen));
  const counts = severities.flatMap(severity => {
    const count = findings.filter(finding => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const weakest = files.filter(file => file.score).sort((a, b) => a.score!.value - b.score!.value)[0];
  const parts = [`${files.length} ${files.length === 1 ? 'file' : 'files'}`, ...(counts.length > 0 ? counts : ['nothing found'])].join(
    ', ',
  );
  return `${parts}${fixable(findings)}.${driftText(report)}${ignoredText(files)}${
    report.score ? ` Score ${shownScore(report.score)}${wasText(report)}` : ''
  }${weakest && files.length > 1 && weakest.score!.value < 100 ? `; weakest ${printable(weakest.path)}` : ''}${report.score ? '.' : ''}`;
}

/** ` Against .seaworthy/baseline.json: 2 new, 1 fixed.` */
function driftText({ drift }: Report): string {
  if (!drift) return '';
  const counts = [`${drift.new} new`, `${drift.fixed.length} fixed`, ...(drift.moved > 0 ? [`${drift.moved} moved`] : [])];
  return ` Against ${printable(drift.from)}: ${counts.join(', ')}.`;
}

const wasText = ({ score, drift }: Report): string =>
  score && drift?.score && Math.floor(score.value) !== Math.floor(drift.score.value) ? `, was ${Math.floor(drift.score.value)}` : '';

/** What is ignored or turned off stands in the other formats with its reasons. */
function ignoredText(files: readonly ReportFile[]): string {
  const reasons = files.flatMap(({ findings, accepted = [] }) => [
    ...findings.flatMap(({ suppressed }) => (suppressed ? [suppressed.reason] : [])),
    ...accepted.map(({ reason }) => reason),
  ]);
  if (reasons.length === 0) return '';
  const silent = reasons.filter(reason => reason === null).length;
  return ` ${reasons.length} ignored${silent > 0 ? `, ${silent} without a reason` : ''}.`;
}

function fixable(findings: readonly ReportFinding[]): string {
  const safe = findings.filter(finding => applicable(finding).some(fix => fix.safety === 'safe')).length;
  if (safe > 0) return `; ${safe} fixable (seaworthy fix --dry-run)`;
  const review = findings.filter(finding => applicable(finding).length > 0).length;
  return review > 0 ? `; ${review} fixable after review (seaworthy fix --safety review --dry-run)` : '';
}
