import { severities } from '../../judge/rule.js';
import { shownScore } from '../formats/text.js';
import { nextFixes } from '../next-fixes.js';
import {
  acceptedOf,
  type Blame,
  type FrameworkResult,
  isOpen,
  type Range,
  type Report,
  type ReportFile,
  type ReportFinding,
} from '../report.js';
import { bar, sparkline } from './charts.js';
import { type Content, html, type Markup } from './markup.js';
import type { Course, HtmlOptions, Place } from './report.js';

/** Beyond this a document gets too heavy to scroll; the JSON report holds all. */
const MOST_FILES = 500;
const MOST_ROWS = 1000;

const LAYERS = {
  host: 'Host',
  runtime: 'Runtime',
  network: 'Network',
  image: 'Image',
  secrets: 'Secrets',
  access: 'Access',
  'supply-chain': 'Supply chain',
  operations: 'Operations',
} as const;

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const openIn = (file: ReportFile): readonly ReportFinding[] => file.findings.filter(isOpen);

/** The score, what it was, and what stands behind it. */
export function summary(report: Report, { courses = ownCourse(report), asks }: HtmlOptions): Markup {
  const { score, drift } = report;
  const findings = report.files.flatMap(openIn);
  const counts = severities.flatMap(severity => {
    const number = findings.filter(finding => finding.severity === severity).length;
    return number > 0 ? `${number} ${severity}` : [];
  });
  const units = Object.values(report.units).reduce((sum, number) => sum + number, 0);
  const grades = Object.entries(report.units).flatMap(([grade, number]) => (number > 0 ? `${number} ${grade}` : []));
  const scored = report.files.filter(file => file.score);
  const weakest = scored.reduce<ReportFile | undefined>(
    (least, file) => (!least || file.score!.value < least.score!.value ? file : least),
    undefined,
  );
  return html`<section aria-label="Score">
${
  score
    ? html`<p class="score"><span class="value">${Math.floor(score.value)}</span><span class="grade">${score.grade}</span></p>`
    : html`<p class="change">Nothing here is scored.</p>`
}
${score && drift?.score && html`<p class="change">${changeText(score.value - drift.score.value)} against ${drift.from} (${shownScore(drift.score)})</p>`}
<p>${counts.length > 0 ? `${count(findings.length, 'finding')}: ${counts.join(', ')}` : 'Nothing found'}</p>
<p>${count(report.files.filter(file => file.kind !== 'config').length, 'file')}${units > 0 && `, ${count(units, 'unit')}: ${grades.join(', ')}`}</p>
${weakest && weakest.score!.value < 100 && scored.length > 1 && html`<p>Weakest: <code>${weakest.path}</code>, ${shownScore(weakest.score!)}</p>`}
${courses.map(sparkline)}
${asks && html`<p><button type="button" data-purpose="history">${courses.length > 0 ? 'Read the commits again' : `Show the last ${asks.commits} commits`}</button></p>`}
</section>`;
}

const ownCourse = ({ history }: Report): readonly Course[] => (history ? [{ points: history }] : []);

function changeText(change: number): string {
  const rounded = Math.round(Math.abs(change) * 10) / 10;
  return rounded === 0 ? 'No change' : `${change > 0 ? '+' : '\u2212'}${rounded}`;
}

export const layerBars = ({ layers }: Report): Content =>
  layers.length > 0 &&
  html`<section aria-label="Layers">
<table class="layers"><thead><tr><th scope="col">Layer</th><th class="wide"></th><th scope="col" class="number">Score</th></tr></thead><tbody>
${layers.map(
  layer => html`<tr><th scope="row" class="short">${LAYERS[layer.layer]}</th><td class="wide">${bar(layer.value)}</td><td class="number">${shownScore(layer)}</td></tr>
`,
)}</tbody></table>
</section>`;

/** What is new and what is fixed. */
export function drift(report: Report, options: HtmlOptions): Content {
  const { drift } = report;
  if (!drift) return undefined;
  const fresh = report.files.flatMap(({ path, findings }) =>
    findings.filter(finding => finding.state === 'new' && isOpen(finding)).map(finding => ({ path, finding })),
  );
  return html`<section aria-labelledby="drift">
<h2 id="drift">Since ${drift.from}</h2>
<p>${drift.new} new, ${drift.fixed.length} fixed, ${drift.unchanged} unchanged, ${drift.moved} moved</p>
${
  fresh.length > 0 &&
  html`<details open><summary>${count(fresh.length, 'new finding')}</summary><table><tbody>
${limited(fresh, ({ path, finding }) => findingRow(path, finding, options), 4)}</tbody></table></details>`
}
${
  drift.fixed.length > 0 &&
  html`<details><summary>${count(drift.fixed.length, 'finding')} fixed</summary><table><tbody>
${limited(
  drift.fixed,
  ({ path, rule, message }) => html`<tr><td><code>${path}</code></td><td><code>${rule}</code></td><td>${firstLine(message)}</td></tr>
`,
  3,
)}</tbody></table></details>`
}
</section>`;
}

export function fixes(report: Report, options: HtmlOptions): Content {
  const rows = nextFixes(report);
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="fixes">
<h2 id="fixes">Next best fixes</h2>
<table><thead><tr><th scope="col" class="number">Gain</th><th scope="col">Fix</th><th scope="col">File</th></tr></thead><tbody>
${rows.map(
  ({
    path,
    finding,
    fix,
    gain,
  }) => html`<tr><td class="number">${gain < 0.05 ? '< 0.1' : `+${gain.toFixed(1)}`}</td><td>${link(firstLine(fix.title), placeOf(path, finding.range, finding.fingerprint, 'fix'), options)}${fix.safety === 'safe' && html` <span class="quiet">safe</span>`}</td><td>${at(path, finding.range, options, finding.fingerprint)}</td></tr>
`,
)}</tbody></table>
</section>`;
}

export function files(report: Report, options: HtmlOptions): Content {
  const rows = report.files.filter(file => file.kind !== 'config').sort((a, b) => (a.score?.value ?? 101) - (b.score?.value ?? 101));
  if (rows.length === 0) return undefined;
  const number = (value: number, name = ''): Markup =>
    html`<td class="number" data-sort="${value}">${value === 0 ? html`<span class="quiet">0</span>` : html`<span class="${name}">${value}</span>`}</td>`;
  const row = (file: ReportFile): Markup => {
    const findings = openIn(file);
    const of = (severity: ReportFinding['severity']) => findings.filter(finding => finding.severity === severity).length;
    return html`<tr><th scope="row" data-sort="${file.path}">${at(file.path, undefined, options)}</th><td class="number" data-sort="${file.score?.value ?? 101}">${file.score ? Math.floor(file.score.value) : '\u2013'}</td><td class="short" data-sort="${file.score?.grade ?? 'Z'}">${file.score?.grade}</td>${number(of('critical'), 'critical')}${number(of('high'), 'high')}${number(findings.length)}</tr>
`;
  };
  return html`<section aria-labelledby="files">
<h2 id="files">Files</h2>
<table class="files"><thead><tr><th scope="col">File</th><th scope="col" class="number">Score</th><th scope="col" class="short">Grade</th><th scope="col" class="number">Critical</th><th scope="col" class="number">High</th><th scope="col" class="number">Findings</th></tr></thead><tbody>
${rows.slice(0, MOST_FILES).map(row)}</tbody></table>
${rows.length > MOST_FILES && html`<p class="quiet">${count(rows.length - MOST_FILES, 'more file')}, none of them weaker; the JSON report lists them.</p>`}
</section>`;
}

export function findings(report: Report, options: HtmlOptions): Content {
  const rows = report.files.filter(file => openIn(file).length > 0).sort((a, b) => (a.score?.value ?? 101) - (b.score?.value ?? 101));
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${rows.slice(0, MOST_FILES).map(
  file => html`<details><summary><code>${file.path}</code> <span class="quiet">${count(openIn(file).length, 'finding')}</span></summary>${options.asks && html`<p><button type="button" data-purpose="blame" data-path="${file.path}">Who brought these in?</button></p>`}<table><thead><tr><th scope="col" class="short">Line</th><th scope="col" class="short">Severity</th><th scope="col">Finding</th><th scope="col">Rule</th></tr></thead><tbody>
${limited(openIn(file), finding => findingRow(undefined, finding, options, file.path), 4)}</tbody></table></details>
`,
)}</section>`;
}

/** @param path shown; without it the line alone is. */
function findingRow(path: string | undefined, finding: ReportFinding, options: HtmlOptions, home = path ?? ''): Markup {
  const { range, fingerprint, severity, message, rule, blame, reason } = finding;
  const place = placeOf(home, range, fingerprint, 'open');
  const where =
    path === undefined ? link(`${range.start.line}:${range.start.column}`, place, options) : at(path, range, options, fingerprint);
  return html`<tr><td class="${path === undefined && 'short'}">${where}</td><td class="short ${severity}">${severity}</td><td>${firstLine(message)}${reason !== undefined && html` <span class="quiet">accepted: ${reason}</span>`}${blame ? blameText(blame) : quietly(options.blameNote?.(home, range.start.line))}</td><td><code>${rule}</code></td></tr>
`;
}

const blameText = ({ author, date, subject, commit }: Blame): Content =>
  quietly(html`${author}, ${date}: ${subject} <code>${commit.slice(0, 10)}</code>`);

/** On a line of its own. */
const quietly = (content: Content): Content => content && html`<div class="quiet">${content}</div>`;

export const compliance = (frameworks: readonly FrameworkResult[]): Content =>
  frameworks.length > 0 &&
  html`<section aria-labelledby="compliance">
<h2 id="compliance">Compliance</h2>
<p class="quiet">A rule supports a control. That nothing was found is evidence for it, not proof that the control is fulfilled.</p>
${frameworks.map(frameworkDetails)}</section>`;

const STATUS = {
  failing: 'failing',
  accepted: 'accepted',
  clean: 'clean',
  'not-assessed': 'not assessed',
  uncovered: 'no rule',
} as const;

function frameworkDetails({ name, confidence, controls, total }: FrameworkResult): Markup {
  const counts = (Object.keys(STATUS) as (keyof typeof STATUS)[]).flatMap(status => {
    const number = controls.filter(control => control.status === status).length;
    return number > 0 ? `${number} ${STATUS[status]}` : [];
  });
  const basis =
    confidence === 'stated' ? 'The mapping is stated by sources.' : 'The mapping is reasoned: what the control asks for, by our reading.';
  const extent = total === null ? 'Which controls have no rule is not counted: the full list is not known here.' : `Of ${total} controls.`;
  return html`<details><summary>${name} <span class="quiet">${counts.join(', ')}</span></summary>
<p class="quiet">${basis} ${extent}</p>
<table><thead><tr><th scope="col">Control</th><th scope="col" class="short">Status</th><th scope="col" class="number">Findings</th><th scope="col">Supported by</th></tr></thead><tbody>
${controls.map(
  ({
    control,
    status,
    rules,
    findings,
  }) => html`<tr><th scope="row" class="control">${control}</th><td class="short ${status}">${STATUS[status]}</td><td class="number">${findings}</td><td>${rules.map((rule, i) => html`${i > 0 && ', '}<code>${rule}</code>`)}</td></tr>
`,
)}</tbody></table></details>
`;
}

const MEANS = { comment: 'comment', config: 'configuration' } as const;

export function acceptedRisks(report: Report, options: HtmlOptions): Content {
  const risks = acceptedOf(report);
  if (risks.length === 0) return undefined;
  return html`<section aria-labelledby="accepted">
<h2 id="accepted">Accepted risks</h2>
<table><thead><tr><th scope="col">Place</th><th scope="col">Finding</th><th scope="col" class="short">By</th><th scope="col">Reason</th><th scope="col" class="short">Until</th></tr></thead><tbody>
${limited(
  risks,
  ({
    path,
    range,
    rule,
    message,
    reason,
    until,
    by,
    fingerprint,
  }) => html`<tr><td>${at(path, range, options, fingerprint)}</td><td>${firstLine(message)} <code>${rule}</code></td><td class="short">${MEANS[by]}</td><td>${reason ?? html`<span class="quiet">${by === 'comment' ? 'none given: it still costs' : 'none given'}</span>`}</td><td class="short">${until ?? html`<span class="quiet">no end</span>`}</td></tr>
`,
  5,
)}</tbody></table>
</section>`;
}

export function notAnalysed(report: Report, options: HtmlOptions): Content {
  const problems = report.files.flatMap(({ path, problems }) => problems.map(problem => ({ path, ...problem })));
  if (report.skipped.length + problems.length === 0) return undefined;
  return html`<section aria-labelledby="skipped">
<h2 id="skipped">Not analysed</h2>
<table><thead><tr><th scope="col">Place</th><th scope="col">Why</th></tr></thead><tbody>
${limited(
  report.skipped,
  ({ path, why }) => html`<tr><td><code>${path}</code></td><td>${why}</td></tr>
`,
  2,
)}${limited(
  problems,
  ({ path, range, message }) => html`<tr><td>${at(path, range, options)}</td><td>${firstLine(message)}</td></tr>
`,
  2,
)}</tbody></table>
</section>`;
}

/** At most `MOST_ROWS` rows, and a last one that says how many are left out. */
const limited = <T>(items: readonly T[], row: (item: T) => Markup, columns: number): Content => [
  items.slice(0, MOST_ROWS).map(row),
  items.length > MOST_ROWS &&
    html`<tr><td colspan="${columns}" class="quiet">${items.length - MOST_ROWS} more; the JSON report lists them.</td></tr>
`,
];

/** The first line; what stands between backticks is code. */
const firstLine = (message: string): Content =>
  message
    .split('\n', 1)[0]!
    .split(/`([^`]*)`/)
    .map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));

const placeOf = (path: string, range: Range | undefined, fingerprint: string | undefined, purpose: Place['purpose']): Place => ({
  path,
  line: range?.start.line ?? 1,
  column: range?.start.column ?? 1,
  ...(fingerprint === undefined ? {} : { fingerprint }),
  purpose,
});

/** A path with its line. */
const at = (path: string, range: Range | undefined, options: HtmlOptions, fingerprint?: string): Markup =>
  link(html`<code>${path}${range && `:${range.start.line}`}</code>`, placeOf(path, range, fingerprint, 'open'), options);

function link(text: Content, place: Place, { hrefOf }: HtmlOptions): Markup {
  const href = hrefOf?.(place);
  const { path, line, column, fingerprint, purpose } = place;
  if (href === undefined) return html`${text}`;
  return html`<a href="${href}" data-path="${path}" data-line="${line}" data-column="${column}" data-purpose="${purpose}"${fingerprint !== undefined && html` data-fingerprint="${fingerprint}"`}>${text}</a>`;
}
