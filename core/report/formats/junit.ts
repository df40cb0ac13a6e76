import { type Accepted, acceptedOf, isOpen, type Report, type ReportFile, type ReportFinding } from '../report.js';
import { wellFormed } from './lines.js';

/**
 * JUnit's XML, as CI systems read it: a suite for each file, a case for each finding. Open findings fail, accepted ones are skipped, what
 * could not be read is an error, and a file without any of them is one case that passes.
 */
export function formatJunit(report: Report): string {
  const accepted = groupByPath(acceptedOf(report));
  const suites = [
    ...report.files.map(file => suiteOf(file, accepted.get(file.path) ?? [])),
    ...report.skipped.map(({ path, why }) => suite(path, [testCase(path, 'is read', `<skipped message="${escape(why)}"/>`)])),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Seaworthy"${countsOf(suites.flatMap(({ cases }) => cases))}>\n${suites.map(({ text }) => text).join('')}</testsuites>\n`;
}

interface Suite {
  readonly text: string;
  readonly cases: readonly string[];
}

function suiteOf({ path, findings, problems }: ReportFile, accepted: readonly Accepted[]): Suite {
  const failures = findings.filter(isOpen).map(finding => testCase(path, nameOf(finding), failureOf(path, finding)));
  const skips = accepted.map(risk => testCase(path, nameOf(risk), `<skipped message="${escape(risk.reason ?? 'no reason given')}"/>`));
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message, range }) =>
      testCase(path, `is read, line ${range.start.line}`, `<error type="problem" message="${escape(firstLine(message))}"/>`),
    );
  const cases = [...errors, ...failures, ...skips];
  return suite(path, cases.length > 0 ? cases : [testCase(path, 'nothing found', '')]);
}

const suite = (path: string, cases: readonly string[]): Suite => ({
  cases,
  text: `  <testsuite name="${escape(path)}"${countsOf(cases)}>\n${cases.join('')}  </testsuite>\n`,
});

const testCase = (path: string, name: string, content: string): string =>
  `    <testcase classname="${escape(path)}" name="${escape(name)}" file="${escape(path)}" time="0"${content ? `>${content}</testcase>` : '/>'}\n`;

const nameOf = ({ rule, range }: Pick<ReportFinding, 'rule' | 'range'>): string => `${rule} at ${range.start.line}:${range.start.column}`;

const failureOf = (path: string, { severity, message, range, fixes }: ReportFinding): string =>
  `<failure type="${severity}" message="${escape(firstLine(message))}">${escape(
    [`${path}:${range.start.line}:${range.start.column}`, message, ...fixes.map(({ title }) => `Fix: ${title}`)].join('\n'),
  )}</failure>`;

function countsOf(cases: readonly string[]): string {
  const count = (element: string) => cases.filter(text => text.includes(`<${element} `)).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="0"`;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;' };

/** For content and attributes alike. What XML 1.0 cannot hold becomes a replacement character. */
const escape = (text: string): string =>
  wellFormed(text)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n\t]/g, character => ENTITIES[character]!);

function groupByPath(risks: readonly Accepted[]): ReadonlyMap<string, Accepted[]> {
  const groups = new Map<string, Accepted[]>();
  for (const risk of risks) groups.set(risk.path, [...(groups.get(risk.path) ?? []), risk]);
  return groups;
}
