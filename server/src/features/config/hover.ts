import type { Hover, Position } from 'vscode-languageserver';
import { type Analysis, type ConfigFile, contains, type Rule, ruleById, type Span } from '../../../../core/index.js';
import type { Client } from '../../client.js';
import { rangeOf, spanOf } from '../../convert.js';
import { describeRule } from './describe.js';
import { grammarKeyAt } from './keys.js';

/** What a key or a rule's id in a configuration means. */
export function configHover({ lines, places }: ConfigFile, rules: readonly Rule[], position: Position, client: Client): Hover | null {
  const offset = spanOf(lines, { start: position, end: position }).start;
  const [at, span] = [...places].findLast(([, each]) => contains(each, offset)) ?? [];
  if (at === undefined || !span) return null;
  const keys = at.split('/');
  const rule = keys.includes('rules') ? ruleById(rules, keys.at(-1)!) : undefined;
  const value = rule ? describeRule(rule, client) : grammarKeyAt(keys)?.description;
  return value === undefined ? null : { contents: { kind: 'markdown', value }, range: rangeOf(lines, span) };
}

/** What the rules are that a suppression names, ours or by another tool's id. */
export function suppressionHover({ suppressions, lines }: Analysis, offset: number, client: Client): Hover | null {
  for (const { suppression } of suppressions) {
    const name = suppression.names.find(({ span }) => contains(span, offset));
    if (!name || name.rules.length === 0) continue;
    const foreign = suppression.origin === 'seaworthy' ? [] : [`${suppression.origin} ${name.id} is here:`];
    return hover([...foreign, ...name.rules.map(rule => describeRule(rule, client))], name.span, lines);
  }
  return null;
}

const hover = (paragraphs: readonly string[], span: Span, lines: Analysis['lines']): Hover => ({
  contents: { kind: 'markdown', value: paragraphs.join('\n\n') },
  range: rangeOf(lines, span),
});
