import type { Document } from '../facts/document.js';
import { projectOf } from '../facts/documents/compose/project.js';
import type { Workspace } from '../facts/workspace.js';
import type { Lexicon, Mention } from './lexicon.js';

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

/** A variable with the letters before and behind it, and whether another one follows on those. */
const VARIABLE = /([a-z]*)["']?\$(?:\{[^}\s]*\}|[a-z_]\w*)?["']?([a-z]*)(?=(["']?\$)?)/gi;

/**
 * Tells the words of a lexicon that a text has, or may have once quotes, escapes and variables are read. Some may be told that do not stand
 * there, never the other way round.
 */
export function findWords(text: string, lexicon: Lexicon, tell: (number: number) => void): void {
  lexicon.find(text, tell);
  if (BENT.test(text)) {
    lexicon.find(text.replace(/\\./g, ' '), tell);
    lexicon.find(text.replace(/["'\\]+/g, ''), tell);
  }
  // Letters beside a variable may begin or end a word, or stand in the middle of it: its value may be the rest.
  for (const [, before, after, next] of text.includes('$') ? text.matchAll(VARIABLE) : []) {
    if (before) lexicon.findStarting(before.toLowerCase(), tell);
    if (!after) continue;
    if (next === undefined) lexicon.findEnding(after.toLowerCase(), tell);
    else lexicon.findAround(after.toLowerCase(), tell);
  }
}

/** The words of a lexicon that texts have, or may have. */
export class Vocabulary {
  readonly #seen: Uint8Array;

  constructor(texts: readonly string[], lexicon: Lexicon) {
    const seen = new Uint8Array(lexicon.size);
    this.#seen = seen;
    for (const text of texts) {
      findWords(text, lexicon, number => {
        seen[number] = 1;
      });
    }
  }

  /** Whether one of them stands there, or may. */
  hasAny(mentions: readonly Mention[]): boolean {
    for (const mention of mentions) if (this.#has(mention)) return true;
    return false;
  }

  #has(mention: Mention): boolean {
    for (const number of mention) if (this.#seen[number] === 0) return false;
    return true;
  }
}

/**
 * The words that bear on what rules say of a document: its own, and those of the files that make a Compose project with it.
 * `undefined` where some could be hidden: every rule has to be asked then.
 */
export function vocabularyOf(document: Document, workspace: Workspace, lexicon: Lexicon): Vocabulary | undefined {
  const texts = document.kind === 'compose' ? projectOf(document, workspace).texts : [document.text];
  const hiding = document.kind === 'dockerfile' ? HIDING_IN_DOCKERFILE : HIDING;
  return texts.some(text => SUSPICIOUS.test(text) && hiding.test(text)) ? undefined : new Vocabulary(texts, lexicon);
}
