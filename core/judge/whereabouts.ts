import type { DockerfileDocument, Instruction } from '../facts/documents/dockerfile.js';
import { hidesWords, SHELL, takesAnyWord } from './hiding.js';
import type { Lexicon, Mention } from './lexicon.js';
import { findWords, Vocabulary } from './vocabulary.js';

/** The words of a Dockerfile, and the instructions where they stand. */
export class Whereabouts extends Vocabulary {
  /** By the numbers of words, each list in the order of the text. */
  readonly #having: (Instruction[] | undefined)[];
  /** Those that may have any word of the file. */
  readonly #open: Instruction[] = [];

  constructor({ text, instructions }: DockerfileDocument, lexicon: Lexicon) {
    super(lexicon);
    this.#having = new Array<Instruction[] | undefined>(lexicon.size).fill(undefined);
    let end = 0;
    for (const instruction of instructions) {
      this.add(text.slice(end, instruction.span.start), lexicon);
      end = instruction.span.end;
      this.#addInstruction(instruction, text.slice(instruction.span.start, end), lexicon);
    }
    this.add(text.slice(end), lexicon);
  }

  #addInstruction(instruction: Instruction, text: string, lexicon: Lexicon): void {
    if (takesAnyWord(instruction, text)) {
      this.#open.push(instruction);
      this.add(text, lexicon);
      return;
    }
    findWords(text, lexicon, !SHELL.has(instruction.keyword), number => {
      this.mark(number);
      const list = this.#having[number];
      if (!list) this.#having[number] = [instruction];
      else if (list[list.length - 1] !== instruction) list.push(instruction);
    });
  }

  /** The instructions where one of some words stands, or may, in the order of the text. */
  of(mentions: readonly Mention[]): readonly Instruction[] {
    let found: readonly Instruction[] = this.#open;
    for (const mention of mentions) found = united(found, this.#withAll(mention));
    return found;
  }

  #withAll(mention: Mention): readonly Instruction[] {
    const list = this.#having[mention[0]!] ?? NONE;
    return mention.length === 1 ? list : list.filter(one => mention.every(number => this.#having[number]?.includes(one)));
  }
}

/** The words of a Dockerfile, and where they stand; `undefined` where some could be hidden. */
export const whereaboutsOf = (document: DockerfileDocument, lexicon: Lexicon): Whereabouts | undefined =>
  hidesWords(document) ? undefined : new Whereabouts(document, lexicon);

const NONE: readonly Instruction[] = [];

/** Two lists in the order of the text as one, each instruction once. */
function united(some: readonly Instruction[], others: readonly Instruction[]): readonly Instruction[] {
  if (others.length === 0) return some;
  if (some.length === 0) return others;
  const all: Instruction[] = [];
  let i = 0;
  for (const other of others) {
    while (i < some.length && some[i]!.span.start < other.span.start) all.push(some[i++]!);
    if (some[i] === other) i++;
    all.push(other);
  }
  while (i < some.length) all.push(some[i++]!);
  return all;
}
