import { at, type TextEdit } from '../../../text.js';

/**
 * Edits that are made together, as one list; `null` when one of them cannot be made. Several insertions at one place are put in the
 * order in which YAML nests: deeper lines first, list items before keys of the same column. Edits that overlap cannot be made together.
 */
export function together(...lists: readonly (readonly TextEdit[] | null)[]): readonly TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const list of lists) {
    if (!list) return null;
    edits.push(...list);
  }
  const sorted = edits
    .map(edit => outOf(edits, edit))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || depthOf(b) - depthOf(a));
  return sorted.some((edit, i) => i > 0 && edit.span.start < sorted[i - 1]!.span.end) ? null : sorted;
}

/** Lines that are to stand beside a line that another edit takes out stand in its place. */
function outOf(edits: readonly TextEdit[], edit: TextEdit): TextEdit {
  const { span, text } = edit;
  const around = edits.find(other => other.text === '' && other.span.start < span.start && span.end < other.span.end);
  const [, first, inner, last] = /^(\r?\n)?([\s\S]*?)(\r?\n)?$/.exec(text)!;
  if (!around || span.start !== span.end || (first === undefined) === (last === undefined)) return edit;
  // The last line of a text that ends without a line end goes with the one before it.
  return { ...edit, span: at(around.span.start), text: first === undefined ? last! + inner : inner + first };
}

/** How deep the first inserted line is; a dash counts as half a column more. */
function depthOf({ text }: TextEdit): number {
  const match = /^[\r\n]*( *)(- )?/.exec(text)!;
  return match[1]!.length + (match[2] ? 0.5 : 0);
}
