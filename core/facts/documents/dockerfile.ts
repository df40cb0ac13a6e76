import { DockerfileParser } from 'dockerfile-ast';
import { LineIndex, type Span } from '../../text.js';
import type { Comment, Problem, Target } from '../fact.js';
import { parseImageReference } from '../image-reference.js';
import type { ImageUse } from '../views/image.js';
import { type Directive, readDirectives } from './dockerfile/directives.js';
import { DockerfileImage } from './dockerfile/image.js';
import { imageOrigin } from './dockerfile/image-origin.js';
import { Instruction } from './dockerfile/instruction.js';
import { mountsOf } from './dockerfile/mounts.js';
import { outline } from './dockerfile/outline.js';
import { Stage } from './dockerfile/stage.js';
import { expand, type Scope } from './dockerfile/variables.js';
import { splitWords } from './dockerfile/words.js';

export type { Directive } from './dockerfile/directives.js';
export { type Flag, type Heredoc, Instruction, type Pair } from './dockerfile/instruction.js';
export { Stage } from './dockerfile/stage.js';
export type { Word } from './dockerfile/words.js';

/** A Dockerfile. `place` and `span` stand for the whole file. */
export interface DockerfileDocument extends Target {
  readonly kind: 'dockerfile';
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** Every instruction in order; an ONBUILD stands as its trigger. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** FROM, COPY --from, RUN --mount from, # syntax. */
  readonly images: readonly ImageUse[];
  readonly problems: readonly Problem[];
}

/** Past this the parser's own quadratic spots are felt. */
const MAX_LENGTH = 1_000_000;

const KEYWORDS =
  'FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL'.split(' ');

/** By what people mostly write. Their own strings, not parts of the text: rules compare them all the time, which is faster so. */
const KEYWORD_OF: ReadonlyMap<string, string> = new Map(KEYWORDS.flatMap(word => [word, word.toLowerCase()].map(key => [key, word])));

const keywordOf = (word: string): string | undefined => KEYWORD_OF.get(word) ?? KEYWORD_OF.get(word.toUpperCase());

/** Build arguments that BuildKit sets without being asked: in force for FROM, elsewhere declared by `ARG` alone; unknown here. */
const PREDEFINED = ['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT', 'BUILDPLATFORM', 'BUILDOS', 'BUILDARCH', 'BUILDVARIANT'];

const NOT_YET_KNOWN: Scope = new Map(PREDEFINED.map(name => [name, undefined]));

/** Reads a Dockerfile. Never throws: what cannot be read is a problem. */
export function parseDockerfile(path: string, text: string): DockerfileDocument {
  const lines = new LineIndex(text);
  if (text.length > MAX_LENGTH) return empty(path, text, lines, 'This file is larger than 1 MB: Seaworthy does not analyse it.');
  const directives = readDirectives(text);
  const escape = directives.find(directive => directive.name === 'escape')?.value === '`' ? '`' : '\\';
  const problems: Problem[] = [];
  const builder = new Builder(text, escape, problems);
  const spans: Span[] = [];
  // A byte-order mark is no part of the first line's text.
  const parsed = DockerfileParser.parse(outline(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, escape));
  for (const raw of parsed.getInstructions()) {
    const { start, end } = raw.getRange();
    const span = { start: lines.offset(start.line, start.character), end: endOfLine(text, lines, end.line) };
    spans.push(span);
    builder.add(span);
  }
  builder.finish();
  const comments: Comment[] = [];
  // The parser takes any first comment with a `=` for a directive.
  for (const comment of [...parsed.getDirectives(), ...parsed.getComments()]) {
    const { start } = comment.getRange()!;
    const span = { start: lines.offset(start.line, start.character), end: endOfLine(text, lines, start.line) };
    if (directives.some(directive => directive.span.start === span.start)) continue;
    comments.push({ span, text: text.slice(span.start + 1, span.end), alone: true, subject: subjectOf(span, spans) });
  }
  // A stage can be copied from before it stands.
  const named = new Set(builder.stages.map(({ name }) => name?.toLowerCase()));
  const isStage = ({ use, text }: ImageUse) => (use === 'copy' || use === 'mount') && named.has(text.toLowerCase());
  const images = [...syntaxImages(directives), ...builder.images.filter(image => !isStage(image))];
  const units = builder.stages.filter(stage => stage.ships).map(stage => stage.unit);
  return {
    kind: 'dockerfile',
    path,
    text,
    lines,
    directives,
    comments,
    instructions: builder.instructions,
    stages: builder.stages,
    images,
    problems,
    units,
    span: builder.stages.at(-1)?.span ?? { start: 0, end: 0 },
    place: 'file',
  };
}

/** Where the text of a 0-based line ends, or of the nearest line above it that has some. */
function endOfLine(text: string, lines: LineIndex, line: number): number {
  let end = lines.offset(line + 1, 0);
  while (end > 0 && isBlankAt(text, end - 1)) end--;
  return end;
}

/** As `\s` has it. */
function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : /\s/.test(text[at]!);
}

/** A comment speaks of the instruction that it stands in, else of the next one. */
function subjectOf(comment: Span, instructions: readonly Span[]): Span {
  const next = instructions.find(span => span.end > comment.start);
  return next ?? { start: comment.end, end: comment.end };
}

function empty(path: string, text: string, lines: LineIndex, message: string): DockerfileDocument {
  const span = { start: 0, end: 0 };
  const none = { directives: [], comments: [], instructions: [], stages: [], images: [], units: [] };
  return { kind: 'dockerfile', path, text, lines, ...none, problems: [{ span, message, severity: 'info' }], span, place: 'file' };
}

function syntaxImages(directives: readonly Directive[]): readonly ImageUse[] {
  return directives
    .filter(({ name, value }) => name === 'syntax' && value !== '')
    .map(({ value, valueSpan }) => {
      const written = { use: 'syntax', text: value, span: valueSpan, place: 'directive:syntax', value } as const;
      return new DockerfileImage(written, () => []);
    });
}

/** Gathers instructions into stages; sees each once, in order. */
class Builder {
  readonly instructions: Instruction[] = [];
  readonly stages: Stage[] = [];
  readonly images: ImageUse[] = [];
  #global: Scope = NOT_YET_KNOWN;
  #scope: Scope = this.#global;
  /** What global build arguments come to when the build is told nothing: those without a default are empty then. */
  #told: Scope = NOT_YET_KNOWN;
  /** Names that an ENV has set: a later ARG of the same name does not win over them. */
  #env: ReadonlySet<string> = new Set();
  #ends = new Map<Stage, { readonly scope: Scope; readonly env: ReadonlySet<string> }>();
  #counts = new Map<string, number>();

  constructor(
    readonly text: string,
    readonly escape: string,
    readonly problems: Problem[],
  ) {}

  add(whole: Span) {
    const keyword = this.#keywordAt(whole.start, whole.end);
    const word = this.text.slice(keyword.start, keyword.end);
    const upper = keywordOf(word);
    if (upper === undefined) {
      this.problems.push({ span: keyword, message: `\`${word}\` is not a Dockerfile instruction.`, severity: 'error' });
      return;
    }
    if (upper === 'FROM') return this.#startStage(whole, keyword);
    const onbuild = upper === 'ONBUILD';
    const [trigger] = onbuild ? splitWords(this.text, 0, keyword.end, whole.end, this.escape) : [];
    if (onbuild && !trigger) return;
    const span = trigger ? { start: trigger.span.start, end: whole.end } : whole;
    const instruction = this.#make(span, trigger?.span ?? keyword, onbuild);
    const stage = this.stages.at(-1);
    if (stage) stage.instructions.push(instruction);
    else if (upper !== 'ARG')
      this.problems.push({ span: keyword, message: `${upper} stands before the first FROM: only ARG may.`, severity: 'error' });
    if (!onbuild) this.#assign(instruction);
    this.#readImages(instruction);
  }

  finish() {
    const final = this.stages.at(-1);
    if (!final) {
      if (this.instructions.length > 0)
        this.problems.push({ span: this.instructions[0]!.keywordSpan, message: 'This file has no FROM.', severity: 'error' });
      return;
    }
    final.final = true;
    for (const stage of final.chain) stage.ships = true;
  }

  #startStage(span: Span, keyword: Span) {
    const previous = this.stages.at(-1);
    if (previous) this.#ends.set(previous, { scope: this.#scope, env: this.#env });
    else this.#global = this.#scope;
    this.#scope = this.#global;
    const from = this.#make(span, keyword, false);
    const [image, as, alias] = from.words;
    const name = as?.text.toUpperCase() === 'AS' ? alias?.text : undefined;
    if (!image) this.problems.push({ span: keyword, message: 'FROM names no image.', severity: 'error' });
    else if (from.words.length > 1 && (name === undefined || from.words.length > 3))
      this.problems.push({
        span: from.words[1]!.span,
        message: 'FROM takes an image, and `AS` with a name, and nothing else.',
        severity: 'error',
      });
    const written = image ? this.#base(image.text) : undefined;
    const parent = this.stages.findLast(stage => stage.name !== undefined && stage.name.toLowerCase() === written?.toLowerCase());
    const scratch = written === 'scratch';
    const place = `stage:${name?.toLowerCase() ?? this.stages.length}/FROM`;
    let stage: Stage;
    const base =
      image && !parent && !scratch
        ? new DockerfileImage(
            {
              use: 'base',
              text: image.text,
              span: image.span,
              place,
              value: known(written),
              platform: from.flag('platform')?.value,
              origin: () => (written ? imageOrigin(image, written, this.instructions) : undefined),
            },
            () => stage.units,
          )
        : undefined;
    stage = new Stage(this.stages.length, name, from, parent, base, scratch);
    this.stages.push(stage);
    stage.instructions.push(Object.assign(from, { stage }));
    if (base) this.images.push(base);
    const inherited = parent && this.#ends.get(parent);
    this.#env = inherited?.env ?? new Set();
    // Build arguments end with their stage, what ENV set goes on.
    this.#scope = inherited ? new Map([...inherited.scope].filter(([variable]) => this.#env.has(variable))) : new Map();
  }

  /**
   * The image that FROM names. An ARG without default is empty unless the build is told otherwise, so where the rest is a whole reference,
   * that is what is built (Dockerfile reference, "ARG"). `undefined` when unknown.
   */
  #base(text: string): string | undefined {
    const { value } = expand(text, this.#global, this.escape, true);
    if (value !== undefined) return value;
    const bare = expand(text, this.#told, this.escape, true).value;
    return bare !== undefined && parseImageReference(bare) ? bare : undefined;
  }

  #make(span: Span, keyword: Span, onbuild: boolean): Instruction {
    const word = this.text.slice(keyword.start, keyword.end);
    const upper = keywordOf(word) ?? word.toUpperCase();
    const stage = upper === 'FROM' ? undefined : this.stages.at(-1);
    const key = `${stage?.place ?? (upper === 'FROM' ? 'file' : 'global')}/${upper}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    const instruction = new Instruction(upper, this.text, span, keyword, `${key}[${count}]`, stage, this.#scope, this.escape, onbuild);
    this.instructions.push(instruction);
    return instruction;
  }

  /** ARG and ENV change what later instructions see; ENV wins over ARG. */
  #assign(instruction: Instruction) {
    const { keyword } = instruction;
    if (keyword !== 'ARG' && keyword !== 'ENV') return;
    const next = new Map(this.#scope);
    if (keyword === 'ENV') this.#env = new Set([...this.#env, ...instruction.pairs.map(pair => pair.name)]);
    if (!instruction.stage) {
      this.#declare(instruction, next);
      this.#scope = next;
      return;
    }
    for (const { name, value } of instruction.pairs) {
      if (keyword === 'ARG' && this.#env.has(name)) continue;
      if (value) next.set(name, instruction.expand(value).value);
      else if (this.#global.has(name)) next.set(name, this.#global.get(name));
      else next.set(name, undefined);
    }
    this.#scope = next;
  }

  /** Global build arguments see those before them and nothing else. */
  #declare({ pairs, keyword }: Instruction, scope: Map<string, string | undefined>) {
    if (keyword !== 'ARG') return;
    const told = new Map(this.#told);
    for (const { name, value } of pairs) {
      if (PREDEFINED.includes(name)) continue;
      scope.set(name, value && expand(value.text, scope, this.escape, true).value);
      told.set(name, value ? expand(value.text, told, this.escape, true).value : '');
    }
    this.#told = told;
  }

  #readImages(instruction: Instruction) {
    const { keyword } = instruction;
    const place = `${instruction.place}/from`;
    const use = keyword === 'RUN' ? ('mount' as const) : ('copy' as const);
    const sources: { text: string; span: Span }[] = [];
    if (keyword === 'COPY' || keyword === 'ADD') {
      const from = instruction.flag('from');
      if (from?.value && from.valueSpan) sources.push({ text: from.value, span: from.valueSpan });
    }
    if (keyword === 'RUN') {
      for (const { options } of mountsOf(instruction)) {
        const from = options.get('from');
        if (from?.value) sources.push({ text: from.value, span: { start: from.span.end - from.value.length, end: from.span.end } });
      }
    }
    for (const { text, span } of sources) {
      const { value } = instruction.expand({ text, span });
      if (value !== undefined && this.#isStage(value)) continue;
      // BuildKit does not replace variables in `--from`; a value with one is unknown.
      const written = { use, text, span, place, value: text.includes('$') ? undefined : value };
      this.images.push(new DockerfileImage(written, () => instruction.units));
    }
  }

  #isStage(value: string): boolean {
    return /^\d+$/.test(value) || this.stages.some(stage => stage.name?.toLowerCase() === value.toLowerCase());
  }

  #keywordAt(start: number, end: number): Span {
    const last = Math.min(end, start + 200);
    let at = start;
    while (at < last && !isBlankAt(this.text, at)) at++;
    return { start, end: at };
  }
}

/** An empty expansion is an ARG without default: unknown. */
const known = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
