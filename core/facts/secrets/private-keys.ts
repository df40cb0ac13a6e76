import type { Span } from '../../text.js';

/** Private key material in a text. `label` is what may be shown: the format, never the key. */
export interface PrivateKey extends Span {
  readonly label: string;
}

const PEM_HEADER = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
/** A body, as opposed to a pattern or a sentence that only mentions the header. */
const KEY_BODY = /[A-Za-z0-9+/=]{40}/;
/** An RSA key of 16384 bits, encoded and indented. */
const MAX_BODY = 20_000;

/** Base64 of `-----BEGIN [kind] PRIVATE`, cut where the encoding no longer depends on what follows. */
const ENCODED_HEADERS: readonly string[] = [
  'LS0tLS1CRUdJTiBQUklWQVRF',
  'LS0tLS1CRUdJTiBSU0EgUFJJVkFU',
  'LS0tLS1CRUdJTiBFQyBQUklWQVRF',
  'LS0tLS1CRUdJTiBEU0EgUFJJVkFU',
  'LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVE',
  'LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFU',
  'LS0tLS1CRUdJTiBQR1AgUFJJVkFU',
];

const AGE_KEY = /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/g;
const PUTTY_KEY = /PuTTY-User-Key-File-[23]: \S{1,40}/g;
/** `PuTTY-User-Key-File-3: x`. */
const SHORTEST = 24;
const NONE: readonly PrivateKey[] = [];
const ENCODED_RUN = /[A-Za-z0-9+/=]*/y;

/** All private keys of a text, in order: PEM blocks with a body (also base64-encoded as a whole), age keys and PuTTY key files. */
export function findPrivateKeys(text: string): readonly PrivateKey[] {
  if (text.length < SHORTEST) return NONE;
  const found: PrivateKey[] = [];
  if (text.includes('PRIVATE KEY')) found.push(...pemBlocks(text));
  if (text.includes('LS0tLS1CRUdJTi')) found.push(...encodedBlocks(text));
  if (text.includes('AGE-SECRET-KEY-1')) for (const match of text.matchAll(AGE_KEY)) found.push(spanOf(match, 'age secret key'));
  if (text.includes('PuTTY-User-Key-File-')) for (const match of text.matchAll(PUTTY_KEY)) found.push(spanOf(match, 'PuTTY private key'));
  return found.length > 1 ? found.sort((a, b) => a.start - b.start) : found;
}

const spanOf = (match: RegExpExecArray, label: string): PrivateKey => ({ start: match.index, end: match.index + match[0].length, label });

function pemBlocks(text: string): PrivateKey[] {
  const found: PrivateKey[] = [];
  for (const match of text.matchAll(PEM_HEADER)) {
    const bodyStart = match.index + match[0].length;
    const window = text.slice(bodyStart, bodyStart + MAX_BODY);
    const dashes = window.indexOf('-----');
    const body = dashes < 0 ? window : window.slice(0, dashes);
    if (!KEY_BODY.test(body)) continue;
    const footer = dashes < 0 ? undefined : /^-----END [A-Z0-9 ]{1,60}-----/.exec(window.slice(dashes, dashes + 80));
    const end = footer ? bodyStart + dashes + footer[0].length : bodyStart + body.trimEnd().length;
    found.push({ start: match.index, end, label: match[0].slice('-----BEGIN '.length, -'-----'.length).toLowerCase() });
  }
  return found;
}

function encodedBlocks(text: string): PrivateKey[] {
  const found: PrivateKey[] = [];
  for (const header of ENCODED_HEADERS) {
    let at = text.indexOf(header);
    while (at >= 0) {
      ENCODED_RUN.lastIndex = at;
      const end = at + (ENCODED_RUN.exec(text)?.[0].length ?? 0);
      if (end - at >= header.length + 60) found.push({ start: at, end, label: 'base64-encoded private key' });
      at = text.indexOf(header, Math.max(end, at + 1));
    }
  }
  return found;
}
