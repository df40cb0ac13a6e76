import type { ImageUse } from '../../core/facts/views/image.js';
import type { TextEdit } from '../../core/text.js';

/** Edits that name another image. The one that would write the same tag again tells where and how the text is written. */
export function writtenAs(image: ImageUse, wanted: string): readonly TextEdit[] | null {
  if (!image.reference) return null;
  const { text, tag, digest } = image.reference;
  const same = digest !== undefined ? image.setDigest(digest) : tag !== undefined ? image.setTag(tag) : null;
  // What a variable's default makes is not written in one piece.
  if (!same?.every(edit => edit.text.includes(text))) return null;
  return same.map(edit => ({ ...edit, text: edit.text.replace(text, () => wanted) }));
}
