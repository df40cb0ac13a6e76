import type { Document } from '../facts/document.js';
import { projectOf } from '../facts/documents/compose/project.js';
import type { Workspace } from '../facts/workspace.js';

/** A word as its runs of letters in lower case: `network_mode` is `network` and `mode`, and stands where both do. */
export type Mention = readonly string[];

export const mentionOf = (word: string): Mention => lettersIn(word);

const lettersIn = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

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

/** The words of texts, as runs of letters. It may have words that are none, never the other way round. */
export class Vocabulary {
  readonly #words = new Set<string>();
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
    for (const word of mention) if (!this.#words.has(word) && !this.#isBesideVariable(word)) return false;
    return true;
  }

  #isBesideVariable(word: string): boolean {
    return this.#parts.some(({ letters, at }) =>
      at === 'start' ? word.startsWith(letters) : at === 'end' ? word.endsWith(letters) : word.includes(letters),
    );
  }

  #add(text: string): void {
    for (const word of lettersIn(text)) this.#words.add(word);
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
