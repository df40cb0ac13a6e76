import { lineEndOf, type TextEdit } from '../text.js';
import { type BaselineFinding, formatBaseline, lineOf } from './baseline.js';
import { findingsIn } from './baseline-text.js';

/**
 * Edits that write findings into the text of a baseline, at their places in its order. What stands there stays as it is written, also
 * where somebody else than us has formatted it; what is in it already is not written again.
 * @param text a baseline that `parseBaseline` reads; `undefined`: the file is new.
 */
export function acceptingEdits(text: string | undefined, entries: readonly BaselineFinding[]): readonly TextEdit[] {
  const sorted = [...entries].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  if (text === undefined) return [{ span: { start: 0, end: 0 }, text: formatBaseline({ schema: 1, score: null, findings: sorted }) }];
  const { list, members } = findingsIn(text);
  const known = members.map(({ start, end }) => (JSON.parse(text.slice(start, end)) as BaselineFinding).fingerprint);
  const missing = sorted.filter(({ fingerprint }) => !known.includes(fingerprint));
  if (missing.length === 0) return [];
  const eol = lineEndOf(text);
  if (members.length === 0) return [{ span: list, text: `[${eol}    ${missing.map(lineOf).join(`,${eol}    `)}${eol}  ]` }];
  /** What stands in front of a member, without the comma of the one before. */
  const gapAt = (i: number) => text.slice(i === 0 ? list.start + 1 : members[i - 1]!.end, members[i]!.start).replace(/^\s*,/, '');
  const placed = missing.map(entry => ({ entry, next: known.findIndex(other => entry.fingerprint < other) }));
  return [...new Set(placed.map(({ next }) => next))].map((next): TextEdit => {
    const lines = placed.filter(each => each.next === next).map(({ entry }) => lineOf(entry));
    if (next < 0) {
      const { end } = members.at(-1)!;
      return { span: { start: end, end }, text: lines.map(line => `,${gapAt(members.length - 1)}${line}`).join('') };
    }
    const { start } = members[next]!;
    return { span: { start, end: start }, text: lines.map(line => `${line},${gapAt(next)}`).join('') };
  });
}
