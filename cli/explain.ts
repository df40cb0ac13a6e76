import { canonicalId, type Rule, ruleById } from '../core/index.js';
import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';
import { unknownRule } from './options.js';

/** Says all there is to say about one rule, by its id, a former id, or another tool's. */
export const explain: Command = ({ positionals }, io, rules) => {
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError('explain wants one rule: seaworthy explain RULE.');
  const found = find(rules, id);
  if (found.length === 0) throw unknownRule(id, rules);
  io.stdout.write(found.map(textOf).join('\n\n'));
  return EXIT.clean;
};

/** Another tool's id may stand for several rules. */
export function find(all: readonly Rule[], id: string): readonly Rule[] {
  const own = ruleById(all, id);
  if (own) return [own];
  const wanted = canonicalId(id);
  return all.filter(({ meta }) => Object.values(meta.alsoKnownAs ?? {}).some(ids => ids.some(other => canonicalId(other) === wanted)));
}

function textOf({ meta }: Rule): string {
  const severities = Object.entries(meta.per).map(
    ([kind, { severity, preset, fix }]) => `  ${kind.padEnd(10)}  ${severity.padEnd(8)}  ${preset}${fix ? `, fix: ${fix}` : ''}`,
  );
  const example = meta.examples.find(({ bad }) => bad !== undefined);
  const sections = [
    `${meta.id}: ${meta.title}\n\n${severities.join('\n')}`,
    `Why\n${indent(meta.why)}`,
    `What to do\n${indent(meta.remedy)}`,
    `When it is fine\n${indent(meta.exceptions)}`,
    ...(example ? [`Example: ${example.file}\n${indent(plain(example.bad!))}`] : []),
    ...(example?.fixed ? [`Fixed\n${indent(plain(example.fixed))}`] : []),
    ...listed('Controls', meta.controls),
    ...listed('Elsewhere', meta.alsoKnownAs ?? {}),
    ...(meta.previousIds ? [`Before: ${meta.previousIds.join(', ')}`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

const listed = (title: string, ids: Readonly<Record<string, readonly string[]>>): string[] => {
  const entries = Object.entries(ids).filter(([, list]) => list.length > 0);
  return entries.length > 0 ? [`${title}\n${entries.map(([name, list]) => `  ${name}: ${list.join(', ')}`).join('\n')}`] : [];
};

/** Without the marks that tell tests what is underlined. */
const plain = (example: string): string => example.replace(/[«»]/g, '');

const indent = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '  ');
