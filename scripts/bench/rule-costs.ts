import type { Rule } from '../../core/index.js';
import { median } from './compare.js';

export interface RuleCost {
  readonly id: string;
  /** Milliseconds of one run over all samples. */
  readonly time: number;
  readonly calls: number;
}

type AnyCheck = (target: unknown, context: unknown) => Iterable<unknown>;

/**
 * What each rule takes of one run, the dearest first. Who asks first for a fact that many use (a parsed script, other files) pays for it.
 * @param run judges the samples by the rules that it is given.
 */
export function ruleCosts(
  rules: readonly Rule[],
  run: (rules: readonly Rule[]) => void,
  rounds: number,
  warmUp: number,
): readonly RuleCost[] {
  const spent = new Map<string, { time: number; calls: number }>();
  const timed = rules.map(rule => ({ ...rule, checks: timedChecks(rule, spent) }));
  const times = new Map<string, number[]>();
  for (let round = -warmUp; round < rounds; round++) {
    spent.clear();
    run(timed);
    for (const [id, { time }] of round < 0 ? [] : spent) times.set(id, [...(times.get(id) ?? []), time]);
  }
  return [...times].map(([id, each]) => ({ id, time: median(each), calls: spent.get(id)?.calls ?? 0 })).sort((a, b) => b.time - a.time);
}

function timedChecks({ meta, checks }: Rule, spent: Map<string, { time: number; calls: number }>): Rule['checks'] {
  const timed = Object.entries(checks).map(([on, check]) => [
    on,
    (target: unknown, context: unknown) => {
      const start = performance.now();
      const found = [...(check as AnyCheck)(target, context)];
      const own = spent.get(meta.id) ?? { time: 0, calls: 0 };
      spent.set(meta.id, { time: own.time + performance.now() - start, calls: own.calls + 1 });
      return found;
    },
  ]);
  return Object.fromEntries(timed) as Rule['checks'];
}
