import type { Document } from '../facts/document.js';
import { projectOf } from '../facts/documents/compose/project.js';
import type { Workspace } from '../facts/workspace.js';
import type { Lexicon, Mention } from './lexicon.js';

/**
 * Ways to write a word so that nothing of it stands in the text: numbers for characters, lines that go on in the middle of a word, two
 * variables without anything between them.
 */
const HIDING = /\\[xuU\r\n]|!!binary|\$'|\S[\\`][ \t]*\r?\n\s*[a-z]|\$\{[^}\s]*\}["']?\$|\$\w+["']?\$/i;
/** None of the above is in a text without these. */
export const SUSPICIOUS = /[\\`$]|!!/;

/** A variable with the letters before and behind it, and whether another one follows on those. */
const VARIABLE = /([a-z]*)["']?\$(?:\{[^}\s]*\}|[a-z_]\w*)?["']?([a-z]*)(?=(["']?\$)?)/gi;

/**
 * Tells the words of a lexicon that a text has, or may have once quotes and escapes are read. Some may be told that do not stand there, never
 * the other way round.
 * @param joins whether what variables hold becomes one word with the letters beside them.
 */
export function findWords(text: string, lexicon: Lexicon, joins: boolean, tell: (number: number) => void): void {
  // Escapes, and quotes in the middle of a word, part and join words that are none, or are two, once it is read.
  if (lexicon.find(text, tell)) {
    lexicon.find(text.replace(/\\./g, ' '), tell);
    lexicon.find(text.replace(/["'\\]+/g, ''), tell);
  }
  // Letters beside a variable may begin or end a word, or stand in the middle of it.
  for (const [, before, after, next] of joins && text.includes('$') ? text.matchAll(VARIABLE) : []) {
    if (before) lexicon.findStarting(before.toLowerCase(), tell);
    if (!after) continue;
    if (next === undefined) lexicon.findEnding(after.toLowerCase(), tell);
    else lexicon.findAround(after.toLowerCase(), tell);
  }
}

/** The words of a lexicon that a document has, or may have. */
export class Vocabulary {
  /** By the numbers of words: whether they are there. */
  readonly #seen: boolean[];
  /** The numbers of the words that are there. */
  readonly numbers: number[] = [];

  constructor(lexicon: Lexicon, texts: readonly string[] = []) {
    this.#seen = new Array<boolean>(lexicon.size).fill(false);
    for (const text of texts) this.add(text, lexicon);
  }

  protected add(text: string, lexicon: Lexicon): void {
    findWords(text, lexicon, true, number => this.mark(number));
  }

  protected mark(number: number): void {
    if (this.#seen[number]) return;
    this.#seen[number] = true;
    this.numbers.push(number);
  }

  /** Whether one of them stands there, or may. */
  hasAny(mentions: readonly Mention[]): boolean {
    for (const mention of mentions) if (this.#has(mention)) return true;
    return false;
  }

  #has(mention: Mention): boolean {
    for (const number of mention) if (!this.#seen[number]) return false;
    return true;
  }
}

/**
 * The words that bear on what rules say of a document: its own, and those of the files that make a Compose project with it.
 * `undefined` where some could be hidden: every rule has to be asked then.
 */
export function vocabularyOf(document: Document, workspace: Workspace, lexicon: Lexicon): Vocabulary | undefined {
  const texts = document.kind === 'compose' ? projectOf(document, workspace).texts : [document.text];
  return texts.some(text => SUSPICIOUS.test(text) && HIDING.test(text)) ? undefined : new Vocabulary(lexicon, texts);
}
