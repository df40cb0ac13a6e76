import type { Document } from '../facts/document.js';
import { projectOf } from '../facts/documents/compose/project.js';
import type { Workspace } from '../facts/workspace.js';

/** A run of letters in lower case. */
interface Run {
  readonly letters: string;
  readonly bit: number;
}

/** A word as its runs of letters: `network_mode` is `network` and `mode`, and stands where both do. */
export type Mention = readonly Run[];

export const mentionOf = (word: string): Mention => lettersIn(word).map(letters => ({ letters, bit: bitOf(letters) }));

const lettersIn = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

const BITS = 4096;

/** Where a run of letters has its bit. */
function bitOf(letters: string): number {
  let hash = 0;
  for (let i = 0; i < letters.length; i++) hash = (hash * 31 + letters.charCodeAt(i)) | 0;
  return hash & (BITS - 1);
}

/** What parts or joins words in the text that are none, or are two, once it is read: escapes, and quotes in the middle of a word. */
const BENT = /[a-z\\]["'\\]+[a-z]/i;

/**
 * Ways to write a word so that nothing of it stands in the text: numbers for characters, lines that go on in the middle of a word, two
 * variables without anything between them.
 */
const HIDING = /\\[xuU\r\n]|!!binary|\$'|\S[\\`][ \t]*\r?\n\s*[a-z]|\$\{[^}\s]*\}["']?\$|\$\w+["']?\$/i;
/** In a Dockerfile a line end behind the escape character parts words as long as blanks stand beside it. */
const HIDING_IN_DOCKERFILE = /\$'|\S[\\`]\s*\n\S|\$\{[^}\s]*\}["']?\$|\$\w+["']?\$/;
/** None of the above is in a text without these. */
const SUSPICIOUS = /[\\`$]|!!/;

/**
 * The words of texts, as runs of letters: a bit for each, so that no string is made. It may seem to have words that do not stand there
 * (two with one bit), never the other way round.
 */
export class Vocabulary {
  readonly #seen = new Uint8Array(BITS);
  /** How words may begin, end or go on beside variables, whose values may be the rest of them. */
  readonly #parts: { readonly letters: string; readonly at: 'start' | 'end' | 'middle' }[] = [];

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      this.#add(text);
      if (BENT.test(text)) {
        this.#add(text.replace(/\\./g, ' '));
        this.#add(text.replace(/["'\\]+/g, ''));
      }
      for (const [, before, after, next] of text.includes('$') ? text.matchAll(VARIABLE) : []) {
        if (before) this.#parts.push({ letters: before.toLowerCase(), at: 'start' });
        if (after) this.#parts.push({ letters: after.toLowerCase(), at: next === undefined ? 'end' : 'middle' });
      }
    }
  }

  /** Whether one of them stands there, or may. */
  hasAny(mentions: readonly Mention[]): boolean {
    for (const mention of mentions) if (this.#has(mention)) return true;
    return false;
  }

  #has(mention: Mention): boolean {
    for (const run of mention) if (this.#seen[run.bit] === 0 && !this.#isBesideVariable(run.letters)) return false;
    return true;
  }

  #isBesideVariable(word: string): boolean {
    for (const { letters, at } of this.#parts) {
      if (at === 'start' ? word.startsWith(letters) : at === 'end' ? word.endsWith(letters) : word.includes(letters)) return true;
    }
    return false;
  }

  /** The same as `bitOf` for every run of letters. */
  #add(text: string): void {
    const seen = this.#seen;
    let hash = 0;
    let inside = false;
    for (let i = 0; i < text.length; i++) {
      // The lower case of a letter of ASCII; others become no letter by it.
      const code = text.charCodeAt(i) | 32;
      if (code >= 97 && code <= 122) {
        hash = (hash * 31 + code) | 0;
        inside = true;
      } else if (inside) {
        seen[hash & (BITS - 1)] = 1;
        hash = 0;
        inside = false;
      }
    }
    if (inside) seen[hash & (BITS - 1)] = 1;
  }
}

/** A variable with the letters before and behind it, and whether another one follows on those. */
const VARIABLE = /([a-z]*)["']?\$(?:\{[^}\s]*\}|[a-z_]\w*)?["']?([a-z]*)(?=(["']?\$)?)/gi;

/**
 * The words that bear on what rules say of a document: its own, and those of the files that make a Compose project with it.
 * `undefined` where some could be hidden: every rule has to be asked then.
 */
export function vocabularyOf(document: Document, workspace: Workspace): Vocabulary | undefined {
  const texts = document.kind === 'compose' ? projectOf(document, workspace).texts : [document.text];
  const hiding = document.kind === 'dockerfile' ? HIDING_IN_DOCKERFILE : HIDING;
  return texts.some(text => SUSPICIOUS.test(text) && hiding.test(text)) ? undefined : new Vocabulary(texts);
}
