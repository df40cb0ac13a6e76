import { severities } from '../../judge/rule.js';
import { nextFixes } from '../next-fixes.js';
import { acceptedOf, isOpen, type Report, type ReportFile, type ReportFinding } from '../report.js';
import { shownScore } from './text.js';

/** A comment may have 65,536 characters; what a bot writes around it needs some. */
const MOST_CHARACTERS = 64_000;
const MOST_NEW = 20;
const MOST_FIXES = 5;

/** A comment for a pull request: what matters in the first lines, each file folded below, as many as fit. */
export function formatMarkdown(report: Report): string {
  const parts = [heading(report), newFindings(report), fixes(report), accepted(report)].filter(part => part !== '');
  const files = report.files.filter(file => file.findings.some(isOpen) || file.problems.length > 0).sort(worstFirst);
  let length = parts.reduce((sum, part) => sum + part.length + 1, 0);
  for (const [i, file] of files.entries()) {
    const part = fileDetails(file);
    if (length + part.length > MOST_CHARACTERS) {
      parts.push(`_${files.length - i} of ${files.length} files with findings do not fit here; the full report lists them._\n`);
      break;
    }
    parts.push(part);
    length += part.length + 1;
  }
  if (report.skipped.length > 0) parts.push(`_${count(report.skipped.length, 'file')} not analysed; the full report says why._\n`);
  return parts.join('\n');
}

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

const worstFirst = (a: ReportFile, b: ReportFile): number => (a.score?.value ?? 101) - (b.score?.value ?? 101);

function heading({ score, drift, files }: Report): string {
  const findings = files.flatMap(file => file.findings.filter(isOpen));
  const counts = severities.flatMap(severity => {
    const number = findings.filter(finding => finding.severity === severity).length;
    return number > 0 ? `${number} ${severity}` : [];
  });
  const was = score && drift?.score && Math.floor(drift.score.value) !== Math.floor(score.value) ? `, was ${shownScore(drift.score)}` : '';
  return [
    `### Seaworthy: ${score ? `${shownScore(score)}${was}` : 'nothing scored'}\n`,
    `${counts.length > 0 ? counts.join(', ') : 'Nothing found'} in ${count(files.filter(file => file.kind !== 'config').length, 'file')}.${
      drift
        ? ` Against ${prose(drift.from)}: **${drift.new} new**, ${drift.fixed.length} fixed, ${drift.unchanged} unchanged, ${drift.moved} moved.`
        : ''
    }\n`,
  ].join('\n');
}

function newFindings({ files, drift }: Report): string {
  if (!drift) return '';
  const fresh = files.flatMap(({ path, findings }) =>
    findings.filter(finding => isOpen(finding) && finding.state === 'new').map(finding => ({ path, finding })),
  );
  if (fresh.length === 0) return '';
  fresh.sort((a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity));
  const rows = fresh
    .slice(0, MOST_NEW)
    .map(({ path, finding }) =>
      row([finding.severity, code(`${path}:${finding.range.start.line}`), prose(finding.message), code(finding.rule)]),
    );
  const rest = fresh.length > MOST_NEW ? `\n_and ${fresh.length - MOST_NEW} more new ones_\n` : '';
  return `${table(['New', 'Place', 'Finding', 'Rule'], rows)}${rest}`;
}

function fixes(report: Report): string {
  const rows = nextFixes(report, MOST_FIXES).map(({ path, finding, fix, gain }) =>
    row([`+${gain.toFixed(1)}`, prose(fix.title), code(`${path}:${finding.range.start.line}`)]),
  );
  return rows.length === 0 ? '' : table(['Gain', 'Next best fixes', 'Place'], rows);
}

function accepted(report: Report): string {
  const risks = acceptedOf(report);
  const silent = risks.filter(({ reason }) => reason === null).length;
  return risks.length === 0 ? '' : `${count(risks.length, 'accepted risk')}${silent > 0 ? `, ${silent} without a reason` : ''}.\n`;
}

function fileDetails({ path, score, findings, problems }: ReportFile): string {
  const open = findings.filter(isOpen);
  const rows = [
    ...problems.map(({ range, message }) => row([String(range.start.line), 'problem', prose(message), ''])),
    ...open.map(finding =>
      row([
        String(finding.range.start.line),
        finding.severity,
        `${prose(finding.message)}${reasonMark(finding)}`,
        `${code(finding.rule)}${fixMark(finding)}`,
      ]),
    ),
  ];
  return `<details><summary>${code(path)}${score ? ` ${shownScore(score)}` : ''}, ${count(open.length, 'finding')}</summary>\n\n${table(
    ['Line', 'Severity', 'Finding', 'Rule'],
    rows,
  )}\n</details>\n`;
}

const reasonMark = ({ reason }: ReportFinding): string => (reason === undefined ? '' : ` (accepted: ${prose(reason)})`);

const fixMark = ({ fixes }: ReportFinding): string => (fixes.some(({ safety }) => safety === 'safe') ? ' (safe fix)' : '');

const table = (head: readonly string[], rows: readonly string[]): string => `${row(head)}${row(head.map(() => '---'))}${rows.join('')}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/** Invisible characters and those that change the direction of text would disguise what follows. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/g;

const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(INVISIBLE, ' ');

const numbered = (character: string): string => `&#${character.charCodeAt(0)};`;

/** Literal: neither markup nor a mention, an issue or a link comes of it. */
const code = (text: string): string => `<code>${firstLine(text).replace(/[&<>|`\\*_[\]~!#@]/g, numbered)}</code>`;

/** What would call somebody, or make a link: it stands alone then. Everything else is written by its number. */
const CALLING = '@#:.';

/** Words; what stands between backticks is code. */
const prose = (text: string): string =>
  firstLine(text)
    .split(/`([^`]*)`/)
    .map((part, i) =>
      i % 2 === 1
        ? code(part)
        : part.replace(/[&<>|`\\*_[\]~!@#]|(?<=\w):(?=\/\/)|(?<=www)\./g, sign =>
            CALLING.includes(sign) ? `${sign}<!-- -->` : numbered(sign),
          ),
    )
    .join('');
