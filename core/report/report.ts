import type { FileKind, Problem } from '../facts/fact.js';
import type { Analysis, RuleFinding } from '../judge/analyze.js';
import type { Level } from '../judge/pod-security/version.js';
import type { WorkloadLevel } from '../judge/pod-security/workloads.js';
import type { Fix, Preset, Related, Severity } from '../judge/rule.js';
import { type FileScore, type Grade, scoreWorkspace } from '../judge/score.js';
import { LineIndex, type Position, type Span } from '../text.js';

/** Lines and columns from 1, columns in UTF-16 code units, `end` exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface ReportScore {
  readonly value: number;
  readonly grade: Grade;
}

export interface ReportFix {
  readonly title: string;
  readonly safety: Fix['safety'];
  /** What has to be asked outside first; such a fix is never applied by the command line. */
  readonly needs?: 'registry' | 'input';
}

export interface ReportRelated {
  readonly path: string;
  readonly message: string;
  /** Absent when the other file's text is not at hand. */
  readonly range?: Range;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fingerprint: string;
  readonly fixes: readonly ReportFix[];
  readonly related?: readonly ReportRelated[];
  /** By a comment. Without a reason it still counts for the score. */
  readonly suppressed?: { readonly reason: string | null; readonly until?: string };
  readonly supersededBy?: string;
}

/** A finding of a rule that the config turns off. */
export interface AcceptedRisk {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fingerprint: string;
  readonly reason: string | null;
}

export interface ReportProblem {
  readonly severity: Problem['severity'];
  readonly message: string;
  readonly range: Range;
}

/** A pod template with the level of the Pod Security Standards that it reaches. */
export interface ReportWorkload {
  readonly workload: string;
  readonly name: string;
  /** `null`: a template or patch hides it. */
  readonly level: Level | null;
  /** The version of the standards: `latest`, `v1.32`. */
  readonly version: string;
  /** The level above, and what keeps the pod from it for certain. Absent at the top. */
  readonly next?: { readonly level: Level; readonly obstacles: readonly ReportObstacle[] };
  /** What its namespace or the configuration asks for, and whether it is certain to be refused. */
  readonly demanded?: { readonly level: Level; readonly by: 'namespace' | 'setting'; readonly refused: boolean };
}

export interface ReportObstacle {
  /** As pod-security-admission calls it. */
  readonly check: string;
  readonly container?: string;
  readonly what: string;
  readonly range: Range;
}

export interface ReportFile {
  readonly path: string;
  readonly kind: FileKind | 'config';
  /** `null` when nothing in it is scored. */
  readonly score: ReportScore | null;
  readonly findings: readonly ReportFinding[];
  /** Pods of a Kubernetes file. Absent when there are none. */
  readonly podSecurity?: readonly ReportWorkload[];
  /** Absent when there are none. */
  readonly accepted?: readonly AcceptedRisk[];
  readonly problems: readonly ReportProblem[];
}

export interface Skipped {
  readonly path: string;
  readonly why: string;
}

/** What an audit found. Published as `report.schema.json`; no clock in it but `today`, so that it can be compared byte by byte. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'seaworthy'; readonly version: string };
  readonly today: string;
  readonly preset: Preset;
  /** The mean of all units. `null` when there is none. */
  readonly score: ReportScore | null;
  /** By path. */
  readonly files: readonly ReportFile[];
  readonly skipped: readonly Skipped[];
}

/** A configuration file that bears on the report. */
export interface ReportConfig {
  readonly path: string;
  readonly lines: LineIndex;
  readonly problems: readonly Problem[];
}

/** What a report is made of. */
export interface ReportInput {
  readonly version: string;
  readonly today: string;
  readonly preset: Preset;
  /** Taken one by one, and none is kept: a generator may let go of each as soon as the next is asked for. */
  readonly analyses: Iterable<Analysis>;
  readonly configs: readonly ReportConfig[];
  readonly skipped: readonly Skipped[];
  /** Text of another file that a finding points to. */
  textOf(path: string): string | undefined;
}

/** Whether a finding asks for something: neither ignored by a comment nor said better by another rule. */
export const isOpen = (finding: ReportFinding): boolean => !finding.suppressed && !finding.supersededBy;

/** Puts an audit's results into the form that every format prints. */
export function buildReport(input: ReportInput): Report {
  const files: ReportFile[] = [];
  const scores: FileScore[] = [];
  for (const analysis of input.analyses) {
    files.push(reportFile(analysis, input.textOf));
    if (analysis.score) scores.push(detached(analysis.score));
  }
  for (const { path, lines, problems } of input.configs) {
    // A config that is as it should be says nothing about the tree.
    if (problems.length === 0) continue;
    files.push({ path, kind: 'config', score: null, findings: [], problems: problems.map(problem => reportProblem(problem, lines)) });
  }
  const score = scoreWorkspace(scores);
  return {
    schema: 1,
    tool: { name: 'seaworthy', version: input.version },
    today: input.today,
    preset: input.preset,
    score: score && { value: score.value, grade: score.grade },
    files: files.sort(byPath),
    skipped: [...input.skipped].sort(byPath),
  };
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** A score without its units' documents, which would otherwise stay in memory until the report is done. */
const detached = (score: FileScore): FileScore => ({
  ...score,
  units: score.units.map(({ value, grade, unit: { kind, name, place, span } }) => ({ value, grade, unit: { kind, name, place, span } })),
});

function reportFile(analysis: Analysis, textOf: ReportInput['textOf']): ReportFile {
  const { path, kind, score, lines } = analysis;
  const accepted = analysis.findings.filter(finding => finding.accepted).map(finding => acceptedRisk(finding, lines));
  return {
    path,
    kind,
    score: score && { value: score.value, grade: score.grade },
    findings: analysis.findings.filter(finding => !finding.hidden).map(finding => reportFinding(finding, analysis, textOf)),
    ...(analysis.workloads.length > 0 ? { podSecurity: analysis.workloads.map(workload => reportWorkload(workload, lines)) } : {}),
    ...(accepted.length > 0 ? { accepted } : {}),
    problems: analysis.problems.map(problem => reportProblem(problem, lines)),
  };
}

function reportWorkload(workload: WorkloadLevel, lines: LineIndex): ReportWorkload {
  const { name, place, level, version, next, obstacles, demand, refusals } = workload;
  const reported = obstacles.map(({ check, container, what, at }) => ({
    check: check.id,
    ...(container === undefined ? {} : { container }),
    what,
    range: rangeOf(at.span, lines),
  }));
  return {
    workload: place,
    name,
    level: level ?? null,
    version,
    ...(next ? { next: { level: next, obstacles: reported } } : {}),
    ...(demand ? { demanded: { level: demand.level, by: demand.namespace ? 'namespace' : 'setting', refused: refusals.length > 0 } } : {}),
  };
}

function reportFinding(finding: RuleFinding, analysis: Analysis, textOf: ReportInput['textOf']): ReportFinding {
  const { suppressed, supersededBy } = finding;
  return {
    rule: finding.rule.meta.id,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.span, analysis.lines),
    fingerprint: finding.fingerprint,
    fixes: finding.fixes.map(({ title, safety, needs }) => ({ title, safety, ...(needs ? { needs } : {}) })),
    ...(finding.related.length > 0 ? { related: finding.related.map(related => reportRelated(related, analysis, textOf)) } : {}),
    ...(suppressed ? { suppressed: { reason: suppressed.reason ?? null, ...(suppressed.until ? { until: suppressed.until } : {}) } } : {}),
    ...(supersededBy ? { supersededBy } : {}),
  };
}

function reportRelated(related: Related, analysis: Analysis, textOf: ReportInput['textOf']): ReportRelated {
  const path = related.path ?? analysis.path;
  const text = path === analysis.path ? undefined : textOf(path);
  const lines = path === analysis.path ? analysis.lines : text === undefined ? undefined : new LineIndex(text);
  return { path, message: related.message, ...(lines ? { range: rangeOf(related.at.span, lines) } : {}) };
}

const acceptedRisk = (finding: RuleFinding, lines: LineIndex): AcceptedRisk => ({
  rule: finding.rule.meta.id,
  severity: finding.severity,
  message: finding.message,
  range: rangeOf(finding.span, lines),
  fingerprint: finding.fingerprint,
  reason: finding.accepted?.reason ?? null,
});

const reportProblem = ({ severity, message, span }: Problem, lines: LineIndex): ReportProblem => ({
  severity,
  message,
  range: rangeOf(span, lines),
});

const rangeOf = (span: Span, lines: LineIndex): Range => ({ start: lines.position(span.start), end: lines.position(span.end) });
