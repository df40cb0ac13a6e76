import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction, Pair } from '../../core/facts/documents/dockerfile.js';
import type { Options, OptionUse } from '../../core/facts/shell/options.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import type { LineSwitch, OptionSwitch, SettingSwitch, Switches } from '../../core/facts/tables/switches.js';
import { type Verification, verification } from '../../core/facts/tables/verification.js';
import type { Command } from '../../core/facts/views/command.js';
import type { Finding, Fix, Severity } from '../../core/judge/rule.js';
import type { Span, TextEdit } from '../../core/text.js';
import { inPlaceOf, withoutWord } from './_edits.js';
import { mendLine, withoutAssignment, withoutPair, withoutPart, withoutUse } from './_switch-edits.js';

/** What was found: the program or file that verifies no more, and how that is written. */
export interface SwitchedOff {
  readonly program: string;
  /** For messages: an option or a name, no values. */
  readonly written: string;
  /** The value, where the switch has one. */
  readonly value: string | undefined;
  /** Whether the program of an image that ships is told so, too. */
  readonly lasts?: boolean;
}

const LOOPBACK = /^(?:[a-z]+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i;

/** The instructions in which programs are told anything: what has pairs, runs or writes. */
export const TELLING = ['RUN', 'ENV', 'ARG', 'COPY', 'ADD', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

/** Switches of one kind of verification, by what they are looked up with. */
class SwitchTable {
  readonly tools: ReadonlySet<string>;
  readonly #options: ReadonlyMap<string, readonly OptionSwitch[]>;
  readonly #settings: ReadonlyMap<string, readonly SettingSwitch[]>;
  /** With the values that switch verification off. */
  readonly variables: ReadonlyMap<string, RegExp>;
  readonly lines: readonly LineSwitch[];
  readonly parts: Readonly<Record<string, RegExp>>;

  constructor({ options = [], settings = [], variables = {}, parts = {}, lines = [] }: Switches) {
    this.#options = byTool(options);
    this.#settings = byTool(settings);
    this.variables = new Map(Object.entries(variables));
    this.tools = new Set([...this.#options.keys(), ...this.#settings.keys()]);
    this.lines = lines;
    this.parts = parts;
  }

  options(tool: string): readonly OptionSwitch[] {
    return this.#options.get(tool) ?? [];
  }

  settings(tool: string): readonly SettingSwitch[] {
    return this.#settings.get(tool) ?? [];
  }
}

function byTool<T extends { readonly tools: readonly string[] }>(switches: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const tools = new Set(switches.flatMap(each => each.tools));
  return new Map([...tools].map(tool => [tool, switches.filter(each => each.tools.includes(tool))]));
}

/** The check of a rule about one kind of verification: every place of a Dockerfile that switches it off. */
export function switchedOff(
  kind: Verification,
  message: (found: SwitchedOff) => string,
  severityOf?: (found: SwitchedOff) => Severity | undefined,
): (instruction: Instruction) => Iterable<Finding> {
  const table = new SwitchTable(verification[kind]);
  return function* (instruction) {
    for (const found of foundIn(instruction, table)) {
      const severity = severityOf?.(found) ?? found.severity;
      const title = `Take out ${found.written}`;
      const { edits, instead, mends } = found;
      yield {
        at: { span: found.span, place: found.place },
        message: message(found),
        ...(severity ? { severity } : {}),
        fixes: edits
          ? [
              {
                title: instead ? `Write ${instead} instead of ${found.written}` : mends ? `Switch the check on in ${found.program}` : title,
                safety: 'review',
                edits: () => edits,
              } satisfies Fix,
            ]
          : [],
      };
    }
  };
}

/** The name that the tables know a command by, or else its own. */
const calledIn = ({ shell }: Command): string => toolName(shell) ?? shell.name ?? '';

function* foundIn(instruction: Instruction, table: SwitchTable): Iterable<Found> {
  const { keyword } = instruction;
  if (keyword === 'ENV' || keyword === 'ARG') yield* inPairs(instruction, table);
  for (const command of instruction.commands) {
    if (command.shell.assignments.length > 0) yield* inAssignments(instruction, command, table);
    const tool = calledIn(command);
    if (!table.tools.has(tool)) continue;
    yield* inOptions(instruction, command, table.options(tool));
    yield* inOperands(instruction, command, table.settings(tool));
  }
  if (table.lines.length > 0) yield* inFiles(instruction, table.lines);
}

interface Found extends SwitchedOff {
  readonly span: Span;
  readonly place: string;
  readonly severity: Severity | undefined;
  readonly edits: readonly TextEdit[] | undefined;
  readonly instead?: string | undefined;
  /** Whether the fix leaves the setting there, with another value. */
  readonly mends?: boolean;
}

const deletions = (spans: readonly Span[]): readonly TextEdit[] => spans.map(span => ({ span, text: '' }));

/** ENV and ARG. */
function inPairs(instruction: Instruction, { variables, parts }: SwitchTable): readonly Found[] {
  return instruction.pairs.flatMap((pair: Pair) => {
    const off = variables.get(pair.name);
    const value = off && pair.value && instruction.expand(pair.value).value;
    if (value === undefined || !off?.test(value) || LOOPBACK.test(value)) return [];
    const place = `${instruction.place}/${pair.name}`;
    return [
      {
        program: pair.name,
        written: pair.name,
        value,
        span: pair.span,
        lasts: instruction.keyword === 'ENV' && instruction.units.length > 0,
        place,
        severity: undefined,
        edits: withoutPair(instruction, pair, parts[pair.name]),
      },
    ];
  });
}

function inAssignments(instruction: Instruction, { shell, place }: Command, { variables, parts }: SwitchTable): readonly Found[] {
  return shell.assignments.flatMap(assignment => {
    const { name, value, span } = assignment;
    const off = variables.get(name);
    if (value === undefined || !off?.test(value) || LOOPBACK.test(value)) return [];
    const edits = withoutAssignment(instruction, shell, assignment, parts[name]);
    return [{ program: shell.name ?? name, written: name, value, span, place: `${place}/${name}`, severity: undefined, edits }];
  });
}

function inOptions(instruction: Instruction, command: Command, switches: readonly OptionSwitch[]): readonly Found[] {
  const { shell } = command;
  if (switches.length === 0) return [];
  const options = toolOptions(shell);
  if (!options) return inPlainWords(command, switches);
  if (options.uses.length === 0) return [];
  const found: Found[] = [];
  for (const each of switches) {
    if (each.unless?.some(name => options.has(name))) continue;
    for (const name of each.names) {
      for (const use of options.of(name)) if (isOff(use, each.value)) found.push(foundAs(instruction, use, each, options, command));
    }
  }
  return found.length === 0 || onlyLoopback(options.operands) ? [] : found;
}

function foundAs(
  instruction: Instruction,
  use: OptionUse,
  { names, value, severity, instead, part }: OptionSwitch,
  options: Options,
  { shell, place }: Command,
): Found {
  const written = use.letterSpan ? `-${use.word.text[use.letterSpan.start - use.word.span.start]}` : use.word.text.split('=', 1)[0]!;
  const already = instead === '-y' && options.has('--yes');
  return {
    program: shell.name!,
    written: value && use.value?.value && names.includes('--option') ? use.value.value : written,
    value: use.value?.value,
    span: spanOf(use),
    place,
    severity,
    edits: instead && !already ? inPlaceOf(instruction, use.word.span, instead) : withoutUse(use, part),
    instead: already ? undefined : instead,
  };
}

/** Of tools without a table: words that are exactly the option. */
function inPlainWords({ shell, place }: Command, candidates: readonly OptionSwitch[]): readonly Found[] {
  return candidates.flatMap(({ names, value, severity }) =>
    shell.words.flatMap(word => {
      const [name, ...rest] = (word.value ?? '').split('=');
      if (!names.includes(name!) || (value ? !value.test(rest.join('=')) : rest.length > 0 && rest[0] !== 'true')) return [];
      const before = shell.words[shell.words.indexOf(word) - 1];
      const edits = before && deletions([{ start: before.span.end, end: word.span.end }]);
      return [{ program: shell.name!, written: name!, value: undefined, span: word.span, place, severity, edits }];
    }),
  );
}

const isOff = ({ value: written }: OptionUse, pattern: RegExp | undefined): boolean =>
  pattern
    ? written?.value !== undefined && pattern.test(written.value) && !LOOPBACK.test(written.value)
    : written === undefined || (written.value !== undefined && !/^(?:false|no|0|off)$/i.test(written.value));

/** The option's word, and its value's where that is another. */
const spanOf = ({ word, value }: OptionUse): Span => ({ start: word.span.start, end: Math.max(word.span.end, value?.span.end ?? 0) });

function inOperands(instruction: Instruction, { shell, place, span }: Command, switches: readonly SettingSwitch[]): readonly Found[] {
  const options = switches.length > 0 ? toolOptions(shell) : undefined;
  if (!options) return [];
  return switches.flatMap(setting => {
    if (!setting.subcommand.test(options.subcommand ?? '')) return [];
    const single = singleOperands(instruction, shell, place, options.operands, setting);
    if (single.length > 0) return single;
    const words = [...(setting.option ? options.values(setting.option) : []), ...options.operands];
    const text = words.map(word => word.value ?? '\u0000').join(' ');
    if (!setting.operands?.test(text)) return [];
    const written =
      words.map(word => word.value!.split('=', 1)[0]!).find(value => value !== 'set' && !/^(?:-|\d$)/.test(value)) ??
      options.subcommand?.split(' ').at(-1) ??
      'the setting';
    const { part } = setting;
    const edits = part ? words.map(word => withoutPart(word, part)).find(cut => cut !== undefined) : removeCommand(instruction, shell);
    const known = edits === 'all' ? undefined : (edits ?? undefined);
    return [{ program: shell.name!, written, value: undefined, span, place, severity: setting.severity, edits: known }];
  });
}

/** Operands that each set something: those go alone where others stay. */
function singleOperands(
  instruction: Instruction,
  shell: ShellCommand,
  place: string,
  operands: readonly ShellWord[],
  { each, severity }: SettingSwitch,
): readonly Found[] {
  if (!each) return [];
  const settings = operands.filter(({ value }) => value === undefined || value.includes('='));
  return settings.flatMap(word => {
    if (word.value === undefined || !each.test(word.value)) return [];
    const written = word.value.split('=', 1)[0]!;
    const edits = withoutWord(instruction, shell, word, settings) ?? undefined;
    const span = settings.length === 1 ? shell.span : word.span;
    return [
      {
        program: shell.name!,
        written,
        value: undefined,
        span,
        place: settings.length === 1 ? place : `${place}/${written}`,
        severity,
        edits,
      },
    ];
  });
}

function inFiles(instruction: Instruction, lines: readonly LineSwitch[]): readonly Found[] {
  return instruction.writes.flatMap(write => {
    const candidates = lines.filter(({ path }) => write.path !== undefined && path.test(write.path));
    if (candidates.length === 0) return [];
    return linesOf(write).flatMap(found => {
      const { text, span } = found;
      const line = candidates.find(candidate => candidate.line.test(text));
      const written = text.split(/[\s=:]/, 1)[0]!;
      if (!line) return [];
      return [
        {
          program: write.path!,
          written,
          value: undefined,
          span,
          place: `${instruction.place}/${write.path}`,
          severity: line.severity,
          edits: line.mended && mendLine(instruction, write, found, line.mended(text)),
          mends: true,
        },
      ];
    });
  });
}

const onlyLoopback = (operands: readonly ShellWord[]): boolean =>
  operands.length > 0 && operands.every(({ value }) => value !== undefined && LOOPBACK.test(value));
