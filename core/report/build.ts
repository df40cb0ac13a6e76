import type { Problem } from '../facts/fact.js';
import type { Analysis, RuleFinding } from '../judge/analyze.js';
import type { WorkloadLevel } from '../judge/pod-security/workloads.js';
import { type Fix, layers, type Preset, type Related, type Services } from '../judge/rule.js';
import { bearsOn, pointsOf, scoreUnit, type UnitScore } from '../judge/score.js';
import { LineIndex, type Span } from '../text.js';
import type {
  AcceptedRisk,
  Range,
  Report,
  ReportEdit,
  ReportFile,
  ReportFinding,
  ReportFix,
  ReportProblem,
  ReportRelated,
  ReportUnit,
  ReportWorkload,
  Skipped,
} from './report.js';
import { totalsOf } from './totals.js';

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
  readonly files: readonly ReportFile[];
  readonly configs: readonly ReportConfig[];
  readonly skipped: readonly Skipped[];
  /** Which part of the files this is. */
  readonly shard?: NonNullable<Report['shard']>;
}

/** Puts an audit's results into the form that every format prints. */
export function buildReport({ version, today, preset, shard, configs, skipped, ...input }: ReportInput): Report {
  const files = [
    ...input.files,
    // A config that is as it should be says nothing about the tree.
    ...configs
      .filter(({ problems }) => problems.length > 0)
      .map(
        ({ path, lines, problems }): ReportFile => ({
          path,
          kind: 'config',
          score: null,
          findings: [],
          problems: problems.map(problem => reportProblem(problem, lines)),
        }),
      ),
  ].sort(byPath);
  return {
    schema: 1,
    tool: { name: 'seaworthy', version },
    today,
    preset,
    ...(shard ? { shard } : {}),
    ...totalsOf(files),
    files,
    skipped: [...skipped].sort(byPath),
  };
}

/** What a file's report needs beside its analysis. */
export interface FileOptions {
  /** Text of another file that a finding points to. */
  textOf(path: string): string | undefined;
  /** Whether to compute what fixes would write. */
  readonly withEdits?: boolean;
}

/** In the order of code units, the same on every machine. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;

/** One file of a report. */
export function reportFile(analysis: Analysis, { textOf, withEdits = false }: FileOptions): ReportFile {
  const { path, kind, score, lines, findings } = analysis;
  const accepted = findings.filter(finding => finding.accepted).map(finding => acceptedRisk(finding, lines));
  const points = pointsOf(analysis.units, findings);
  const workloads = analysis.workloads();
  return {
    path,
    kind,
    score: score && { value: score.value, grade: score.grade },
    ...(score ? { units: score.units.map(unit => reportUnit(unit, findings)) } : {}),
    findings: findings.flatMap((finding, i) => (finding.hidden ? [] : reportFinding(finding, points[i]!, analysis, textOf, withEdits))),
    ...(workloads.length > 0 ? { podSecurity: workloads.map(workload => reportWorkload(workload, lines)) } : {}),
    ...(accepted.length > 0 ? { accepted } : {}),
    problems: analysis.problems.map(problem => reportProblem(problem, lines)),
  };
}

function reportUnit({ unit, value, grade }: UnitScore, findings: readonly RuleFinding[]): ReportUnit {
  const scores = layers.flatMap(layer => {
    const weights = findings.flatMap(finding =>
      finding.weight && finding.rule.meta.layer === layer && bearsOn(finding, unit) ? finding.weight : [],
    );
    const { value: of } = scoreUnit(weights);
    return of === 100 ? [] : [[layer, of] as const];
  });
  return { kind: unit.kind, name: unit.name, value, grade, layers: Object.fromEntries(scores) };
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

function reportFinding(
  finding: RuleFinding,
  points: number,
  analysis: Analysis,
  textOf: FileOptions['textOf'],
  withEdits: boolean,
): ReportFinding {
  const { suppressed, supersededBy } = finding;
  return {
    rule: finding.rule.meta.id,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.span, analysis.lines),
    fingerprint: finding.fingerprint,
    fixes: finding.fixes.map(fix => reportFix(fix, finding, analysis, withEdits ? textOf : undefined)),
    ...(points > 0 ? { points } : {}),
    ...(finding.related.length > 0 ? { related: finding.related.map(related => reportRelated(related, analysis, textOf)) } : {}),
    ...(suppressed ? { suppressed: { reason: suppressed.reason ?? null, ...(suppressed.until ? { until: suppressed.until } : {}) } } : {}),
    ...(supersededBy ? { supersededBy } : {}),
  };
}

/** @param textOf where edits are asked for. */
function reportFix(fix: Fix, { rule }: RuleFinding, analysis: Analysis, textOf: FileOptions['textOf'] | undefined): ReportFix {
  const { title, safety, needs } = fix;
  // What mends a secret may write it elsewhere; a report goes further than the repository.
  const edits = textOf && !needs && rule.meta.layer !== 'secrets' ? reportEdits(fix, analysis, textOf) : undefined;
  return { title, safety, ...(needs ? { needs } : {}), ...(edits ? { edits } : {}) };
}

function reportEdits(fix: Fix, { path, lines }: Analysis, textOf: FileOptions['textOf']): readonly ReportEdit[] | undefined {
  const edits = fix.edits(NOBODY);
  if (!edits || edits instanceof Promise) return undefined;
  return edits.map(({ span, text, path: other = path }) => {
    const before = other === path ? undefined : textOf(other);
    const index = other === path ? lines : before === undefined ? undefined : new LineIndex(before);
    return { ...(other === path ? {} : { path: other }), ...(index ? { range: rangeOf(span, index) } : {}), text };
  });
}

/** A report asks nobody. */
const NOBODY: Services = {
  registry: {
    digest: () => Promise.reject(new Error('a report asks no registry')),
  },
  ask: () => null,
};

function reportRelated(related: Related, analysis: Analysis, textOf: FileOptions['textOf']): ReportRelated {
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
