import type { Span } from '../../../text.js';
import type { Target, Unit } from '../../fact.js';
import type { ImageUse } from '../../views/image.js';
import type { Instruction } from './instruction.js';

/** The stage that a build with this target makes: of several with one name the last. Source: BuildKit, `findStateByName`. */
export const stageNamed = (stages: readonly Stage[], target: string): Stage | undefined =>
  stages.findLast(({ name }) => name?.toLowerCase() === target.toLowerCase());

/** Which shell runs the shell form. Others than POSIX ones are recognised and left alone. */
export type Shell = 'posix' | 'powershell' | 'cmd' | 'unknown';

/**
 * One build stage with what it inherits: USER, WORKDIR, ENTRYPOINT, CMD, HEALTHCHECK, EXPOSE and SHELL come through `FROM <stage>`.
 * `COPY --from` moves files, not configuration.
 */
export class Stage implements Target {
  readonly instructions: Instruction[] = [];
  /** The stages that start from it. */
  readonly children: Stage[] = [];
  /** Stages that it starts from on other platforms, where the platform's name is a part of theirs: the first of all is its parent. */
  readonly alternatives: Stage[] = [];
  /** Final, or the base of what ships. */
  ships = false;
  /** An image is made of it: it is the last one, or Compose builds it (`asShipped`). */
  final = false;
  readonly place: string;
  #units: readonly Unit[] | undefined;
  #shell: Shell | undefined;
  /** Instructions by keyword, those of ONBUILD left out, and how many there were when they were grouped. */
  #groups: { readonly count: number; readonly byKeyword: ReadonlyMap<string, readonly Instruction[]> } | undefined;

  constructor(
    readonly index: number,
    /** The alias as written; `undefined` without one. */
    readonly name: string | undefined,
    readonly from: Instruction,
    /** The stage that it starts from. A stage can only start from an earlier one, so that there are no cycles. */
    readonly parent: Stage | undefined,
    /** The image that it starts from; `undefined` for a stage or `scratch`. */
    readonly base: ImageUse | undefined,
    readonly scratch: boolean,
  ) {
    this.place = `stage:${name?.toLowerCase() ?? index}`;
  }

  /** The name, or what people call it without one. */
  get label(): string {
    return this.name ?? (this.final ? 'the final stage' : `stage ${this.index}`);
  }

  /** Whether its name says that it is built to work on the program, not to run it. */
  get isForDevelopment(): boolean {
    return /(?:^|[^a-z])(?:dev|test|debug|lint|e2e|ci(?![a-z]))/i.test(this.name ?? '');
  }

  /** Where findings about the stage as a whole point: its image, or its name. */
  get span(): Span {
    return this.from.words[0]?.span ?? this.from.keywordSpan;
  }

  get unit(): Unit {
    return this.#alone[0]!;
  }

  get units(): readonly Unit[] {
    return this.ships ? this.#alone : NO_UNITS;
  }

  /** Made once, as every instruction and command is asked for its units. */
  get #alone(): readonly Unit[] {
    this.#units ??= [{ kind: 'stage', name: this.label, place: this.place, span: this.span }];
    return this.#units;
  }

  /**
   * The last instruction of a kind that is in force at the end, inherited ones included. An ENTRYPOINT takes the CMD away that a stage inherits.
   * Source: Dockerfile reference, "Understand how CMD and ENTRYPOINT interact".
   */
  last(keyword: string): Instruction | undefined {
    for (let stage: Stage | undefined = this; stage; stage = stage.parent) {
      const found = stage.own(keyword).at(-1);
      if (found) return found;
      if (keyword === 'CMD' && stage.own('ENTRYPOINT').length > 0) return undefined;
    }
    return undefined;
  }

  /** All instructions of a kind that shape the image, base stages first. */
  all(keyword: string): readonly Instruction[] {
    const own = this.own(keyword);
    const above = this.parent?.all(keyword) ?? NO_INSTRUCTIONS;
    if (above.length === 0) return own;
    return own.length === 0 ? above : [...above, ...own];
  }

  /** Those that stand in this stage. */
  own(keyword: string): readonly Instruction[] {
    // While the file is being read there are more with every line.
    if (this.#groups?.count !== this.instructions.length) this.#groups = { count: this.instructions.length, byKeyword: this.#group() };
    return this.#groups.byKeyword.get(keyword) ?? NO_INSTRUCTIONS;
  }

  #group(): ReadonlyMap<string, readonly Instruction[]> {
    const byKeyword = new Map<string, Instruction[]>();
    for (const instruction of this.instructions) {
      if (instruction.onbuild) continue;
      const group = byKeyword.get(instruction.keyword);
      if (group) group.push(instruction);
      else byKeyword.set(instruction.keyword, [instruction]);
    }
    return byKeyword;
  }

  /** The stage, and those that it starts from, nearest first. */
  get chain(): readonly Stage[] {
    const stages: Stage[] = [];
    for (let stage: Stage | undefined = this; stage; stage = stage.parent) stages.push(stage);
    return stages;
  }

  /** The image that the chain starts from; `undefined` for scratch. */
  get root(): ImageUse | undefined {
    return this.parent ? this.parent.root : this.base;
  }

  /** The shell that is in force where `instruction` stands. */
  shellBefore(instruction: Instruction): Shell {
    for (let stage: Stage | undefined = this; stage; stage = stage.parent) {
      const shells = stage.own('SHELL');
      const before = shells.length > 0 ? shells.findLast(({ span }) => span.start < instruction.span.start) : undefined;
      if (before) return shellOf(before.json?.[0]?.value);
    }
    this.#shell ??= WINDOWS.test(this.root?.text ?? '') ? 'cmd' : 'posix';
    return this.#shell;
  }
}

const NO_UNITS: readonly Unit[] = [];
const NO_INSTRUCTIONS: readonly Instruction[] = [];

const WINDOWS = /(?:^|[/-])(?:windows|nanoserver|servercore|windowsservercore)/i;

function shellOf(program: string | undefined): Shell {
  const name = program
    ?.toLowerCase()
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.exe$/, '');
  if (name === undefined) return 'unknown';
  if (name === 'powershell' || name === 'pwsh') return 'powershell';
  if (name === 'cmd') return 'cmd';
  return /^(?:sh|bash|ash|dash|zsh|ksh|busybox)$/.test(name) ? 'posix' : 'unknown';
}
