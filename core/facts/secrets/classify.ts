import type { Span } from '../../text.js';
import { mask } from './mask.js';
import { isSecretName } from './names.js';
import { findPrivateKeys } from './private-keys.js';
import { firstCredential } from './structure.js';
import { bareRange, classifyValue } from './values.js';
import { findVendorTokens } from './vendors.js';

/** A secret found in a value; the span is relative to the value. */
export interface ClassifiedSecret extends Span {
  /** `url-credential` also stands for connection strings and authorization headers. */
  readonly kind: 'vendor-token' | 'private-key' | 'url-credential' | 'literal' | 'default-credential';
  readonly vendor?: string;
  /** The only form in which the secret may be shown. */
  readonly masked: string;
}

/** Such a value is mostly open; what is secret in it has a structure of its own. */
const CONNECTION_STRING = /connection[-_. ]?string$/i;

/**
 * The secret that a named value holds, if any. Shapes that prove themselves (private keys, vendor tokens, credentials in URLs and headers)
 * count under every name; anything else counts only under a secret's name. `name` is `undefined` where the value has none.
 */
export function classifySecret(name: string | undefined, value: string): ClassifiedSecret | undefined {
  const key = findPrivateKeys(value)[0];
  if (key) return { kind: 'private-key', masked: mask(value), start: key.start, end: key.end };

  const token = findVendorTokens(value)[0];
  if (token) {
    const { start, end, vendor, prefix } = token;
    return { kind: 'vendor-token', vendor, masked: mask(value.slice(start, end), prefix), start, end };
  }

  const credential = firstCredential(value);
  if (credential) {
    const kind = credential.weight === 'literal' ? 'url-credential' : 'default-credential';
    return { kind, masked: mask(value), start: credential.start, end: credential.end };
  }

  if (name === undefined || !isSecretName(name) || CONNECTION_STRING.test(name)) return undefined;
  const kind = classifyValue(value);
  if (kind !== 'literal' && kind !== 'default-credential') return undefined;
  return { kind, masked: mask(value), ...bareRange(value) };
}
