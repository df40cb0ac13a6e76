import type { Document } from '../facts/document.js';
import { projectOf } from '../facts/documents/compose/project.js';
import type { Workspace } from '../facts/workspace.js';

/** A word as its runs of letters in lower case: `network_mode` is `network` and `mode`, and stands where both do. */
export type Mention = readonly string[];

export const mentionOf = (word: string): Mention => lettersIn(word);

const lettersIn = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

/** What parts or joins words in the text that are none, or are two, once it is read: escapes, and quotes in the middle of a word. */
const BENT = /[a-z\\]["'\\]+[a-z]/i;

/** Letters beside a variable, whose value may be the rest of their word. */
const BESIDE_VARIABLE = /[a-z]+["']?(?=\$)|(?<=\}["']?)[a-z]+|(?<=\$\w+["'])[a-z]+/gi;

/**
 * Ways to write a word so that nothing of it stands in the text: numbers for characters, lines that go on in the middle of a word, two
 * variables without anything between them.
 */
const HIDING = /\\[xuU\r\n]|!!binary|\$'|\S[\\`][ \t]*\r?\n\s*[a-z]|\$\{[^}\s]*\}["']?\$|\$\w+["']?\$/i;
/** In a Dockerfile a line end behind the escape character parts words as long as blanks stand beside it. */
const HIDING_IN_DOCKERFILE = /\$'|\S[\\`]\s*\n\S|\$\{[^}\s]*\}["']?\$|\$\w+["']?\$/;

/** The words of texts, as runs of letters. It may have words that are none, never the other way round. */
export class Vocabulary {
  readonly #words = new Set<string>();
  readonly #parts: readonly string[];

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const variants = BENT.test(text) ? [text, text.replace(/\\./g, ' '), text.replace(/["'\\]+/g, '')] : [text];
      for (const variant of variants) for (const word of lettersIn(variant)) this.#words.add(word);
    }
    this.#parts = texts.flatMap(text => (text.includes('$') ? (text.match(BESIDE_VARIABLE) ?? []).flatMap(lettersIn) : []));
  }

  /** Whether one of them stands there, or may. */
  hasAny(mentions: readonly Mention[]): boolean {
    return mentions.some(letters => letters.every(word => this.#words.has(word) || this.#parts.some(part => word.includes(part))));
  }
}

/**
 * The words that bear on what rules say of a document: its own, and those of the files that make a Compose project with it.
 * `undefined` where some could be hidden: every rule has to be asked then.
 */
export function vocabularyOf(document: Document, workspace: Workspace): Vocabulary | undefined {
  const texts = document.kind === 'compose' ? projectOf(document, workspace).texts : [document.text];
  const hiding = document.kind === 'dockerfile' ? HIDING_IN_DOCKERFILE : HIDING;
  return texts.some(text => hiding.test(text)) ? undefined : new Vocabulary(texts);
}
