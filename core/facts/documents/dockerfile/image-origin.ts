import type { Span, TextEdit } from '../../../text.js';
import type { Instruction, Word } from '../dockerfile.js';

/** Where the variable part of FROM's image is written: the default of an ARG, or within the FROM itself. */
export interface ImageOrigin {
  readonly span: Span;
  /** Whether another image takes its text from there, too. */
  isShared(): boolean;
  /** The edit that makes the image `next`; `null` where that part alone does not, or something else reads the variable too. */
  rewrite(next: string): readonly TextEdit[] | null;
}

/** One variable, with what stands around it and its default in FROM. */
const ONE_VARIABLE = /^(["']?)([^$"'\\]*)\$(?:(\w+)|\{(\w+)(?::?-([^${}"'\\]*))?\})([^$"'\\]*)\1$/;
const PLAIN = /^(["']?)([^$"'\\\s]+)\1$/;

/**
 * @param value what the image comes to.
 * @param instructions of the whole file, in order.
 */
export function imageOrigin(image: Word, value: string, instructions: readonly Instruction[]): ImageOrigin | undefined {
  const match = ONE_VARIABLE.exec(image.text);
  if (!match) return undefined;
  const [, , before = '', plain, braced, own, behind = ''] = match;
  const name = plain ?? braced!;
  const end = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const declaring = instructions.slice(0, end).findLast(({ pairs }) => pairs.some(pair => pair.name === name));
  const written = declaring?.pairs.findLast(pair => pair.name === name)?.value;
  const [, quote = '', given] = (written && PLAIN.exec(written.text)) || [];
  const text = given ?? (written ? undefined : own);
  if (text === undefined || before + text + behind !== value) return undefined;
  const start =
    given === undefined ? image.span.start + image.text.indexOf(own!, image.text.indexOf('-') + 1) : written!.span.start + quote.length;
  const span = { start, end: start + text.length };
  return {
    span,
    isShared: () => readers(name, image, declaring, instructions).some(({ keyword }) => keyword === 'FROM'),
    rewrite(next) {
      const part = next.slice(before.length, next.length - behind.length);
      const fits = next.length > before.length + behind.length && next.startsWith(before) && next.endsWith(behind);
      // A digest goes with the tag that it was asked for: whoever says another tag would not get it.
      const splits = part.includes('@') && /:[^/]*$/.test(before);
      return fits && !splits && readers(name, image, declaring, instructions).length === 0 ? [{ span, text: part }] : null;
    },
  };
}

/** The instructions, but for the same FROM, that have the variable's name in them. */
function readers(
  name: string,
  image: Word,
  declaring: Instruction | undefined,
  instructions: readonly Instruction[],
): readonly Instruction[] {
  const mention = new RegExp(`(?<!\\w)${name}(?!\\w)`);
  return instructions.filter(instruction => {
    const { keyword, words, text, span } = instruction;
    if (instruction === declaring || (keyword === 'FROM' && words[0]?.text === image.text)) return false;
    return mention.test(text.slice(span.start, span.end));
  });
}
