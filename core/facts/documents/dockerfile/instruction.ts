import type { Span, TextEdit } from '../../../text.js';
import type { Target, Unit } from '../../fact.js';
import { parseExec, parseShell } from '../../shell/parse.js';
import { exactly, type Write, writesOf } from '../../shell/tools/writes.js';
import type { ShellScript } from '../../shell/types.js';
import type { Command } from '../../views/command.js';
import { commandsIn } from './command-view.js';
import { insertionAbove, lineRemoval, pairRemoval } from './line-edits.js';
import type { Stage } from './stage.js';
import { type Expansion, expand, type Scope } from './variables.js';
import { logicalLineEnd, logicalText, nextWord, splitJson, splitWords, type Word, wordStart } from './words.js';

/** `--name=value` or `--name` before an instruction's arguments. */
export interface Flag {
  readonly name: string;
  /** As written after `=`; `undefined` without one. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly valueSpan: Span | undefined;
}

/** `NAME=value` of ENV, ARG or LABEL. */
export interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  /** As written; `undefined` for an ARG without default. */
  readonly value: Word | undefined;
  readonly span: Span;
}

export interface Heredoc {
  readonly delimiter: string;
  /** Quoted delimiters switch substitution off. */
  readonly quoted: boolean;
  /** The content, first line to last, without the delimiter's line. */
  readonly span: Span;
}

const NO_SCRIPT: ShellScript = { commands: [], failed: false };
const HEREDOC_KEYWORDS: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);
const PATH_KEYWORDS: ReadonlySet<string> = new Set(['COPY', 'ADD', 'VOLUME']);
const PAIR_KEYWORDS: ReadonlySet<string> = new Set(['ENV', 'ARG', 'LABEL']);
const SCRIPT_KEYWORDS: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT']);
const FAILED: ShellScript = { commands: [], failed: true };

/** One instruction. What it says is read when asked for, once. */
export class Instruction implements Target {
  #logical: string | undefined;
  #lineEnd: number | undefined;
  #flags: readonly Flag[] | undefined;
  #argumentsStart = 0;
  #words: readonly Word[] | undefined;
  #json: readonly (Word & { readonly value: string })[] | undefined | null = null;
  #pairs: readonly Pair[] | undefined;
  #heredocs: readonly Heredoc[] | undefined;
  #script: ShellScript | undefined;
  #commands: readonly Command[] | undefined;
  #writes: readonly Write[] | undefined;

  constructor(
    /** Upper case: `RUN`. Of an ONBUILD this is the trigger's. */
    readonly keyword: string,
    readonly text: string,
    /** From the keyword (of an ONBUILD: its trigger's) to the end of the last heredoc. */
    readonly span: Span,
    readonly keywordSpan: Span,
    readonly place: string,
    readonly stage: Stage | undefined,
    /** Variables in force before this instruction. */
    readonly scope: Scope,
    readonly escape: string,
    readonly onbuild: boolean,
  ) {}

  get units(): readonly Unit[] {
    return this.stage?.units ?? [];
  }

  /** The text with comments between continuation lines blanked; offsets are relative to `span.start`. */
  get logical(): string {
    this.#logical ??= logicalText(this.text, this.span, this.escape);
    return this.#logical;
  }

  /** Where its first logical line ends in `logical`. */
  get #logicalEnd(): number {
    this.#lineEnd ??= logicalLineEnd(this.logical);
    return this.#lineEnd;
  }

  get flags(): readonly Flag[] {
    if (this.#flags) return this.#flags;
    const flags: Flag[] = [];
    const end = this.#logicalEnd;
    let at = wordStart(this.logical, this.keywordSpan.end - this.span.start, end);
    while (this.logical.startsWith('--', at)) {
      const word = nextWord(this.logical, this.span.start, at, end, this.escape);
      const match = word && /^--([\w.-]+)(?:=([\s\S]*))?$/.exec(word.text);
      if (!word || !match) break;
      const value = match[2];
      flags.push({
        name: match[1]!,
        value,
        span: word.span,
        valueSpan: value === undefined ? undefined : { start: word.span.end - value.length, end: word.span.end },
      });
      at = wordStart(this.logical, word.span.end - this.span.start, end);
    }
    this.#argumentsStart = at;
    this.#flags = flags;
    return flags;
  }

  flag(name: string): Flag | undefined {
    return this.flags.find(flag => flag.name === name);
  }

  /** Where the arguments stand, flags left out, heredocs left out. */
  get argumentsSpan(): Span {
    void this.flags;
    const end = this.#logicalEnd;
    return { start: this.span.start + Math.min(this.#argumentsStart, end), end: this.span.start + end };
  }

  /** The exec form's strings; `undefined` in the shell form. */
  get json(): readonly (Word & { readonly value: string })[] | undefined {
    if (this.#json === null) {
      const { start, end } = this.argumentsSpan;
      this.#json = splitJson(this.logical, this.span.start, start - this.span.start, end - this.span.start);
    }
    return this.#json;
  }

  /** The arguments, split at blanks (shell form) or as the strings of the exec form. */
  get words(): readonly Word[] {
    if (this.#words) return this.#words;
    const { start, end } = this.argumentsSpan;
    this.#words = this.json ?? splitWords(this.logical, this.span.start, start - this.span.start, end - this.span.start, this.escape);
    return this.#words;
  }

  /** The pairs of ENV, ARG and LABEL, the old `ENV name rest of the line` included. */
  get pairs(): readonly Pair[] {
    this.#pairs ??= this.#readPairs();
    return this.#pairs;
  }

  /** A word's value after quotes and variables. In a list, they are replaced in paths only. Source: Dockerfile reference, "Environment replacement". */
  expand(word: Word): Expansion {
    const literal = (word as { value?: string }).value;
    if (literal !== undefined && !PATH_KEYWORDS.has(this.keyword)) return { value: literal, names: [] };
    return expand(literal ?? word.text, this.scope, this.escape);
  }

  /** Heredocs of RUN, COPY and ADD, in order. */
  get heredocs(): readonly Heredoc[] {
    this.#heredocs ??= this.#readHeredocs();
    return this.#heredocs;
  }

  /**
   * The commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK. `failed` where another shell than a POSIX one runs them, or where they
   * cannot be read.
   */
  get script(): ShellScript {
    this.#script ??= this.#readScript();
    return this.#script;
  }

  /** The simple commands of `script` as targets. */
  get commands(): readonly Command[] {
    this.#commands ??= commandsIn(this);
    return this.#commands;
  }

  /** The texts that RUN writes into files, and the heredocs of COPY and ADD. */
  get writes(): readonly Write[] {
    this.#writes ??=
      this.keyword === 'RUN'
        ? writesIn(this.script)
        : this.heredocs.map(({ span }) => exactly(this.words.at(-1)?.text, this.text.slice(span.start, span.end), span));
    return this.#writes;
  }

  /** Whether a RUN of its stage comes after it. */
  get hasStepsBehind(): boolean {
    return this.stage?.own('RUN').some(step => step.span.start > this.span.start) === true;
  }

  /** The edit that deletes a flag with the blank behind it. */
  removeFlag(flag: Flag): readonly TextEdit[] {
    const blank = /^(?:[ \t]|\\[ \t]*\r?\n)*/.exec(this.text.slice(flag.span.end, this.span.end))?.[0].length ?? 0;
    return [{ span: { start: flag.span.start, end: flag.span.end + blank }, text: '' }];
  }

  /** The edit that deletes one pair and keeps the other lines as they are; the whole instruction when the pair is alone in it. */
  removePair(pair: Pair): readonly TextEdit[] {
    return this.pairs.length === 1 ? this.remove() : [pairRemoval(this.text, this.pairs, pair)];
  }

  /** The edit that deletes the instruction with its line. */
  remove(): readonly TextEdit[] {
    return [lineRemoval(this.text, this.span)];
  }

  /** The edit that puts whole lines in front of the instruction, above the comments right over it: they speak of it. */
  insertAbove(...lines: readonly string[]): TextEdit {
    return insertionAbove(this.text, this.span, lines);
  }

  #readPairs(): readonly Pair[] {
    if (!PAIR_KEYWORDS.has(this.keyword)) return [];
    const { words } = this;
    const first = words[0];
    if (!first) return [];
    if (this.keyword !== 'ARG' && !first.text.includes('=')) {
      const start = words[1]?.span.start;
      const { end } = this.argumentsSpan;
      const source = start === undefined ? undefined : this.logical.slice(start - this.span.start, end - this.span.start).trimEnd();
      const value = source === undefined ? undefined : { text: source, span: { start: start!, end: start! + source.length } };
      return [{ name: first.text, nameSpan: first.span, value, span: { start: first.span.start, end: value?.span.end ?? first.span.end } }];
    }
    return words.map(word => {
      const equals = word.text.indexOf('=');
      if (equals < 0) return { name: unquote(word.text), nameSpan: word.span, value: undefined, span: word.span };
      const middle = word.span.start + equals;
      const value = { text: word.text.slice(equals + 1), span: { start: middle + 1, end: word.span.end } };
      return { name: unquote(word.text.slice(0, equals)), nameSpan: { start: word.span.start, end: middle }, value, span: word.span };
    });
  }

  #readHeredocs(): readonly Heredoc[] {
    if (!HEREDOC_KEYWORDS.has(this.keyword)) return [];
    const { logical } = this;
    if (!logical.includes('<<')) return [];
    const lineStop = this.#logicalEnd;
    const heads = [...logical.slice(0, lineStop).matchAll(/(?<![<\\])<<(-?)(["']?)([A-Za-z_][\w.-]*)\2/g)];
    const heredocs: Heredoc[] = [];
    let at = logical.indexOf('\n', lineStop) + 1;
    for (const [, dash, quote, delimiter] of heads) {
      if (at <= 0 || at > logical.length) break;
      const end = new RegExp(`^${dash ? '\\t*' : ''}${delimiter!.replace(/[.]/g, '\\.')}\\r?$`, 'm').exec(logical.slice(at));
      const stop = end ? at + end.index : logical.length;
      heredocs.push({ delimiter: delimiter!, quoted: quote !== '', span: { start: this.span.start + at, end: this.span.start + stop } });
      const next = logical.indexOf('\n', stop);
      at = next < 0 ? logical.length + 1 : next + 1;
    }
    return heredocs;
  }

  #readScript(): ShellScript {
    if (this.keyword === 'HEALTHCHECK') {
      const [kind] = this.words;
      if (kind?.text.toUpperCase() !== 'CMD') return NO_SCRIPT;
      const from = kind.span.end - this.span.start;
      return this.#readCommand(from, splitJson(this.logical, this.span.start, from, this.#logicalEnd));
    }
    if (!SCRIPT_KEYWORDS.has(this.keyword)) return NO_SCRIPT;
    return this.#readCommand(this.argumentsSpan.start - this.span.start, this.json);
  }

  #readCommand(from: number, exec: Instruction['json']): ShellScript {
    const base = this.span.start;
    const end = this.#logicalEnd;
    if (exec) return parseExec(exec);
    if (this.stage && this.stage.shellBefore(this) !== 'posix') return FAILED;
    const heredocs = this.keyword === 'RUN' ? this.heredocs : [];
    const bare = heredocs.length === 1 && /^\s*<<-?["']?[\w.-]+["']?\s*$/.test(this.logical.slice(from, end));
    if (!bare) return parseShell(withoutEscapedBlanks(this.logical.slice(from, end)) + this.logical.slice(end), base + from);
    const { span } = heredocs[0]!;
    const body = this.text.slice(span.start, span.end);
    const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(body);
    if (
      interpreter &&
      !/(?:^|\/)(?:sh|bash|ash|dash|ksh|zsh)$/.test(interpreter[1]!.endsWith('/env') ? (interpreter[2] ?? '') : interpreter[1]!)
    )
      return FAILED;
    return parseShell(body, span.start);
  }
}

/** Not by `flatMap`: hardly any command writes. */
function writesIn({ commands }: ShellScript): readonly Write[] {
  const writes: Write[] = [];
  for (const command of commands) for (const write of writesOf(command)) writes.push(write);
  return writes;
}

const unquote = (text: string): string => text.replace(/^(["'])([\s\S]*)\1$/, '$2');

/** Docker drops blanks between an escape character and the line end; a shell takes the first of them for a part of a word. */
const withoutEscapedBlanks = (text: string): string =>
  text.includes('\n') ? text.replace(/(?<!\\)\\([ \t]+)(?=\r?\n)/g, (_, blanks: string) => `${blanks}\\`) : text;
