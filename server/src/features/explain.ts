import { confidenceOf, type Framework, type Rule, ruleById } from '../../../core/index.js';

const list = (ids: Readonly<Record<string, readonly string[] | undefined>>): string =>
  Object.entries(ids)
    .map(([name, values]) => `${name} ${values?.join(', ')}`)
    .join(' · ');

/**
 * Controls that the rule supports and its ids in other tools, in one line; empty when there are none.
 * @param frameworks those that the user asked for; the stated ones without any.
 */
export const references = ({ meta }: Rule, frameworks: readonly Framework[] = []): string =>
  [list(controlsOf(meta, frameworks)), list(meta.alsoKnownAs ?? {})].filter(Boolean).join(' · ');

/** Characters of a line in a hover of usual width. */
const LINE = 76;

/** The same cut to one line: controls first, then as many ids as there is room for. The rule's page has all. */
export function briefReferences(rule: Rule, frameworks: readonly Framework[] = []): string {
  const all = references(rule, frameworks).split(' · ');
  const line = (count: number) => [...all.slice(0, count), ...(count < all.length ? [`and ${all.length - count} more`] : [])].join(' · ');
  let count = all.length;
  while (count > 1 && line(count).length > LINE) count--;
  return line(count);
}

/** Reasoned mappings are shown on the rule's page, to who asks for them. */
const controlsOf = ({ controls }: Rule['meta'], frameworks: readonly Framework[]) => {
  const isWanted = (framework: Framework) =>
    frameworks.length > 0 ? frameworks.includes(framework) : confidenceOf(framework) === 'stated';
  return Object.fromEntries(Object.entries(controls).filter(([framework]) => isWanted(framework as Framework)));
};

/** A rule's page as Markdown; `null` when there is no such rule. */
export function explain(rules: readonly Rule[], id: string): string | null {
  const rule = ruleById(rules, id);
  if (!rule) return null;
  const { meta } = rule;
  const example = meta.examples.find(({ bad }) => bad !== undefined);
  const language = example?.file.match(/\.ya?ml$/) ? 'yaml' : 'dockerfile';
  const code = (title: string, text: string | undefined) =>
    text === undefined ? [] : [`**${title}**`, `\`\`\`${language}\n${text.replace(/[«»]/g, '').trimEnd()}\n\`\`\``];
  return [
    `# ${meta.title}`,
    `\`${meta.id}\``,
    meta.why,
    `## What to do\n\n${meta.remedy}`,
    ...code('Instead of', example?.bad),
    ...code('write', example?.fixed),
    `## When it is fine\n\n${meta.exceptions}`,
    ...(references(rule) ? [`## See also\n\n${references(rule)}`] : []),
  ].join('\n\n');
}
