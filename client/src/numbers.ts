import type { ProtocolScore } from '../../server/src/protocol.js';

/** Rounded down, so that 100 means "nothing found". */
export const shownScore = (score: ProtocolScore): number => Math.floor(score.value);

/** `72 C`; a dash for what is not scored. */
export const scored = (score: ProtocolScore | null): string => (score ? `${shownScore(score)} ${score.grade}` : '-');

/** Points with at most one decimal. */
export const shownPoints = (points: number): string => String(Math.round(points * 10) / 10);

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
