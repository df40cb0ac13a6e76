/** A word as its runs of letters, by their numbers in a lexicon: `network_mode` is `network` and `mode`, and stands where both do. */
export type Mention = readonly number[];

/** How many places the table of hashes has: two words that share one cost a question, never a finding. */
const SIZE = 1 << 14;

interface Entry {
  readonly letters: string;
  readonly number: number;
}

/**
 * The words that rules mention, as runs of letters in lower case, each with a number. Texts are searched for these alone, and no string is
 * made of what stands there.
 */
export class Lexicon {
  readonly #numbers = new Int16Array(SIZE).fill(-1);
  readonly #entries: Entry[] = [];
  /** By their letters, and by their letters backwards, sorted when they are asked for. */
  #forwards: readonly Entry[] | undefined;
  #backwards: readonly Entry[] | undefined;
  #size = 0;

  /** How many numbers there are. */
  get size(): number {
    return this.#size;
  }

  /** The word as texts are searched for it. All words are to be told before the first text is read. */
  mention(word: string): Mention {
    return (word.toLowerCase().match(/[a-z]+/g) ?? []).map(letters => this.#numberOf(letters));
  }

  #numberOf(letters: string): number {
    const place = hashOf(letters);
    if (this.#numbers[place] === -1) this.#numbers[place] = this.#size++;
    const number = this.#numbers[place]!;
    if (!this.#entries.some(entry => entry.letters === letters)) this.#entries.push({ letters, number });
    this.#forwards = this.#backwards = undefined;
    return number;
  }

  /**
   * Tells the number of every run of letters in a text that is a word, or has its hash.
   * @returns whether a backslash stands before letters, or quotes between them, so that others may read other words there than those told:
   * `\nrm` is a line end and `rm`.
   */
  find(text: string, tell: (number: number) => void): boolean {
    let hash = 0;
    let inside = false;
    /** Whether what stands before the next character is a backslash, or a quote behind a letter or a backslash. */
    let bending = false;
    let isBent = false;
    for (let i = 0; i < text.length; i++) {
      const character = text.charCodeAt(i);
      // The lower case of a letter of ASCII; others become no letter by it.
      const code = character | 32;
      if (code >= 97 && code <= 122) {
        hash = (hash * 31 + code) | 0;
        inside = true;
        continue;
      }
      if (inside) {
        const number = this.#numbers[hash & (SIZE - 1)]!;
        if (number >= 0) tell(number);
        isBent ||= bending;
        hash = 0;
        bending = isQuoting(character);
        inside = false;
      } else {
        bending = character === BACKSLASH || (bending && isQuoting(character));
      }
    }
    const last = inside ? this.#numbers[hash & (SIZE - 1)]! : -1;
    if (last >= 0) tell(last);
    return isBent || (inside && bending);
  }

  /** Tells the numbers of words that begin with some letters in lower case. */
  findStarting(letters: string, tell: (number: number) => void): void {
    this.#forwards ??= sorted(this.#entries);
    findIn(this.#forwards, letters, tell);
  }

  /** Tells the numbers of words that end with some letters. */
  findEnding(letters: string, tell: (number: number) => void): void {
    this.#backwards ??= sorted(this.#entries.map(entry => ({ ...entry, letters: reversed(entry.letters) })));
    findIn(this.#backwards, reversed(letters), tell);
  }

  /** Tells the numbers of words that some letters stand in. */
  findAround(letters: string, tell: (number: number) => void): void {
    for (const entry of this.#entries) if (entry.letters.includes(letters)) tell(entry.number);
  }
}

const BACKSLASH = 92;

const isQuoting = (character: number): boolean => character === BACKSLASH || character === 34 || character === 39;

/** The same as `find` computes on its way. */
function hashOf(letters: string): number {
  let hash = 0;
  for (let i = 0; i < letters.length; i++) hash = (hash * 31 + letters.charCodeAt(i)) | 0;
  return hash & (SIZE - 1);
}

const reversed = (letters: string): string => [...letters].reverse().join('');

const sorted = (entries: readonly Entry[]): readonly Entry[] => [...entries].sort((a, b) => (a.letters < b.letters ? -1 : 1));

/** Those that begin with `letters` stand together in a sorted list. */
function findIn(entries: readonly Entry[], letters: string, tell: (number: number) => void): void {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.letters < letters) low = middle + 1;
    else high = middle;
  }
  for (; low < entries.length && entries[low]!.letters.startsWith(letters); low++) tell(entries[low]!.number);
}
