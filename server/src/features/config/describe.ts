import type { Rule } from '../../../../core/index.js';
import type { Client } from '../../client.js';
import { linkTo } from '../../links.js';

/** A rule in a few lines of Markdown: what a hover or a completion has room for. */
export function describeRule({ meta, options }: Rule, client: Client): string {
  const severities = Object.entries(meta.per).map(([kind, { severity, preset }]) => `${kind}: ${severity}, ${preset}`);
  return [
    `**${meta.title}** (${severities.join(' · ')})`,
    meta.why,
    `Fine to ignore: ${meta.exceptions}`,
    ...Object.entries(options ?? {}).map(
      ([name, { description, default: value }]) => `\`${name}\` (\`${JSON.stringify(value)}\`): ${description}`,
    ),
    linkTo(meta.id, client),
  ].join('\n\n');
}
