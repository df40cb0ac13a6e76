import type { YamlNode } from '../yaml.js';

/**
 * Replaces `${VAR:-default}` and `${VAR-default}` by their defaults; `undefined` when a variable has none. `$$` is a dollar.
 * Source: Compose specification, "Interpolation".
 */
export function resolveDefaults(text: string): string | undefined {
  if (!text.includes('$')) return text;
  let unknown = false;
  const resolved = text.replace(
    /\$\$|\$\{[A-Za-z_]\w*(?::?-([^${}]*))?\}|\$\{[^}]*\}?|\$[A-Za-z_]\w*/g,
    (match, fallback: string | undefined) => {
      if (match === '$$') return '$';
      if (fallback === undefined) unknown = true;
      return fallback ?? '';
    },
  );
  return unknown ? undefined : resolved;
}

/** A scalar as it reads once its variables have their defaults; `undefined` when one has none. Other nodes stay. */
export function interpolated(node: YamlNode): YamlNode | undefined {
  if (node.type !== 'scalar' || !node.text.includes('$')) return node;
  const text = resolveDefaults(node.text);
  return text === undefined ? undefined : Object.create(node, { text: { value: text }, value: { value: text } });
}
