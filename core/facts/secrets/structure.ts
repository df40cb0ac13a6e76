import type { Span } from '../../text.js';
import { classifyValue } from './values.js';

/** A credential that its surroundings give away, whatever it looks like. The span is the credential alone. */
export interface StructuralCredential extends Span {
  readonly where: 'url-user' | 'url-query' | 'connection-string' | 'authorization' | 'basic-auth';
  readonly weight: 'literal' | 'default-credential';
  /** The user it belongs to, where one is written. Never secret by itself. */
  readonly user?: string;
}

const MAX_AUTHORITY = 400;
const MAX_SCHEME = 20;
const SCHEME = /[a-z][a-z0-9+.-]*$/i;
const AUTHORITY_END = /[\s/?#"'`<>\\]/;

const QUERY = /[?&](access_token|private_token|auth_token|api_?key|client_secret|token|password|passwd|pwd|sig)=([^&#\s"'`<>;]{1,1000})/gi;
const MIN_QUERY_TOKEN = 12;

const DSN = /(?<![\w.-])(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?([^;"'\s]{1,256})/gi;
const GO_MYSQL_DSN = /(?<![\w.-])([\w.-]{1,64}):([^@\s:/"']{1,128})@(?:tcp|unix)\(/g;

const AUTHORIZATION =
  /(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token|apikey)\s{1,3}([A-Za-z0-9+/=._~-]{12,4000})/gi;
const TOKEN_HEADER =
  /(?<![\w-])(?:private-token|x-(?:api-key|auth-token|vault-token)|job-token)["']?\s{0,3}:\s{0,3}["']?([A-Za-z0-9+/=._~-]{12,400})/gi;
const CURL_USER = /\bcurl\b[^\n|;&]{0,400}?\s(?:-u|--user)[ =]?["']?([\w.@+-]{1,64}):([^\s'"]{1,128})/g;

/** No query and no connection string with a password lacks this. Equals signs are rare, so they are looked for first. */
const PAIR_SIGN = /=(?<=(?:token|key|secret|password|passwd|pwd|sig)\s?=)/i;
const HEADER_SIGN = /authorization|token|x-api-key|curl/i;

const NONE: readonly StructuralCredential[] = [];

/** The first credential of a text, those in addresses before those in headers. */
export function firstCredential(text: string): StructuralCredential | undefined {
  // All of them have one of these, and most values and words have neither.
  if (!text.includes(':') && !text.includes('=')) return undefined;
  return findUrlCredentials(text)[0] ?? findHeaderCredentials(text)[0];
}

/**
 * Credentials in URLs and connection strings: `scheme://user:password@host`, `?access_token=...`, `Password=...;`,
 * `user:password@tcp(host)`. Only literals: variables, templates and placeholders are left out, and so is a user without a password.
 */
export function findUrlCredentials(text: string): readonly StructuralCredential[] {
  // Each shape has a sign that most texts lack; without it nothing is searched.
  const hasUser = text.includes('@');
  const hasPair = text.includes('=') && PAIR_SIGN.test(text);
  if (!hasUser && !hasPair) return NONE;
  const found: StructuralCredential[] = [];
  if (hasUser && text.includes('://')) found.push(...userinfoPasswords(text));
  if (hasPair) found.push(...queryTokens(text), ...connectionStrings(text));
  if (hasUser && /@(?:tcp|unix)\(/.test(text)) found.push(...mysqlAddresses(text));
  return found.length > 1 ? inOrder(found) : found;
}

/** Credentials in `Authorization:` and token headers, and in `curl -u user:password`. */
export function findHeaderCredentials(text: string): readonly StructuralCredential[] {
  if (!HEADER_SIGN.test(text)) return NONE;
  const found: StructuralCredential[] = [];
  for (const pattern of [AUTHORIZATION, TOKEN_HEADER]) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1]!;
      const weight = weightOf(value);
      if (weight === 'literal' && looksRandom(value)) found.push({ ...endOf(match, value), where: 'authorization', weight });
    }
  }
  for (const match of text.includes('curl') ? text.matchAll(CURL_USER) : []) {
    const weight = weightOf(match[2]!);
    if (weight !== undefined) found.push({ ...endOf(match, match[2]!), where: 'basic-auth', weight, user: match[1]! });
  }
  return inOrder(found);
}

function userinfoPasswords(text: string): StructuralCredential[] {
  const found: StructuralCredential[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    if (!SCHEME.test(text.slice(Math.max(0, at - MAX_SCHEME), at))) continue;
    const start = at + 3;
    const window = text.slice(start, start + MAX_AUTHORITY);
    const length = window.search(AUTHORITY_END);
    const authority = length < 0 ? window : window.slice(0, length);
    const userinfoEnd = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (colon < 0 || colon > userinfoEnd) continue;

    const user = authority.slice(0, colon);
    const password = authority.slice(colon + 1, userinfoEnd);
    const weight = password !== '' && password === user ? 'default-credential' : weightOf(password);
    if (weight === undefined) continue;
    found.push({ start: start + colon + 1, end: start + userinfoEnd, where: 'url-user', weight, ...(user === '' ? {} : { user }) });
  }
  return found;
}

function queryTokens(text: string): StructuralCredential[] {
  const found: StructuralCredential[] = [];
  for (const match of text.matchAll(QUERY)) {
    const value = match[2]!;
    const weight = weightOf(value);
    if (weight === undefined) continue;
    const isPassword = /^p/i.test(match[1]!) && !/token/i.test(match[1]!);
    if (isPassword || (value.length >= MIN_QUERY_TOKEN && looksRandom(value)))
      found.push({ ...endOf(match, value), where: 'url-query', weight });
  }
  return found;
}

function connectionStrings(text: string): StructuralCredential[] {
  const found: StructuralCredential[] = [];
  for (const match of text.matchAll(DSN)) {
    const weight = weightOf(match[1]!);
    if (weight !== undefined && isConnectionString(text, match))
      found.push({ ...endOf(match, match[1]!), where: 'connection-string', weight });
  }
  return found;
}

/** `user:password@tcp(host)`, as Go's MySQL driver reads it. */
function mysqlAddresses(text: string): StructuralCredential[] {
  const found: StructuralCredential[] = [];
  for (const match of text.matchAll(GO_MYSQL_DSN)) {
    const weight = weightOf(match[2]!);
    if (weight === undefined) continue;
    const start = match.index + match[1]!.length + 1;
    found.push({ start, end: start + match[2]!.length, where: 'connection-string', weight, user: match[1]! });
  }
  return found;
}

/** `Server=db;Password=...` and `host=db password=...`: a `key=value` pair of the same line names the server. */
function isConnectionString(text: string, match: RegExpExecArray): boolean {
  const around = text.slice(Math.max(0, match.index - 300), match.index + match[0].length + 300);
  const at = Math.min(300, match.index);
  const lineStart = around.lastIndexOf('\n', at) + 1;
  const lineEnd = around.indexOf('\n', at);
  return /jdbc:|(?:^|[;\s"'=])(?:server|data source|host|accountname|endpoint|address|addr|initial catalog)\s?=/i.test(
    around.slice(lineStart, lineEnd < 0 ? undefined : lineEnd),
  );
}

/** An opaque value holds letters and digits; a word of prose does not. */
const looksRandom = (value: string): boolean => /\d/.test(value) && /[A-Za-z]/.test(value);

function weightOf(value: string): 'literal' | 'default-credential' | undefined {
  if (/\$[A-Za-z_{(]|\{\{|\{[A-Za-z_]\w*\}|%[A-Za-z_]\w*%/.test(value)) return undefined;
  const kind = classifyValue(value);
  if (kind === 'benign') return /^\d+$/.test(value) ? 'literal' : undefined;
  return kind === 'literal' || kind === 'default-credential' ? kind : undefined;
}

const endOf = (match: RegExpExecArray, value: string): Span => {
  const end = match.index + match[0].length;
  return { start: end - value.length, end };
};

/** Sorted, and of two that overlap only the first. */
const inOrder = (found: StructuralCredential[]): StructuralCredential[] =>
  found.sort((a, b) => a.start - b.start || b.end - a.end).filter((one, i, all) => i === 0 || all[i - 1]!.end <= one.start);
