import type { Span } from '../../../text.js';
import type { Problem } from '../../fact.js';
import { parseImageReference } from '../../image-reference.js';
import type { ImageUse } from '../../views/image.js';
import { DockerfileImage } from './image.js';
import { imageOrigin } from './image-origin.js';
import { Instruction } from './instruction.js';
import { mountsOf } from './mounts.js';
import { Stage, stageNamed } from './stage.js';
import { expand, type Scope } from './variables.js';
import { isBlankAt, splitWords } from './words.js';

const KEYWORDS =
  'FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL'.split(' ');

/** By what people mostly write. Their own strings, not parts of the text: rules compare them all the time, which is faster so. */
const KEYWORD_OF: ReadonlyMap<string, string> = new Map(KEYWORDS.flatMap(word => [word, word.toLowerCase()].map(key => [key, word])));

const keywordOf = (word: string): string | undefined => KEYWORD_OF.get(word) ?? KEYWORD_OF.get(word.toUpperCase());

/** Build arguments that BuildKit sets without being asked: in force for FROM, elsewhere declared by `ARG` alone; unknown here. */
const PREDEFINED = ['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT', 'BUILDPLATFORM', 'BUILDOS', 'BUILDARCH', 'BUILDVARIANT'];

const NOT_YET_KNOWN: Scope = new Map(PREDEFINED.map(name => [name, undefined]));

/** Gathers instructions into stages; sees each once, in order. */
export class Builder {
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

  /** @param finals indexes of the stages that images are made of. */
  finish(finals: readonly number[] = [this.stages.length - 1]) {
    if (this.stages.length === 0) {
      if (this.instructions.length > 0)
        this.problems.push({ span: this.instructions[0]!.keywordSpan, message: 'This file has no FROM.', severity: 'error' });
      return;
    }
    for (const index of finals) {
      const final = this.stages[index]!;
      final.final = true;
      for (const stage of final.chain) for (const one of [stage, ...stage.alternatives.flatMap(({ chain }) => chain)]) one.ships = true;
    }
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
    const named = written === undefined ? this.#stagesFor(image?.text ?? '') : [];
    const parent = written === undefined ? named[0] : stageNamed(this.stages, written);
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
    parent?.children.push(stage);
    stage.alternatives.push(...named.slice(1));
    stage.instructions.push(Object.assign(from, { stage }));
    if (base) this.images.push(base);
    const inherited = parent && this.#ends.get(parent);
    this.#env = inherited?.env ?? new Set();
    // Build arguments end with their stage, what ENV set goes on.
    this.#scope = inherited ? new Map([...inherited.scope].filter(([variable]) => this.#env.has(variable))) : new Map();
  }

  /** `FROM base-${TARGETARCH}`: the stages of which each platform takes one, as the arguments of platforms are known to the builder alone. */
  #stagesFor(text: string): readonly Stage[] {
    const parts = text.split(/\$\{?(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)\}?(?!\w)/);
    if (parts.length < 2 || parts.every(part => part === '') || parts.some(part => part.includes('$'))) return [];
    const pattern = new RegExp(`^${parts.map(part => part.replace(/[^\w]/g, '\\$&')).join('[\\w.-]+')}$`, 'i');
    return this.stages.filter(({ name }) => name !== undefined && pattern.test(name));
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
