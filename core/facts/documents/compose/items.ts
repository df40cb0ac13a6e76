import type { TextEdit } from '../../../text.js';
import type { Located } from '../../fact.js';
import { replaceScalar } from '../yaml/edit.js';
import type { YamlNode } from '../yaml/nodes.js';
import { removeEntry, removeItem } from '../yaml/remove.js';
import { textOf } from '../yaml/values.js';
import { resolveDefaults } from './interpolation.js';
import { latestOf } from './latest.js';
import type { ComposeService } from './service.js';

/** One item of a list such as `devices` or `group_add`. */
export interface Item extends Located {
  readonly node: YamlNode;
  /** A scalar's text, variables replaced by their defaults; `undefined` for a map or when one has none. */
  readonly text: string | undefined;
  /** Edits that take the item out, and the key with the last one. */
  remove(): readonly TextEdit[] | null;
  /** Edits that write another text. `null`: it comes from a variable, or is a map. */
  set(text: string): readonly TextEdit[] | null;
}

/** One entry of a map such as `sysctls`, or of a list of `name=value`. */
export interface NamedItem extends Located {
  readonly name: string;
  readonly value: string | undefined;
  remove(): readonly TextEdit[] | null;
}

/** Items of a list, those of all layers: of items that say the same thing the highest one. A single scalar counts as a list of one. */
export function itemsOf(service: ComposeService, key: string): readonly Item[] {
  const entries = service.all(key);
  if (entries.length === 0) return [];
  const layers = entries.map(entry => {
    const list = entry.value;
    const nodes = list?.type === 'seq' ? list.items() : [list];
    return nodes.flatMap((node, index) => {
      if (!node || (list?.type === 'map' && node === list)) return [];
      const text = node.type === 'scalar' ? service.resolve(node.text) : undefined;
      return [
        {
          node,
          text,
          span: node.useSpan,
          place: `${service.place}.${key}.${text ?? index}`,
          remove: () => (list?.type === 'seq' ? removeItem(list, index) : removeEntry(entry)),
          set: wanted => (node.type === 'scalar' && text === node.text ? replaceScalar(node, wanted) : null),
        } satisfies Item,
      ];
    });
  });
  return latestOf(layers, ({ node, text }) => (key === 'devices' ? deviceTarget(node, text) : text));
}

/** A device is known by its path in the container. */
function deviceTarget(node: YamlNode, text: string | undefined): string | undefined {
  if (node.type === 'map') return textOf(node.get('target')?.value);
  const [source, target] = text?.split(':') ?? [];
  return target ?? source;
}

/** Entries of a map or of a list of `name=value`, those of all layers. `separator` where it is not `=` alone. */
export function namedItemsOf(service: ComposeService, key: string, separator: RegExp = /=/): readonly NamedItem[] {
  const layers = service.all(key).map(({ value }) => namedItems(value, `${service.place}.${key}`, separator));
  return latestOf(layers, ({ name }) => name);
}

/** The same for any node. */
export function namedItems(node: YamlNode | undefined, place: string, separator: RegExp = /=/): readonly NamedItem[] {
  if (node?.type === 'map')
    return node.entries().flatMap(entry => {
      const list = entry.value?.type === 'seq' ? entry.value : undefined;
      // A name may have a list of values.
      return (list?.items() ?? [entry.value]).map((value, index) => ({
        name: entry.key,
        value: value?.type === 'scalar' ? resolveDefaults(value.text) : undefined,
        span: value?.useSpan ?? entry.keySpan,
        place: `${place}.${entry.key}`,
        remove: () => (list ? removeItem(list, index) : removeEntry(entry)),
      }));
    });
  if (node?.type !== 'seq') return [];
  return node.items().flatMap((item, index) => {
    const text = textOf(item);
    if (!item || text === undefined) return [];
    const at = text.search(separator);
    const name = at < 0 ? text : text.slice(0, at);
    return [
      {
        name,
        value: at < 0 ? undefined : resolveDefaults(text.slice(at + 1)),
        span: item.useSpan,
        place: `${place}.${name}`,
        remove: () => removeItem(node, index),
      },
    ];
  });
}
