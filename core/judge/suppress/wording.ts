import type { Span } from '../../text.js';
import { didYouMean } from '../config/did-you-mean.js';

/** `RULE[, RULE] [until=YYYY-MM-DD] [-- reason]`, read. */
export interface Wording {
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  readonly until: string | undefined;
  readonly faults: readonly { readonly span: Span; readonly message: string }[];
}

/**
 * Reads what stands after `seaworthy-ignore`, or is the value of its key.
 * @param start offset of `text` in the file.
 */
export function readWording(text: string, start: number): Wording {
  const [, head = '', reason] = /^(.*?)(?:(?:^|\s)--(?:\s+(.*?))?\s*)?$/s.exec(text)!;
  const ids: { id: string; span: Span }[] = [];
  const faults: { span: Span; message: string }[] = [];
  let until: string | undefined;
  for (const match of head.matchAll(/[^\s,]+/g)) {
    const word = match[0];
    const span = { start: start + match.index, end: start + match.index + word.length };
    const [, key, value] = /^([a-z]+)=(.*)$/i.exec(word) ?? [];
    if (key === undefined) ids.push({ id: word, span });
    else if (key !== 'until') faults.push({ span, message: `\`${key}=\` means nothing here.${didYouMean(key, ['until'])}` });
    else if (isDate(value!)) until = value;
    else faults.push({ span, message: `\`until=\` wants a date like 2026-01-31; with \`${value}\` nothing is ignored.` });
  }
  return { ids, until, reason: reason || undefined, faults };
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const leap = (Number(year) % 4 === 0 && Number(year) % 100 !== 0) || Number(year) % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= days;
}
