import { resolveVariables, type Variables } from './interpolation.js';

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?(\w[\w.-]*)[ \t]*[=:]/;

/**
 * Reads an env file: `NAME=value`, `export`, comments, single quotes (literal), double quotes (escapes, variables), values over several
 * lines in quotes. Values serve to resolve variables and are never shown. What cannot be read is left out.
 * Source: compose-go, `dotenv`.
 */
export function readEnvFile(text: string): Variables {
  const variables = new Map<string, string>();
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  while (rest !== '') {
    const match = ASSIGNMENT.exec(rest);
    const { value, length } = match ? readValue(rest.slice(match[0].length), variables) : { value: undefined, length: 0 };
    if (match && value !== undefined) variables.set(match[1]!, value);
    // What decides the last value is not known, so nor is the value.
    else if (match) variables.delete(match[1]!);
    rest = rest.slice((match?.[0].length ?? 0) + length);
    const end = rest.indexOf('\n');
    rest = end < 0 ? '' : rest.slice(end + 1);
  }
  return variables;
}

/** The value at the start of `text`, and how much of the text it takes. */
function readValue(text: string, variables: Variables): { readonly value: string | undefined; readonly length: number } {
  const quoted = /^[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")/.exec(text);
  if (quoted) {
    const [whole, single, double = ''] = quoted;
    const value =
      single ??
      resolveVariables(
        double.replace(/\\([nrt"\\$])/g, (_, char: string) => ESCAPES[char] ?? char),
        variables,
      );
    return { value, length: whole.length };
  }
  const line = /^[^\n]*/.exec(text)![0];
  const value = line.trim();
  return { value: resolveVariables(/^(.*?)\s+#/.exec(value)?.[1] ?? value, variables), length: line.length };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' };
