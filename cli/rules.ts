import { type FileKind, type Rule, severities } from '../core/index.js';
import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';

/** Lists every rule, as a table or as data. */
export const listRules: Command = ({ positionals, values }, io, rules) => {
  if (positionals.length > 0) throw new UsageError('rules takes no path; for one rule see seaworthy explain RULE.');
  io.stdout.write(values.format === 'json' ? `${JSON.stringify(rules.map(describe), null, 2)}\n` : tableOf(rules));
  return EXIT.clean;
};

/** A rule as other programs get to know it. */
export function describe({ meta }: Rule): Record<string, unknown> {
  const { id, title, layer, group, alsoKnownAs, controls, previousIds } = meta;
  return {
    id,
    title,
    layer,
    targets: Object.entries(meta.per).map(([kind, { severity, preset, fix }]) => ({ kind, severity, preset, fix })),
    ...(group ? { group } : {}),
    alsoKnownAs: alsoKnownAs ?? {},
    controls,
    ...(previousIds ? { previousIds } : {}),
  };
}

/** Short names of the dialects, for a column. */
const KINDS: Readonly<Record<FileKind, string>> = { dockerfile: 'Docker', compose: 'Compose', kubernetes: 'K8s', daemon: 'daemon' };

function tableOf(all: readonly Rule[]): string {
  const rows = all.map(({ meta }) => {
    const kinds = Object.values(meta.per);
    const worst = severities.find(severity => kinds.some(kind => kind.severity === severity)) ?? '';
    const fix = kinds.some(kind => kind.fix === 'safe') ? 'safe' : kinds.some(kind => kind.fix === 'review') ? 'review' : '';
    const where = (Object.keys(meta.per) as FileKind[]).map(kind => KINDS[kind]).join(', ');
    return [meta.id, worst, kinds[0]?.preset ?? '', fix, where, meta.title];
  });
  const head = ['RULE', 'SEVERITY', 'PRESET', 'FIX', 'FOR', 'TITLE'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(row => row[column]!.length)));
  return [head, ...rows]
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
