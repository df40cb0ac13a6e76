import { type Rule, type Severity, severities } from '../judge/rule.js';
import { isOpen, type KnownFinding, type Report, type ReportFinding, type ReportScore } from './report.js';

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

/** What is to be known from now on. Reasons are taken over from an earlier baseline, for the findings that a report has compared with it. */
export function baselineOf(report: Report, earlier?: Baseline): Baseline {
  const reasons = new Map(earlier?.findings.map(({ fingerprint, reason }) => [fingerprint, reason]));
  const findings = report.files.flatMap(({ path, findings }) =>
    findings
      .filter(({ suppressed }) => !suppressed)
      .map(({ fingerprint, rule, severity, message, supersededBy }): BaselineFinding => {
        const reason = reasons.get(fingerprint);
        return {
          fingerprint,
          rule,
          path,
          severity,
          message: message.split('\n', 1)[0]!,
          ...(supersededBy ? { supersededBy } : {}),
          ...(reason === undefined ? {} : { reason }),
        };
      }),
  );
  return { schema: 1, score: report.score, findings: findings.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)) };
}

/** One line for each finding, so that two people's changes to it merge, and a review reads what is accepted. */
export function formatBaseline({ schema, score, findings }: Baseline): string {
  const lines = findings.map(finding => `    ${JSON.stringify(finding)}`);
  return `{\n  "schema": ${schema},\n  "score": ${JSON.stringify(score)},\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}

/**
 * Reads a baseline. Ids that rules had before become those of today.
 * @throws Error with a reason for people.
 */
export function parseBaseline(text: string, rules: readonly Rule[]): Baseline {
  let value: Partial<Baseline> | null;
  try {
    value = JSON.parse(text) as Partial<Baseline> | null;
  } catch (error) {
    throw new Error(`it is no JSON: ${(error as Error).message}`);
  }
  if (value?.schema !== 1 || !Array.isArray(value.findings)) throw new Error('it is no baseline of this version of Seaworthy');
  const wrong = value.findings.findIndex(finding => !isKnown(finding));
  if (wrong >= 0) throw new Error(`its finding ${wrong + 1} lacks a fingerprint, rule, path, severity or message`);
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

interface Found {
  readonly path: string;
  readonly finding: ReportFinding;
}

/**
 * Says of each finding whether it is new, and what is fixed.
 *
 * A finding is known by its fingerprint: rule, path and structural place. What is left over on both sides is matched twice more: a file
 * that is new against one that is gone, when most of what is found in it stands at the same structural places (`git mv`); and within a file,
 * the same rule with the same message at another place.
 * @param from what the report calls `before`.
 * @param isLooked whether a path was looked at now: of others nothing is fixed.
 */
export function compared(report: Report, before: Baseline, from: string, isLooked: (path: string) => boolean = () => true): Report {
  const all = report.files.flatMap(({ path, findings }): Found[] => findings.map(finding => ({ path, finding })));
  const states = new Map<ReportFinding, NonNullable<ReportFinding['state']>>();
  const left = new Map(before.findings.filter(({ path }) => isLooked(path)).map(known => [known.fingerprint, known]));
  for (const { finding } of all) if (left.delete(finding.fingerprint)) states.set(finding, 'unchanged');
  const match = ({ finding }: Found, known: KnownFinding): void => {
    states.set(finding, 'moved');
    left.delete(known.fingerprint);
  };
  const unmatched = () => all.filter(({ finding }) => !states.has(finding));

  const homes = movedFiles(unmatched(), [...left.values()], report, before);
  for (const found of unmatched()) {
    const known = left.get(fingerprintIn(found, homes.get(found.path)));
    if (known) match(found, known);
  }
  const byWords = groupBy([...left.values()], ({ rule, path, message }) => `${rule}\n${path}\n${message}`);
  for (const found of unmatched()) {
    const { rule, message } = found.finding;
    const known = byWords.get(`${rule}\n${homes.get(found.path) ?? found.path}\n${message.split('\n', 1)[0]}`)?.shift();
    if (known) match(found, known);
  }

  // A risk that was accepted since is not mended.
  for (const { accepted = [] } of report.files) for (const { fingerprint } of accepted) left.delete(fingerprint);
  const count = (state: string) => all.filter(({ finding }) => isOpen(finding) && (states.get(finding) ?? 'new') === state).length;
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
      findings: file.findings.map(finding => ({ ...finding, state: states.get(finding) ?? 'new' })),
    })),
  };
}

/** A finding's fingerprint if it stood in another file. */
const fingerprintIn = ({ path, finding: { rule, fingerprint } }: Found, other = path): string =>
  `${rule}:${other}${fingerprint.slice(rule.length + 1 + path.length)}`;

/** For each file that is new: the one that is gone and had at least half of its findings. */
function movedFiles(found: readonly Found[], left: readonly KnownFinding[], report: Report, before: Baseline): ReadonlyMap<string, string> {
  const now = new Set(report.files.map(({ path }) => path));
  const then = new Set(before.findings.map(({ path }) => path));
  const gone = groupBy(
    left.filter(({ path }) => !now.has(path)),
    ({ path }) => path,
  );
  const fresh = groupBy(
    found.filter(({ path }) => !then.has(path)),
    ({ path }) => path,
  );
  const pairs = [...fresh].flatMap(([path, here]) =>
    [...gone].flatMap(([home, known]) => {
      const fingerprints = new Set(known.map(({ fingerprint }) => fingerprint));
      const overlap = here.filter(one => fingerprints.has(fingerprintIn(one, home))).length;
      return overlap * 2 >= Math.max(here.length, known.length) ? [{ path, home, overlap, isNamesake: nameOf(path) === nameOf(home) }] : [];
    }),
  );
  const homes = new Map<string, string>();
  const taken = new Set<string>();
  for (const { path, home } of pairs.sort((a, b) => b.overlap - a.overlap || Number(b.isNamesake) - Number(a.isNamesake))) {
    if (homes.has(path) || taken.has(home)) continue;
    homes.set(path, home);
    taken.add(home);
  }
  return homes;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

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

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
