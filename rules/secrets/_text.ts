import { classifySecret } from '../../core/facts/secrets/classify.js';
import { findPrivateKeys } from '../../core/facts/secrets/private-keys.js';
import { findUrlCredentials } from '../../core/facts/secrets/structure.js';
import { findVendorTokens } from '../../core/facts/secrets/vendors.js';
import type { Span } from '../../core/text.js';

/** In programs a name and a value beside it need not be a setting. */
const PROGRAM = /\.(?:js|mjs|cjs|ts|lua|py|rb|go|java|php|pl|sh|bash|groovy|html?|css|md|tpl|xslt?|sql)$/i;

/** A line that sets something. */
export const ASSIGNMENT = /^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?([A-Za-z_][\w.-]{0,120})["']?[ \t]*[:=][ \t]*(\S.*)$/;

/** Members of JSON that stand in one line with others. */
const MEMBER = /"([A-Za-z_][\w.-]{0,120})"[ \t]*:[ \t]*"([^"\\\s]{1,500})"/g;

/** Whether a text is JSON by its beginning, in YAML's single quotes or in none. */
export const isJson = (text: string): boolean => /^\s*'?[{[]/.test(text);

/** Whether a file of that name is a program rather than configuration. */
export const isProgram = (name: string): boolean => PROGRAM.test(name);

/** One secret inside a text that holds more than it. */
export interface SecretInText extends Span {
  readonly name?: string;
  readonly weak: boolean;
}

/** Secrets of a text of many lines, in order; of two that overlap the first. */
export function secretsIn(text: string, program: boolean): readonly SecretInText[] {
  const found: SecretInText[] = [
    ...findPrivateKeys(text).map(({ start, end, label }) => ({ start, end, name: `The ${label}`, weak: false })),
    ...findVendorTokens(text).map(({ start, end }) => ({ start, end, weak: false })),
    ...(program ? [] : findUrlCredentials(text).map(({ start, end, weight }) => ({ start, end, weak: weight === 'default-credential' }))),
  ];
  let at = 0;
  for (const line of program ? [] : text.split('\n')) {
    const match = line.length < 2000 && !/^\s*(?:#|\/\/|;)/.test(line) ? ASSIGNMENT.exec(line.replace(/[\r,;]+$/, '')) : null;
    const [, name, value] = match ?? [];
    const secret = name !== undefined && value !== undefined ? classifySecret(name.split('.').at(-1), value) : undefined;
    if (secret && (secret.kind === 'literal' || secret.kind === 'default-credential') && /^\S+$/.test(value!.trim())) {
      const start = at + line.lastIndexOf(value!);
      found.push({ name: name!, start: start + secret.start, end: start + secret.end, weak: secret.kind === 'default-credential' });
    }
    for (const member of !match && line.length < 2000 && isJson(line) ? line.matchAll(MEMBER) : []) {
      const [whole, key, text] = member as unknown as readonly [string, string, string];
      const kind = classifySecret(key, text)?.kind;
      if (kind !== 'literal' && kind !== 'default-credential') continue;
      const start = at + member.index + whole.length - 1 - text.length;
      found.push({ name: key, start, end: start + text.length, weak: kind === 'default-credential' });
    }
    at += line.length + 1;
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end).filter((one, i, all) => i === 0 || all[i - 1]!.end <= one.start);
}
