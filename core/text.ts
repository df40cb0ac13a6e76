/** A half-open range of a text. Offsets are 0-based UTF-16 code units, as in JavaScript strings. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replacement. An empty span inserts; an empty text deletes. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
  /** Another file of the workspace than the one that the finding is in (POSIX, relative to its root); created when absent. */
  readonly path?: string;
}

/** A place in a text as people count: both from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export const at = (offset: number): Span => ({ start: offset, end: offset });

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

export const contains = (outer: Span, offset: number): boolean => outer.start <= offset && offset <= outer.end;

/** Translates offsets to lines. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** The 0-based line that holds `offset`. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line: line + 1, column: offset - this.#starts[line]! + 1 };
  }

  /** The offset of a 0-based line and character, clamped to the text. */
  offset(line: number, character: number): number {
    if (line >= this.#starts.length) return this.#length;
    return Math.min(this.#starts[line]! + character, this.#starts[line + 1] ?? this.#length);
  }
}

/** The file's line end: that of its first line, `\n` when it has none. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** The offset just after the last line end before `offset`: where its line starts. A byte-order mark belongs to no line. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && offset > 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
}

/** The offset of the line end after `offset` (before its `\r\n` or `\n`), or the length of the text. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return at > offset && text[at - 1] === '\r' ? at - 1 : at;
}

/** The lines that `span` stands on, with one line end: the one after them, or, at the end of a text that ends without, the one before. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const first = lineStart(text, start);
  const last = lineEnd(text, end);
  if (last < text.length) return { start: first, end: last + (text.startsWith('\r\n', last) ? 2 : 1) };
  return { start: first === 0 ? 0 : first - (text.startsWith('\r\n', first - 2) ? 2 : 1), end: last };
}

/**
 * The order of edits that are made together: that of the text. Several insertions at one place stand as YAML nests: deeper lines first, list
 * items before keys of the same column; those that are alike keep their order.
 */
export const byPlace = (a: TextEdit, b: TextEdit): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || depthOf(b) - depthOf(a);

/** How deep the first inserted line is; a dash counts as half a column more. */
function depthOf({ text }: TextEdit): number {
  const [, indentation = '', dash] = /^[\r\n]*( *)(- )?/.exec(text)!;
  return indentation.length + (dash ? 0.5 : 0);
}

/**
 * The text after all `edits`, in whatever order they are given (see `byPlace`).
 * @throws RangeError when two edits overlap: whoever combines edits has to leave one out.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let last = 0;
  for (const { span, text: inserted } of [...edits].sort(byPlace)) {
    if (span.start < last) throw new RangeError(`edits overlap at offset ${span.start}`);
    result += text.slice(last, span.start) + inserted;
    last = span.end;
  }
  return result + text.slice(last);
}
