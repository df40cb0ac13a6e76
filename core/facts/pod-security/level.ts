import type { Pod } from '../documents/kubernetes.js';
import { baselineChecks } from './baseline.js';
import type { PodSecurityCheck, Verdict } from './check.js';
import { restrictedChecks } from './restricted.js';
import type { Level, Version } from './version.js';

/** Something that keeps a pod from a level. */
export interface Obstacle extends Verdict {
  readonly check: PodSecurityCheck;
}

/** Which level of the Pod Security Standards a pod reaches. */
export interface Reached {
  /** The strictest level that would admit it; `undefined` when a template or patch hides that. */
  readonly level: Level | undefined;
  /** The level after it; `undefined` at the top. */
  readonly next: Exclude<Level, 'privileged'> | undefined;
  /** What keeps the pod from `next`, for certain. */
  readonly obstacles: readonly Obstacle[];
}

const ALL: readonly PodSecurityCheck[] = [...baselineChecks, ...restrictedChecks];

/** What the checks of a level are at a version: the stricter level has its own and those of the one below that they do not replace. */
export function checksOf(level: Level, version: Version): readonly PodSecurityCheck[] {
  if (level === 'privileged') return [];
  const active = ALL.filter(check => (level === 'restricted' || check.level === 'baseline') && check.since[0]![0] <= version);
  const replaced = new Set(active.flatMap(({ overrides }) => overrides ?? []));
  return active.filter(({ id }) => !replaced.has(id));
}

/** Everything that the level forbids in a pod, uncertain verdicts included. */
export function* obstaclesTo(pod: Pod, level: Level, version: Version): Generator<Obstacle> {
  for (const check of checksOf(level, version)) {
    const [, forbids] = check.since.findLast(([since]) => since <= version)!;
    for (const verdict of forbids(pod)) yield { ...verdict, check };
  }
}

/** The level that a pod reaches at a version of the standards. */
export function levelOf(pod: Pod, version: Version): Reached {
  const restricted = [...obstaclesTo(pod, 'restricted', version)];
  // Restricted lets Windows pods do what baseline does not: then they reach the stricter one all the same.
  if (restricted.length === 0) return { level: pod.partial ? undefined : 'restricted', next: undefined, obstacles: [] };
  const baseline = [...obstaclesTo(pod, 'baseline', version)];
  const next = baseline.length > 0 ? 'baseline' : 'restricted';
  const obstacles = (next === 'baseline' ? baseline : restricted).filter(({ isCertain }) => isCertain);
  const level = obstacles.length === 0 ? undefined : next === 'baseline' ? 'privileged' : pod.partial ? undefined : 'baseline';
  return { level, next, obstacles };
}
