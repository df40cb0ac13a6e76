import { at, byPlace, type TextEdit } from '../../../text.js';

/**
 * Edits that are made together, as one list in the order of the text; `null` when one of them cannot be made. Edits that overlap cannot be
 * made together.
 */
export function together(...lists: readonly (readonly TextEdit[] | null)[]): readonly TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const list of lists) {
    if (!list) return null;
    edits.push(...list);
  }
  const sorted = edits.map(edit => outOf(edits, edit)).sort(byPlace);
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
