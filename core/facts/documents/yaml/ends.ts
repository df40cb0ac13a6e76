import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { lineEnd, lineStart } from '../../../text.js';
import type { Entry, YamlMap, YamlNode, YamlSeq } from './nodes.js';

/** Where parts of a YAML text begin and end for people: the parser counts blanks and comments to what stands before them. */

export const column = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Where a value starts being possible: just after the key's colon. */
export function colonAfter(entry: Entry): number | undefined {
  const { text } = entry.map.document;
  const match = /^\s*:/.exec(text.slice(entry.keySpan.end, entry.keySpan.end + 40));
  return match ? entry.keySpan.end + match[0].length : undefined;
}

/** The last scalar's or collection's end, without blank lines behind it. */
export const endOf = (node: YamlNode | { readonly document: YamlMap['document']; readonly node: Node }): number =>
  trimmedEnd(node, node.node as Node);

/** The same of a node of the parser's. */
export function trimmedEnd({ document }: { readonly document: YamlMap['document'] }, node: Node): number {
  const leaf = lastNode(node);
  let end = document.span.start + (leaf.range?.[1] ?? 0);
  while (end > 0 && /\s/.test(document.text[end - 1]!)) end--;
  return Math.max(end, document.span.start + (leaf.range?.[0] ?? 0));
}

export const lastLeaf = (node: YamlMap | YamlSeq): { readonly document: YamlMap['document']; readonly node: Node } => {
  const item = node.node.items.at(-1) as { key?: Node; value?: Node | null } | Node;
  const inner = 'key' in item ? ((item as { value?: Node | null }).value ?? (item as { key: Node }).key) : (item as Node);
  return { document: node.document, node: inner };
};

/** The node whose text ends a block collection. */
function lastNode(node: Node): Node {
  let last = node;
  while ((isMap(last) || isSeq(last)) && !last.flow && last.items.length > 0) {
    const item = last.items.at(-1) as { key?: Node; value?: Node | null } | Node;
    const next: Node | null | undefined = isMap(last)
      ? ((item as { value?: Node | null }).value ?? (item as { key: Node }).key)
      : (item as Node);
    if (!next) break;
    last = next;
  }
  return last;
}

/** The end of the last line that belongs to a block collection, comments on that line and about what is nested in it included. */
export function insertionPoint(node: YamlMap | YamlSeq): number {
  const { text, span } = node.document; // the document's span: parser offsets are relative to it
  const leaf = lastNode(node.node);
  if (isScalar(leaf) && (leaf.type === 'BLOCK_LITERAL' || leaf.type === 'BLOCK_FOLDED')) {
    const header = text.slice(span.start + leaf.range![0], lineEnd(text, span.start + leaf.range![0]));
    if (/^[|>]\d*\+/.test(header)) return span.start + leaf.range![1];
  }
  return afterComments(text, lineEnd(text, trimmedEnd(node, node.node)), column(text, node.span.start));
}

/** The end of the last of the comments that follow a line and are indented deeper than `indent`. */
function afterComments(text: string, end: number, indent: number): number {
  const [comment, indentation] = /^(?:\r?\n[ \t]*)*\r?\n( *)#[^\r\n]*/.exec(text.slice(end)) ?? [];
  return comment !== undefined && indentation!.length > indent ? afterComments(text, end + comment.length, indent) : end;
}
