interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

export interface Comparison {
  /** Median over the rounds of what ours took for each round of the other. */
  readonly wall: number;
  readonly cpu: number;
}

export function time(run: () => void): Timing {
  const cpu = process.cpuUsage();
  const start = performance.now();
  run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/**
 * Runs both in turns. Each round is compared with itself, because a machine that others share is fast in one and slow in the next.
 * @param warmUp rounds that are not counted: hundreds of small functions take their time until they are compiled.
 */
export function compare(ours: () => void, other: () => void, rounds: number, warmUp: number): Comparison {
  for (let i = 0; i < warmUp; i++) {
    ours();
    other();
  }
  const pairs: (readonly [Timing, Timing])[] = [];
  for (let i = 0; i < rounds; i++) pairs.push([time(ours), time(other)]);
  return { wall: median(pairs.map(([a, b]) => a.wall / b.wall)), cpu: median(pairs.map(([a, b]) => a.cpu / b.cpu)) };
}
