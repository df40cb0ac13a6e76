import type { HistoryPoint } from '../report.js';
import { html, type Markup } from './markup.js';

/** A bar of `value` out of 100. Says nothing by itself: the number stands beside it. */
export const bar = (value: number): Markup =>
  html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="fill" width="${value.toFixed(1)}" height="6"/></svg>`;

const WIDTH = 240;
const HEIGHT = 48;
const MARGIN = 4;

/** The course of the score, from 0 to 100. `undefined` when there are not two points to draw it through. */
export function sparkline(history: readonly HistoryPoint[]): Markup | undefined {
  const points = history.flatMap(({ score }, i) => (score ? [{ i, value: score.value }] : []));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || first === last) return undefined;
  const x = (i: number) => (MARGIN + ((WIDTH - 2 * MARGIN) * i) / (history.length - 1)).toFixed(1);
  const y = (value: number) => (MARGIN + (HEIGHT - 2 * MARGIN) * (1 - value / 100)).toFixed(1);
  const what = `The score over ${history.length} commits: from ${Math.floor(first.value)} to ${Math.floor(last.value)}.`;
  return html`<figure class="history"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${what}"><line class="axis" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y(0)}" y2="${y(0)}"/><polyline class="line" points="${points.map(({ i, value }) => `${x(i)},${y(value)}`).join(' ')}"/><circle class="dot" cx="${x(last.i)}" cy="${y(last.value)}" r="3"/></svg><figcaption>${what}</figcaption></figure>`;
}
