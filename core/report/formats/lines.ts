/** Control characters, and those that change the direction of what follows: a file may not drive the reader's terminal. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` on one line that a terminal shows as it is; each unprintable character becomes one `·`, a tab one space. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, character => (character === '\t' ? ' ' : '·'));

/** Breaks at spaces into lines of at most `columns` UTF-16 units, if words allow. No width: one line. */
export function wrap(text: string, columns: number | undefined): string[] {
  if (columns === undefined || text.length <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** `text` with a replacement character for each half of a surrogate pair: such a text has no UTF-8. */
export const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd');
