import type { Span } from '../../text.js';

/** Script text and where it stands in the file: quoting may lie between the two. */
export interface Source {
  readonly text: string;
  /** Translates offsets of `text` to a span of the file. */
  locate(start: number, end: number): Span;
}

/** Text that stands in the file letter by letter, from `base` on. The parser ends what is left open behind the text's end. */
export const sourceAt = (text: string, base: number): Source => ({
  text,
  locate: (start, end) => ({ start: base + Math.min(start, text.length), end: base + Math.min(end, text.length) }),
});

/** Text whose letters cannot be told in the file: everything in it is where the whole is. */
export const sourceWithin = (text: string, span: Span): Source => ({ text, locate: () => span });

/**
 * `decoded` is `raw` with some backslashes taken out, as a shell reads `\"` inside double quotes and `` \` `` inside backquotes;
 * `raw` starts at `offset` of `outer`. Where the two do not match, everything in it is where the whole is.
 */
export function unescapedSource(decoded: string, raw: string, offset: number, outer: Source): Source {
  const starts: number[] = [];
  const ends: number[] = [offset];
  let at = 0;
  for (let i = 0; i < decoded.length; i++) {
    starts.push(offset + at);
    if (raw[at] === '\\' && raw[at + 1] === decoded[i]) at++;
    if (raw[at] !== decoded[i]) return sourceWithin(decoded, outer.locate(offset, offset + raw.length));
    at++;
    ends.push(offset + at);
  }
  starts.push(offset + at);
  return { text: decoded, locate: (start, end) => outer.locate(starts[start]!, start === end ? starts[start]! : ends[end]!) };
}
