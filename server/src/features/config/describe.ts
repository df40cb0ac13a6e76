import type { Rule } from '../../../../core/index.js';
import { pageOf } from '../../convert.js';

/** A rule in a few lines of Markdown: what a hover or a completion has room for. */
export function describeRule({ meta, options }: Rule): string {
  const severities = Object.entries(meta.per).map(([kind, { severity, preset }]) => `${kind}: ${severity}, ${preset}`);
  return [
    `**${meta.title}** (${severities.join(' · ')})`,
    meta.why,
    `Fine to ignore: ${meta.exceptions}`,
    ...Object.entries(options ?? {}).map(
      ([name, { description, default: value }]) => `\`${name}\` (\`${JSON.stringify(value)}\`): ${description}`,
    ),
    `[${meta.id}](${pageOf(meta.id)})`,
  ].join('\n\n');
}
