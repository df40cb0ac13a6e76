import type { YamlNode } from '../yaml/nodes.js';

/** Variables whose values are known: those of an env file. What the shell sets, nobody knows here. */
export type Variables = ReadonlyMap<string, string>;

const NONE: Variables = new Map();

/** Deeper than anything that people write. */
const MAX_DEPTH = 20;

/**
 * Replaces variables in all their forms: `$v`, `${v}`, `${v:-w}`, `${v-w}`, `${v:?e}`, `${v?e}`, `${v:+w}`, `${v+w}`, the words nested.
 * `$$` is a dollar. `undefined` when a variable decides that is neither known nor has a default.
 * Source: Compose specification, "Interpolation".
 */
export function resolveVariables(text: string, variables: Variables = NONE, depth = 0): string | undefined {
  if (!text.includes('$')) return text;
  let result = '';
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    result += text.slice(at, dollar);
    const next = text[dollar + 1];
    const plain = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1, dollar + 201));
    const braced = next === '{' ? readBraced(text, dollar) : undefined;
    if (next === '$') {
      result += '$';
      at = dollar + 2;
    } else if (plain || braced) {
      const value = plain ? variables.get(plain[0]) : apply(braced!, variables, depth);
      if (value === undefined) return undefined;
      result += value;
      at = plain ? dollar + 1 + plain[0].length : braced!.end;
    } else if (next === '{') return undefined;
    else {
      result += '$';
      at = dollar + 1;
    }
  }
  return result;
}

/** What the text says by itself: defaults count, env files do not. For values that may be secrets. */
export const resolveDefaults = (text: string): string | undefined => resolveVariables(text);

/**
 * A text that comes to `value` where nothing from outside decides: of a variable with a default, that with another default. `undefined`
 * where the text is made of more than that.
 */
export function withValue(text: string, value: string): string | undefined {
  if (!text.replaceAll('$$', '').includes('$')) return value.replaceAll('$', '$$$$');
  const [, head] = /^(\$\{[A-Za-z_]\w*:?-)[^${}]*\}$/.exec(text) ?? [];
  return head === undefined || /[${}]/.test(value) ? undefined : `${head}${value}}`;
}

/** Names of the variables that a text reads, those in defaults included. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(match => match[1]!);

interface Braced {
  readonly name: string;
  readonly operator: string;
  readonly word: string;
  /** The offset after the closing brace. */
  readonly end: number;
}

function readBraced(text: string, at: number): Braced | undefined {
  const head = /^\$\{([A-Za-z_]\w*)(:?[-+?])?/.exec(text.slice(at, at + 300));
  if (!head) return undefined;
  const start = at + head[0].length;
  let depth = 1;
  let end = start;
  for (; end < text.length; end++) {
    if (text[end] === '{') depth++;
    else if (text[end] === '}' && --depth === 0) break;
  }
  if (depth > 0 || (head[2] === undefined && end !== start)) return undefined;
  return { name: head[1]!, operator: head[2] ?? '', word: text.slice(start, end), end: end + 1 };
}

function apply({ name, operator, word }: Braced, variables: Variables, depth: number): string | undefined {
  const value = variables.get(name);
  const resolved = () => (depth > MAX_DEPTH ? undefined : resolveVariables(word, variables, depth + 1));
  switch (operator) {
    case ':-':
      return value || resolved();
    case '-':
      return value ?? resolved();
    // The shell may set what no file does.
    case ':+':
      return value === undefined ? undefined : value === '' ? '' : resolved();
    case '+':
      return value === undefined ? undefined : resolved();
    case ':?':
      return value || undefined;
    default:
      return value;
  }
}

/** A scalar as it reads once its variables are replaced; `undefined` when one is unknown. Other nodes stay. */
export function interpolated(node: YamlNode, variables: Variables = NONE): YamlNode | undefined {
  if (node.type === 'scalar') return node.text.includes('$') ? interpolatedScalar(node, variables) : node;
  if (node.type === 'map' || !node.items().some(item => item?.type === 'scalar' && item.text.includes('$'))) return node;
  const items = node.items().map(item => item && interpolated(item, variables));
  return items.includes(undefined) ? undefined : Object.create(node, { items: { value: () => items } });
}

function interpolatedScalar(node: YamlNode & { readonly type: 'scalar' }, variables: Variables): YamlNode | undefined {
  const text = resolveVariables(node.text, variables);
  return text === undefined ? undefined : Object.create(node, { text: { value: text }, value: { value: text } });
}
