import { type Rule, type Severity, severities } from '../judge/rule.js';
import { at, type Span } from '../text.js';
import { findingsIn } from './baseline-text.js';
import { goneFrom, groupBy, knownIn, type Match, movedFiles } from './known.js';
import { type FindingState, isOpen, type KnownFinding, type Report, type ReportFinding, type ReportScore } from './report.js';

/** Where a repository keeps its baseline, from its top. */
export const BASELINE = '.seaworthy/baseline.json';

/** What was known at one time: committed beside what it is about, and compared with what is found later. It changes no score. */
export interface Baseline {
  readonly schema: 1;
  readonly score: ReportScore | null;
  /** By fingerprint. Ignored findings are left out; one that another rule says better is in, since it outlives the other's fix. */
  readonly findings: readonly BaselineFinding[];
}

export interface BaselineFinding extends KnownFinding {
  readonly supersededBy?: string;
}

/** What is to be known from now on. A report that was compared with an earlier baseline hands its reasons on, wherever their findings are now. */
export function baselineOf(report: Report): Baseline {
  const findings = report.files.flatMap(({ path, findings }) =>
    findings.filter(({ suppressed }) => !suppressed).map(finding => entryOf(path, finding)),
  );
  return { schema: 1, score: report.score, findings: findings.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)) };
}

/** A finding as a baseline has it. */
export const entryOf = (
  path: string,
  { fingerprint, rule, severity, message, supersededBy, reason }: Omit<BaselineFinding, 'path'>,
): BaselineFinding => ({
  fingerprint,
  rule,
  path,
  severity,
  message: message.split('\n', 1)[0]!,
  ...(supersededBy ? { supersededBy } : {}),
  ...(reason === undefined ? {} : { reason }),
});

/** One line for each finding, so that two people's changes to it merge, and a review reads what is accepted. */
export function formatBaseline({ schema, score, findings }: Baseline): string {
  const lines = findings.map(finding => `    ${lineOf(finding)}`);
  return `{\n  "schema": ${schema},\n  "score": ${JSON.stringify(score)},\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}

/** A finding's line, without what stands around it. */
export const lineOf = (finding: BaselineFinding): string => JSON.stringify(finding);

/** Why a baseline cannot be read, in words for people. */
export class BaselineError extends Error {
  /** Where it is wrong. */
  readonly span: Span;

  constructor(message: string, span: Span = at(0)) {
    super(message);
    this.span = span;
  }
}

/**
 * Reads a baseline. Ids that rules had before become those of today.
 * @throws BaselineError
 */
export function parseBaseline(text: string, rules: readonly Rule[]): Baseline {
  let value: Partial<Baseline> | null;
  try {
    value = JSON.parse(text) as Partial<Baseline> | null;
  } catch (error) {
    const { message } = error as Error;
    throw new BaselineError(`it is no JSON: ${message}`, at(Number(/at position (\d+)/.exec(message)?.[1] ?? 0)));
  }
  if (value?.schema !== 1 || !Array.isArray(value.findings)) throw new BaselineError('it is no baseline of this version of Seaworthy');
  const wrong = value.findings.findIndex(finding => !isKnown(finding));
  if (wrong >= 0)
    throw new BaselineError(
      `its finding ${wrong + 1} lacks a fingerprint, rule, path, severity or message`,
      findingsIn(text).members[wrong],
    );
  const renamed = new Map(rules.flatMap(({ meta }) => (meta.previousIds ?? []).map(id => [id, meta.id] as const)));
  return {
    schema: 1,
    score: value.score ?? null,
    findings: value.findings.map(finding => {
      const rule = renamed.get(finding.rule) ?? finding.rule;
      return { ...finding, rule, fingerprint: rule + finding.fingerprint.slice(finding.rule.length) };
    }),
  };
}

const isKnown = (finding: Partial<KnownFinding> | null): finding is KnownFinding =>
  typeof finding === 'object' &&
  finding !== null &&
  [finding.fingerprint, finding.rule, finding.path, finding.message].every(text => typeof text === 'string') &&
  severities.includes(finding.severity as Severity);

/**
 * Says of each finding whether it is new, why it was accepted, and what is fixed.
 *
 * A finding is known by its fingerprint: rule, path and structural place. What is left over on both sides is matched twice more: a file
 * that is new against one that is gone, when most of what is found in it stands at the same structural places (`git mv`); and within a file,
 * the same rule with the same message at another place.
 * @param from what the report calls `before`.
 * @param isLooked whether a path was looked at now: of others nothing is fixed.
 */
export function compared(report: Report, before: Baseline, from: string, isLooked: (path: string) => boolean = () => true): Report {
  const looked = before.findings.filter(({ path }) => isLooked(path));
  const byPath = groupBy(looked, ({ path }) => path);
  const now = new Set(report.files.map(({ path }) => path));
  const then = new Set(before.findings.map(({ path }) => path));
  const fresh = report.files.filter(({ path, findings }) => findings.length > 0 && !then.has(path));
  const homes = movedFiles(fresh, goneFrom(looked, now));
  const matches = new Map<ReportFinding, Match>();
  for (const { path, findings } of report.files) {
    const home = homes.get(path) ?? path;
    for (const [finding, match] of knownIn(path, findings, byPath.get(home) ?? [], home)) matches.set(finding, match);
  }

  const left = new Map(looked.map(known => [known.fingerprint, known]));
  for (const { known } of matches.values()) left.delete(known.fingerprint);
  // A risk that was accepted since is not mended.
  for (const { accepted = [] } of report.files) for (const { fingerprint } of accepted) left.delete(fingerprint);
  const all = report.files.flatMap(({ findings }) => findings);
  const stateOf = (finding: ReportFinding): FindingState => matches.get(finding)?.state ?? 'new';
  const count = (state: FindingState) => all.filter(finding => isOpen(finding) && stateOf(finding) === state).length;
  return {
    ...report,
    drift: {
      from,
      score: before.score,
      new: count('new'),
      unchanged: count('unchanged'),
      moved: count('moved'),
      fixed: [...left.values()].flatMap(({ supersededBy, ...known }) => (supersededBy ? [] : known)),
    },
    files: report.files.map(file => ({
      ...file,
      findings: file.findings.map(finding => {
        const reason = matches.get(finding)?.known.reason;
        return { ...finding, state: stateOf(finding), ...(reason === undefined ? {} : { reason }) };
      }),
    })),
  };
}

/** The report with its new findings only; what it says of the whole tree stays. */
export const onlyNew = (report: Report): Report => ({
  ...report,
  files: report.files.map(file => ({ ...file, findings: file.findings.filter(({ state }) => state === 'new') })),
});

/** Whether the tree is worse than it was: a lower score, or more open criticals or highs. */
export function isWorse(report: Report, before: Baseline): boolean {
  if (report.score && before.score && report.score.value < before.score.value) return true;
  const now = report.files.flatMap(({ findings }) => findings.filter(isOpen));
  const then = before.findings.filter(({ supersededBy }) => !supersededBy);
  const count = (findings: readonly { readonly severity: Severity }[], severity: Severity) =>
    findings.filter(finding => finding.severity === severity).length;
  return (['critical', 'high'] as const).some(severity => count(now, severity) > count(then, severity));
}
