import { memo } from '../../memo.js';
import type { YamlMap, YamlSeq } from './nodes.js';

/** How values are written in a file: its indentation, its lists, and the plainest form that reads back as the same value. */

/** A value to write. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

export interface Style {
  /** Columns that a nested block is indented by. */
  readonly step: number;
  /** Columns that a list's dashes are indented by, under their key. */
  readonly dash: number;
}

/** How this file indents, by its first nested map and its first list; by what most people do where it has none. */
export const styleOf = ({ document }: YamlMap | YamlSeq): Style => styleIn(document);

const styleIn = memo(({ text }: YamlMap['document']): Style => {
  const nested = /^( *)(?:- +)?[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\1( +)[^\s#-]/m.exec(text);
  const list = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\1( *)-[ \r\n]/m.exec(text);
  const step = nested?.[2]?.length ?? 2;
  return { step, dash: list?.[2]?.length ?? step };
});

/** A value below its key, starting with a line end; behind its key where it is empty. */
export function block(value: Json, indent: number, style: Style, eol: string): string {
  if (isEmpty(value)) return ` ${flow(value)}`;
  const inner = indent + (Array.isArray(value) ? style.dash : style.step);
  return lines(value, inner, style)
    .map(line => `${eol}${' '.repeat(inner)}${line}`)
    .join('');
}

/** The lines of a block value, the first column being `indent`: nested lines carry only what they are indented by beyond it. */
export function lines(value: Json, indent: number, style: Style): string[] {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap(item => {
      const [first, ...rest] = isPlain(item) ? [scalar(item as string)] : lines(item, indent + 2, style);
      return [`- ${first}`, ...rest.map(line => `  ${line}`)];
    });
  }
  return Object.entries(value as Record<string, Json>).flatMap(([key, inner]) => {
    if (isPlain(inner)) return [`${scalar(key)}: ${scalar(inner as string)}`];
    if (isEmpty(inner)) return [`${scalar(key)}: ${flow(inner)}`];
    const pad = ' '.repeat(Array.isArray(inner) ? style.dash : style.step);
    return [`${scalar(key)}:`, ...lines(inner, indent + pad.length, style).map(line => `${pad}${line}`)];
  });
}

const isEmpty = (value: Json): boolean => typeof value === 'object' && Object.keys(value).length === 0;

/** A value in flow style; as JSON in a document that is JSON. */
export const flowIn = ({ document: { text, span } }: YamlMap | YamlSeq, value: Json): string =>
  /^\s*\{\s*["}]/.test(text.slice(span.start, span.start + 200)) ? JSON.stringify(value) : flow(value);

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object') return scalar(value, true);
  const parts = Object.entries(value).map(([key, inner]) => `${scalar(key, true)}: ${flow(inner)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** A scalar in the plainest form that reads back as the same value. */
export function scalar(value: string | number | boolean, inFlow = false): string {
  if (typeof value !== 'string') return String(value);
  const ambiguous =
    value === '' ||
    /^(?:true|false|yes|no|on|off|y|n|null|~|[-+.]?\d[\d_.,:exoabcdefA-F+-]*)$/i.test(value) ||
    /^[\s&*!|>'"%@`#?,[\]{}]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|\s$|[\n\r\t]/.test(value) ||
    (inFlow && /[,[\]{}]/.test(value));
  return ambiguous ? (/[\n\r\t']/.test(value) ? JSON.stringify(value) : `'${value}'`) : value;
}

export const isPlain = (value: Json): boolean => typeof value !== 'object';
