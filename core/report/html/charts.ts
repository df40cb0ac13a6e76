import { shownScore } from '../formats/text.js';
import type { HistoryPoint } from '../report.js';
import { html, type Markup } from './markup.js';
import type { Course } from './report.js';

/** A bar of `value` out of 100. Says nothing by itself: the number stands beside it. */
export const bar = (value: number): Markup =>
  html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="fill" width="${value.toFixed(1)}" height="6"/></svg>`;

const WIDTH = 240;
const HEIGHT = 48;
const MARGIN = 4;

/** The course of the score, from 0 to 100, with its values as a table; in words alone when there are not two points to draw it through. */
export function sparkline({ name, points, note }: Course): Markup {
  const drawn = points.flatMap(({ score }, i) => (score ? [{ i, value: score.value }] : []));
  const [first, last] = [drawn[0], drawn.at(-1)];
  const quietly = (text: string) => html`<p class="quiet">${name && `${name}: `}${text}</p>`;
  if (!first || !last || first === last)
    return quietly(note ?? 'Fewer than two of the last commits have a score: there is no course to draw.');
  const x = (i: number) => (MARGIN + ((WIDTH - 2 * MARGIN) * i) / (points.length - 1)).toFixed(1);
  const y = (value: number) => (MARGIN + (HEIGHT - 2 * MARGIN) * (1 - value / 100)).toFixed(1);
  const what = `${name ? `${name}: the` : 'The'} score over ${points.length} commits: from ${Math.floor(first.value)} to ${Math.floor(last.value)}.`;
  return html`<figure class="history"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${what}"><line class="axis" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y(0)}" y2="${y(0)}"/><polyline class="line" points="${drawn.map(({ i, value }) => `${x(i)},${y(value)}`).join(' ')}"/><circle class="dot" cx="${x(last.i)}" cy="${y(last.value)}" r="3"/></svg><figcaption>${what}</figcaption></figure>
<details class="values"><summary><span>${name && `${name}: `}Commit by commit</span></summary><table><thead><tr><th scope="col" class="short">Commit</th><th scope="col" class="short">Date</th><th scope="col" class="number">Score</th><th scope="col" class="number">Change</th></tr></thead><tbody>
${points.map((point, i) => row(point, points[i - 1])).reverse()}</tbody></table></details>
${note && quietly(note)}`;
}

const row = ({ commit, date, score }: HistoryPoint, before: HistoryPoint | undefined): Markup => {
  const change = score && before?.score ? Math.floor(score.value) - Math.floor(before.score.value) : 0;
  return html`<tr><th scope="row" class="short"><code>${commit.slice(0, 10)}</code></th><td class="short">${date}</td><td class="number">${score ? shownScore(score) : '\u2013'}</td><td class="number">${change !== 0 && `${change > 0 ? '+' : '\u2212'}${Math.abs(change)}`}</td></tr>
`;
};
