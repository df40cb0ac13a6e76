import type { BaselineFinding } from './baseline.js';
import type { KnownFinding } from './report.js';

/** What a finding is told from others by. */
interface Found {
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
}

/** A file with what is found in it, ignored findings among them. */
interface FoundIn {
  readonly path: string;
  readonly findings: readonly Found[];
}

/** A finding as the baseline has it; `moved`: from another file or place. */
export interface Match {
  readonly known: BaselineFinding;
  readonly state: 'unchanged' | 'moved';
}

/**
 * What is known of one file's findings: by rule and structural place, and where those are left over on both sides, by rule and message.
 * @param known what the baseline has of the file, and of its former path.
 * @param home the file's path in the baseline: another than its own after `git mv`.
 */
export function knownIn<T extends Found>(
  path: string,
  findings: readonly T[],
  known: readonly BaselineFinding[],
  home = path,
): ReadonlyMap<T, Match> {
  const matches = new Map<T, Match>();
  const left = new Map(known.map(each => [each.fingerprint, each]));
  const match = (finding: T, found: BaselineFinding | undefined, state: Match['state']): void => {
    if (!found) return;
    matches.set(finding, { known: found, state });
    left.delete(found.fingerprint);
  };
  for (const finding of findings) match(finding, left.get(finding.fingerprint), 'unchanged');
  for (const finding of findings) if (!matches.has(finding)) match(finding, left.get(fingerprintIn(path, finding, home)), 'moved');
  const byWords = groupBy([...left.values()], ({ rule, message }) => `${rule}\n${message}`);
  for (const finding of findings) {
    if (!matches.has(finding)) match(finding, byWords.get(`${finding.rule}\n${finding.message.split('\n', 1)[0]}`)?.shift(), 'moved');
  }
  return matches;
}

/** What a baseline has of files that are gone, by path. */
export const goneFrom = (known: readonly BaselineFinding[], now: ReadonlySet<string>): ReadonlyMap<string, readonly BaselineFinding[]> =>
  groupBy(
    known.filter(({ path }) => !now.has(path)),
    ({ path }) => path,
  );

/** For each file that is new: the one that is gone and had at least half of its findings. */
export function movedFiles(fresh: readonly FoundIn[], gone: ReadonlyMap<string, readonly BaselineFinding[]>): ReadonlyMap<string, string> {
  const left = [...gone].map(([home, known]) => ({
    home,
    count: known.length,
    places: new Set(known.map(({ fingerprint }) => fingerprint)),
  }));
  const pairs = fresh.flatMap(({ path, findings }) =>
    left.flatMap(({ home, count, places }) => {
      const overlap = findings.filter(finding => places.has(fingerprintIn(path, finding, home))).length;
      return overlap * 2 >= Math.max(findings.length, count) ? [{ path, home, overlap, isNamesake: nameOf(path) === nameOf(home) }] : [];
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

/** The same finding if it stood in another file. */
export const refiled = <T extends KnownFinding>(finding: T, path: string): T => ({
  ...finding,
  path,
  fingerprint: fingerprintIn(finding.path, finding, path),
});

/** A finding's fingerprint if it stood in `other`. */
const fingerprintIn = (path: string, { rule, fingerprint }: Pick<Found, 'rule' | 'fingerprint'>, other: string): string =>
  `${rule}:${other}${fingerprint.slice(rule.length + 1 + path.length)}`;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Items by key, each group in their order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
