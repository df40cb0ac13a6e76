import { mask } from '../../core/facts/secrets/mask.js';
import { findPrivateKeys } from '../../core/facts/secrets/private-keys.js';
import { findVendorTokens } from '../../core/facts/secrets/vendors.js';
import type { Finding } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';

/** A token of a provider that stands somewhere in a text. */
export interface StandingToken {
  readonly span: Span;
  readonly vendor: string;
  /** `token of GitHub (ghp_***)`: the only form in which it may be shown. */
  readonly shown: string;
}

/**
 * The tokens in a text, but for those that are told already.
 * @param base offset of the text in its file.
 * @param told gives what is told already; asked only when there are tokens.
 */
export function standingTokens(text: string, base: number, told: () => readonly { readonly span: Span }[]): readonly StandingToken[] {
  const tokens = findVendorTokens(text);
  const known = tokens.length > 0 ? told() : [];
  return tokens.flatMap(({ start, end, vendor, prefix }) => {
    const span = { start: base + start, end: base + end };
    if (known.some(one => one.span.start <= span.start && span.end <= one.span.end)) return [];
    return [{ span, vendor, shown: `token of ${vendor} (${mask(text.slice(start, end), prefix)})` }];
  });
}

/** What there is to say of the private keys in a file. */
export const standingKeys = (text: string): readonly Finding[] =>
  findPrivateKeys(text).map(({ label, start, end }) => ({
    at: { span: { start, end }, place: 'file/private-key' },
    message: `A ${/key/.test(label) ? label : `${label} key`} stands here: withdraw it, whoever has seen this file can use it.`,
  }));
