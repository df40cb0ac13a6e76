import type { DockerfileDocument, Instruction } from '../facts/documents/dockerfile.js';

/** Where a shell reads the words: what variables bring there nobody knows before it runs. */
export const SHELL: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** Variables that Docker replaces may bring words from other instructions. */
export const takesAnyWord = ({ keyword }: Instruction, text: string): boolean =>
  text.includes('$') && (!SHELL.has(keyword) || /^\w+\s+(?:\\\s+)?--/.test(text));

/**
 * Whether words may be written so that nothing of them stands in the text. A line end behind the escape character parts words as long as
 * blanks stand beside it.
 */
export const hidesWords = ({ text, instructions }: DockerfileDocument): boolean =>
  hasHidingLineEnd(text) ||
  (text.includes('$') && HIDING_VARIABLE.test(text)) ||
  (text.includes('\\u') && NUMBERED.test(text)) ||
  (OPERATOR.test(text) && instructions.some(one => changesVariable(one, text)));

/** Two variables without anything between them, and characters by their numbers. */
const HIDING_VARIABLE = /\$(?:'|\{[^}\s]*\}["']?\$|\w+["']?\$)/;

/** A letter of an exec form by its number. */
const NUMBERED = /\\u[\da-f]{4}/i;

/** BuildKit takes out of a variable, or puts into it, what it likes: `${TAG/X/}`. */
const OPERATOR = /\$\{\w+[#%/]/;

function changesVariable(instruction: Instruction, text: string): boolean {
  const own = text.slice(instruction.span.start, instruction.span.end);
  return takesAnyWord(instruction, own) && OPERATOR.test(own);
}

/** Whether a line goes on in the next one without a blank on either side. */
function hasHidingLineEnd(text: string): boolean {
  for (let newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', newline + 1)) {
    if (isBlank(text.charCodeAt(newline + 1))) continue;
    let at = newline - 1;
    while (isBlank(text.charCodeAt(at))) at--;
    const code = text.charCodeAt(at);
    if ((code === BACKSLASH || code === BACKTICK) && !isBlank(text.charCodeAt(at - 1))) return true;
  }
  return false;
}

const BACKSLASH = 92;
const BACKTICK = 96;

/** What parts words in a Dockerfile: other blanks are letters there, if anybody writes them. */
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
