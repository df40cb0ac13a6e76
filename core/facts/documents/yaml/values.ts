import type { YamlNode } from './nodes.js';

/** What nodes come to for the engines that read them. */

const TRUE = /^(?:true|yes|on|y)$/i;
const FALSE = /^(?:false|no|off|n)$/i;

/** A boolean as the engines take it: YAML 1.1's `yes` and `on` and quoted ones included. `undefined`: not a boolean, or a template. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  if (node?.type !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  return TRUE.test(node.text) ? true : FALSE.test(node.text) ? false : undefined;
}

/** The text of a scalar; `undefined` for anything else. */
export const textOf = (node: YamlNode | undefined): string | undefined => (node?.type === 'scalar' ? node.text : undefined);

/** A number, quoted or not; `undefined` for anything else. */
export function numberOf(node: YamlNode | undefined): number | undefined {
  const text = textOf(node)?.trim();
  return text && /^[-+]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Texts of a list's scalars; a single scalar counts as a list of one. `undefined` for anything else. */
export function textsOf(node: YamlNode | undefined): readonly string[] | undefined {
  if (node?.type === 'scalar') return [node.text];
  if (node?.type !== 'seq') return undefined;
  return node.items().flatMap(item => (item?.type === 'scalar' ? [item.text] : []));
}

/** Whether a text holds a template or variable that only another tool resolves. */
export const isTemplated = (text: string): boolean => /\{\{|\$\{|\$\(|<<|\{%|ENC\[|\uE000/.test(text) || /^<[\w .-]+>$/.test(text);
