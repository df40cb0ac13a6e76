import type { Instruction } from '../facts/documents/dockerfile.js';
import type { Lexicon, Mention } from './lexicon.js';
import { findWords } from './vocabulary.js';

/** Where a shell reads the words: what variables bring there nobody knows before it runs. */
const SHELL: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** Tells which instructions of a Dockerfile have words of a lexicon, or may have them. */
export class Whereabouts {
  /** By the numbers of words, in the order of the text. */
  readonly #having: (Instruction[] | undefined)[];
  /** Those that may have any word of the file. */
  readonly #open: readonly Instruction[];

  constructor(instructions: readonly Instruction[], lexicon: Lexicon) {
    const having = new Array<Instruction[] | undefined>(lexicon.size).fill(undefined);
    const open: Instruction[] = [];
    for (const instruction of instructions) {
      const text = instruction.text.slice(instruction.span.start, instruction.span.end);
      if (takesAnyWord(instruction, text)) open.push(instruction);
      else
        findWords(text, lexicon, number => {
          const list = having[number];
          if (!list) having[number] = [instruction];
          else if (list.at(-1) !== instruction) list.push(instruction);
        });
    }
    this.#having = having;
    this.#open = open;
  }

  /** Those where one of the words stands, or may. */
  of(mentions: readonly Mention[]): readonly Instruction[] {
    let found: readonly Instruction[] = this.#open;
    for (const mention of mentions) {
      const here = this.#withAll(mention);
      if (here.length > 0) found = found.length === 0 ? here : [...new Set([...found, ...here])];
    }
    return found;
  }

  #withAll(mention: Mention): readonly Instruction[] {
    const [first, ...others] = mention;
    const list = this.#having[first!] ?? [];
    return others.length === 0 ? list : list.filter(one => others.every(number => this.#having[number]?.includes(one)));
  }
}

/** Variables that Docker replaces may bring words from other instructions. */
const takesAnyWord = ({ keyword }: Instruction, text: string): boolean =>
  text.includes('$') && (!SHELL.has(keyword) || /^\w+\s+(?:\\\s+)?--/.test(text));
