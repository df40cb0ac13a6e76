import type { Span } from '../../text.js';
import type { KnownOption, OptionTable } from './option-table.js';
import type { ShellCommand, ShellWord } from './types.js';
import { isFaithful, valueOffset } from './word.js';

/** One use of an option. */
export interface OptionUse {
  /** The best known name: `--insecure` for `-k`. */
  readonly name: string;
  /** The word that holds it: `-fsSLk`. */
  readonly word: ShellWord;
  /** The letter in a cluster of several; `undefined` when the word is the option alone or its place cannot be told. */
  readonly letterSpan: Span | undefined;
  /** Its value: the next word, or what stands behind `=` or the letter. */
  readonly value: ShellWord | undefined;
  /** What to delete to be rid of it and its value; `undefined` when that cannot be told. */
  readonly removal: readonly Span[] | undefined;
}

/** The options and operands of a command. Names are any spelling that the tool's table lists. */
export class Options {
  readonly #table: OptionTable;
  readonly #sub: OptionTable | undefined;

  constructor(
    table: OptionTable,
    sub: OptionTable | undefined,
    /** The subcommand, for groups with its own: `install`, `config set`. `undefined` when there is none or it is unknown. */
    readonly subcommand: string | undefined,
    readonly subcommandSpan: Span | undefined,
    readonly uses: readonly OptionUse[],
    /** What is no option, no value of one and no subcommand, in order. */
    readonly operands: readonly ShellWord[],
  ) {
    this.#table = table;
    this.#sub = sub;
  }

  /** All uses of an option, in order. */
  of(name: string): readonly OptionUse[] {
    if (this.uses.length === 0) return this.uses;
    const best = this.#best(name);
    return this.uses.filter(use => use.name === best);
  }

  has(name: string): boolean {
    if (this.uses.length === 0) return false;
    const best = this.#best(name);
    for (const use of this.uses) if (use.name === best) return true;
    return false;
  }

  values(name: string): readonly ShellWord[] {
    if (this.uses.length === 0) return NO_WORDS;
    const best = this.#best(name);
    const values: ShellWord[] = [];
    for (const use of this.uses) if (use.value && use.name === best) values.push(use.value);
    return values;
  }

  /** Where the option is first written: its word, whole. */
  span(name: string): Span | undefined {
    return this.of(name)[0]?.word.span;
  }

  /** What to delete to take out every use of the option; `undefined` when one cannot be taken out, or there is none. */
  removal(name: string): readonly Span[] | undefined {
    const uses = this.of(name);
    const spans: Span[] = [];
    for (const { removal } of uses) {
      if (!removal) return undefined;
      // `-kk` is one word, and both letters ask for it.
      for (const span of removal) if (!spans.some(other => other.start === span.start)) spans.push(span);
    }
    return uses.length > 0 ? spans : undefined;
  }

  #best(name: string): string {
    return (this.#sub?.known.get(name) ?? this.#table.known.get(name))?.name ?? name;
  }
}

const NO_WORDS: readonly ShellWord[] = [];

/**
 * Reads a command's options as getopt does: clusters of letters, `--name=value`, values in the next word, `--` as the end, options
 * behind operands. Abbreviated long names are not taken. A word that an expansion makes unknown counts as an operand unless its
 * beginning says that it is an option.
 */
export function readOptions(command: ShellCommand, table: OptionTable): Options {
  return new Reader(command, table).read();
}

class Reader {
  readonly #command: ShellCommand;
  readonly #table: OptionTable;
  #sub: OptionTable | undefined;
  #subcommand: string | undefined;
  readonly #subcommandWords: ShellWord[] = [];
  readonly #uses: OptionUse[] = [];
  readonly #operands: ShellWord[] = [];
  /** Index of the word that is read next. */
  #next = 1;

  constructor(command: ShellCommand, table: OptionTable) {
    this.#command = command;
    this.#table = table;
  }

  read(): Options {
    const { words } = this.#command;
    let ended = false;
    while (this.#next < words.length) {
      const index = this.#next++;
      const word = words[index]!;
      const known = knownText(word);
      if (!ended && word.value === '--') ended = true;
      else if (!ended && isOption(known)) this.#option(index, known);
      else if (ended || this.#table.syntax.plusOperands || !(known.startsWith('+') && /^\+[a-zA-Z]/.test(known)))
        ended = this.#operand(index) || ended;
    }
    const [first, last] = [this.#subcommandWords[0], this.#subcommandWords.at(-1)];
    const span = first && last && { start: first.span.start, end: last.span.end };
    return new Options(this.#table, this.#sub, this.#subcommand, span, this.#uses, this.#operands);
  }

  /** Takes an operand or a subcommand; true when it ends the options. */
  #operand(index: number): boolean {
    const word = this.#command.words[index]!;
    const { syntax, subcommands } = this.#table;
    if (syntax.bareCluster && index === 1 && /^[a-zA-Z]+$/.test(word.value ?? '')) {
      this.#bareCluster(word);
      return false;
    }
    if (syntax.subcommands && this.#operands.length === 0 && word.value !== undefined) {
      const count = this.#subcommandWords.length;
      if (count === 0 || (count === 1 && syntax.groups?.includes(this.#subcommand!))) {
        this.#subcommand = count === 0 ? word.value : `${this.#subcommand} ${word.value}`;
        this.#subcommandWords.push(word);
        this.#sub = subcommands.get(this.#subcommand) ?? this.#sub ?? subcommands.get('');
        return false;
      }
    }
    this.#operands.push(word);
    return (this.#sub ?? this.#table).syntax.stopsAtOperand ?? false;
  }

  #option(index: number, known: string): void {
    const equals = known.indexOf('=');
    const name = equals > 0 ? known.slice(0, equals) : known;
    const isLong = known.startsWith('--') || this.#table.syntax.singleDash || (name.length > 2 && this.#lookUp(name) !== undefined);
    if (isLong) this.#long(index, name, equals);
    else this.#cluster(index, known);
  }

  #long(index: number, name: string, equals: number): void {
    const word = this.#command.words[index]!;
    // `--name$X` may be any option.
    if (equals < 0 && word.value === undefined) return;
    const known = this.#lookUp(name);
    const value = equals > 0 ? tail(word, equals + 1) : known?.takes === 'value' ? this.#value() : undefined;
    this.#uses.push({ name: known?.name ?? name, word, letterSpan: undefined, value, removal: this.#wholeWord(index) });
  }

  #cluster(index: number, known: string): void {
    const word = this.#command.words[index]!;
    const offset = valueOffset(word);
    for (let i = 1; i < known.length; i++) {
      const spelling = shortOption(known, i);
      const option = this.#lookUp(spelling);
      const name = option?.name ?? spelling;
      const letter = offset === undefined ? undefined : word.span.start + offset + i;
      const alone = i === 1 && (known.length === 2 ? word.value !== undefined : option?.takes === 'value' || option?.takes === 'attached');
      const letterSpan = alone || letter === undefined ? undefined : { start: letter, end: letter + 1 };
      if (!option || option.takes === 'nothing') {
        const removal = alone || this.#isOneOption(word, name) ? this.#wholeWord(index) : letterSpan && [letterSpan];
        this.#uses.push({ name, word, letterSpan, value: undefined, removal });
        continue;
      }
      const isLast = i === known.length - 1 && word.value !== undefined;
      const value = isLast ? (option.takes === 'value' ? this.#value() : undefined) : tail(word, i + 1);
      const rest = letterSpan && { start: letterSpan.start, end: word.span.end - offset! };
      const separate = isLast && value ? this.#gap(this.#next - 1) : undefined;
      const inCluster = rest && (isLast && value ? separate && [rest, separate] : [rest]);
      this.#uses.push({ name, word, letterSpan, value, removal: alone ? this.#wholeWord(index) : inCluster });
      return;
    }
  }

  /** Whether every letter of a cluster is the same option: `-vvv`. */
  #isOneOption({ value }: ShellWord, name: string): boolean {
    if (value === undefined) return false;
    for (let i = 1; i < value.length; i++) {
      const spelling = shortOption(value, i);
      if ((this.#lookUp(spelling)?.name ?? spelling) !== name) return false;
    }
    return true;
  }

  /** Letters without a dash: those that take a value have it in the following words. */
  #bareCluster(word: ShellWord): void {
    for (const letter of word.value!) {
      const option = this.#lookUp(`-${letter}`);
      const value = option?.takes === 'value' ? this.#value() : undefined;
      this.#uses.push({ name: option?.name ?? `-${letter}`, word, letterSpan: undefined, value, removal: undefined });
    }
  }

  #lookUp(spelling: string): KnownOption | undefined {
    return this.#sub?.known.get(spelling) ?? this.#table.known.get(spelling);
  }

  #value(): ShellWord | undefined {
    const word = this.#command.words[this.#next];
    if (word) this.#next++;
    return word;
  }

  /** The words from `index` up to what has been read, with the blank before them. */
  #wholeWord(index: number): readonly Span[] | undefined {
    const spans: Span[] = [];
    for (let i = index; i < this.#next; i++) {
      const span = this.#gap(i);
      if (!span) return undefined;
      spans.push(span);
    }
    return spans.length === 2 && spans[0]!.end === spans[1]!.start ? [{ start: spans[0]!.start, end: spans[1]!.end }] : spans;
  }

  /** A word with the blank before it, but without a redirect that stands there. */
  #gap(index: number): Span | undefined {
    const { words, redirects } = this.#command;
    const word = words[index]!;
    const before = words[index - 1]!;
    if (!isFaithful(word) || !isFaithful(before)) return undefined;
    const { end } = word.span;
    let start = before.span.end;
    for (const { span } of redirects) if (span.end <= word.span.start) start = Math.max(start, span.end);
    return { start, end };
  }
}

/** Made once: a string that is put together anew is slow to look up. */
const SHORT_OPTIONS = Array.from({ length: 128 }, (_, code) => `-${String.fromCharCode(code)}`);

/** The option that a letter of a cluster stands for. */
const shortOption = (cluster: string, index: number): string => SHORT_OPTIONS[cluster.charCodeAt(index)] ?? `-${cluster[index]}`;

const DASH = '-'.charCodeAt(0);

/** `-x` or `--x`, as opposed to a dash alone, `--` and a row of dashes. */
function isOption(text: string): boolean {
  if (text.charCodeAt(0) !== DASH) return false;
  const start = text.charCodeAt(1) === DASH ? 2 : 1;
  return text.length > start && text.charCodeAt(start) !== DASH;
}

/** As much of the word's beginning as is known. */
function knownText({ value, text }: ShellWord): string {
  return value ?? /^[^$`'"\\]*/.exec(text)![0];
}

/** The part of a word from `offset` of its value on. */
function tail(word: ShellWord, offset: number): ShellWord {
  const shift = word.value === undefined ? 0 : valueOffset(word);
  // Quoting that begins behind the option's name (`--user="a b"`) leaves the name as it is.
  const plain = shift ?? (isFaithful(word) && !/["'\\]/.test(word.text.slice(0, offset)) ? 0 : undefined);
  const value = word.value?.slice(offset);
  if (plain === undefined || !isFaithful(word)) return { value, text: value ?? word.text, span: word.span };
  const end = word.text.length - plain;
  return {
    value,
    text: word.text.slice(plain + offset, end),
    span: { start: word.span.start + plain + offset, end: word.span.start + end },
  };
}
