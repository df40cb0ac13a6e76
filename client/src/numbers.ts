import type { Counts, ProtocolScore } from '../../server/src/protocol.js';

/** Rounded down, so that 100 means "nothing found". */
export const shownScore = (score: ProtocolScore): number => Math.floor(score.value);

/** `72 C`; a dash for what is not scored. */
export const scored = (score: ProtocolScore | null): string => (score ? `${shownScore(score)} ${score.grade}` : '-');

/** Points with at most one decimal. */
export const shownPoints = (points: number): string => String(Math.round(points * 10) / 10);

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

export const totalOf = (counts: Counts): number => severities.reduce((sum, severity) => sum + counts[severity], 0);

export function sumOf(all: readonly Counts[]): Counts {
  const sum = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const counts of all) for (const severity of severities) sum[severity] += counts[severity];
  return sum;
}

/** `1 critical, 4 high`; the severities that occur. `nothing found` when there are none. */
export function countsText(counts: Counts): string {
  const parts = severities.filter(severity => counts[severity] > 0).map(severity => `${counts[severity]} ${severity}`);
  return parts.length > 0 ? parts.join(', ') : 'nothing found';
}
