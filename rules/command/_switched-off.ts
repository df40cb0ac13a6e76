import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction, Pair } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import type { OptionUse } from '../../core/facts/shell/options.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import { type OptionSwitch, type Switches, type Verification, verification } from '../../core/facts/tables/verification.js';
import type { Command } from '../../core/facts/views/command.js';
import type { Finding, Fix, Severity } from '../../core/judge/rule.js';
import type { Span, TextEdit } from '../../core/text.js';

/** What was found: the program or file that verifies no more, and how that is written. */
export interface SwitchedOff {
  readonly program: string;
  /** For messages: an option or a name, no values. */
  readonly written: string;
  /** The value, where the switch has one. */
  readonly value: string | undefined;
}

const LOOPBACK = /^(?:[a-z]+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i;

/** The instructions in which programs are told anything: what has pairs, runs or writes. */
export const TELLING = ['RUN', 'ENV', 'ARG', 'COPY', 'ADD', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

/** The check of a rule about one kind of verification: every place of a Dockerfile that switches it off. */
export function switchedOff(
  kind: Verification,
  message: (found: SwitchedOff) => string,
  severityOf?: (found: SwitchedOff) => Severity | undefined,
): (instruction: Instruction) => Iterable<Finding> {
  const switches: Switches = verification[kind];
  const tools = new Set([...(switches.options ?? []), ...(switches.settings ?? [])].flatMap(each => each.tools));
  return (instruction: Instruction): Iterable<Finding> => (concerns(instruction, switches, tools) ? findings(instruction) : NONE);

  function* findings(instruction: Instruction): Iterable<Finding> {
    for (const found of foundIn(instruction, switches, tools)) {
      const severity = severityOf?.(found) ?? found.severity;
      const title = `Take out ${found.written}`;
      const { edits, instead } = found;
      yield {
        at: { span: found.span, place: found.place },
        message: message(found),
        ...(severity ? { severity } : {}),
        fixes: edits
          ? [
              {
                title: instead ? `Write ${instead} instead of ${found.written}` : title,
                safety: 'review',
                edits: () => edits,
              } satisfies Fix,
            ]
          : [],
      };
    }
  }
}

const NONE: readonly Finding[] = [];

/** Most instructions have nothing to do with most switches: those are passed over before anything is built. */
function concerns(instruction: Instruction, { lines, variables }: Switches, tools: ReadonlySet<string>): boolean {
  const uses = usesOf(instruction);
  return (
    uses.tools.some(tool => tools.has(tool)) ||
    (variables !== undefined && uses.variables.some(name => Object.hasOwn(variables, name))) ||
    (lines !== undefined && instruction.writes.length > 0)
  );
}

/** What an instruction calls, under the names that the tables know, and the variables that it sets. */
const usesOf = memo((instruction: Instruction) => ({
  tools: [...new Set(instruction.commands.map(({ shell }) => toolName(shell) ?? shell.name ?? ''))],
  variables: [
    ...(instruction.keyword === 'LABEL' ? [] : instruction.pairs.map(({ name }) => name)),
    ...instruction.commands.flatMap(({ shell }) => shell.assignments.map(({ name }) => name)),
  ],
}));

function* foundIn(instruction: Instruction, switches: Switches, tools: ReadonlySet<string>): Iterable<Found> {
  const { keyword } = instruction;
  if (keyword === 'ENV' || keyword === 'ARG') yield* inPairs(instruction, switches);
  for (const command of instruction.commands) {
    if (command.shell.assignments.length > 0) yield* inAssignments(command, switches);
    if (!tools.has(toolName(command.shell) ?? command.shell.name ?? '')) continue;
    yield* inOptions(command, switches);
    yield* inOperands(instruction, command, switches);
  }
  if (switches.lines) yield* inFiles(instruction, switches);
}

interface Found extends SwitchedOff {
  readonly span: Span;
  readonly place: string;
  readonly severity: Severity | undefined;
  readonly edits: readonly TextEdit[] | undefined;
  readonly instead?: string | undefined;
}

const deletions = (spans: readonly Span[]): readonly TextEdit[] => spans.map(span => ({ span, text: '' }));

/** ENV and ARG. */
function inPairs(instruction: Instruction, { variables = {} }: Switches): readonly Found[] {
  return instruction.pairs.flatMap((pair: Pair) => {
    const off = Object.hasOwn(variables, pair.name) ? variables[pair.name] : undefined;
    const value = pair.value && instruction.expand(pair.value).value;
    if (!off || value === undefined || !off.test(value) || LOOPBACK.test(value)) return [];
    const place = `${instruction.place}/${pair.name}`;
    return [
      { program: pair.name, written: pair.name, value, span: pair.span, place, severity: undefined, edits: instruction.removePair(pair) },
    ];
  });
}

function inAssignments({ shell, place }: Command, { variables = {} }: Switches): readonly Found[] {
  return shell.assignments.flatMap(({ name, value, span }) => {
    const off = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!off || value === undefined || !off.test(value) || LOOPBACK.test(value)) return [];
    // Before a command it is a word of its own; an `export` or `env` may be left without any.
    const next = shell.wrappers.length === 0 ? shell.words[0] : undefined;
    const plain = next !== undefined && span.end < next.span.start && shell.assignments.length === 1;
    const edits = plain ? deletions([{ start: span.start, end: next.span.start }]) : undefined;
    return [{ program: shell.name ?? name, written: name, value, span, place: `${place}/${name}`, severity: undefined, edits }];
  });
}

function inOptions(command: Command, { options: switches = [] }: Switches): readonly Found[] {
  const { shell, place } = command;
  const tool = toolName(shell);
  const candidates = switches.filter(({ tools }) => tools.includes(tool ?? shell.name ?? ''));
  const options = candidates.length > 0 ? toolOptions(shell) : undefined;
  if (candidates.length > 0 && !options) return inPlainWords(command, candidates);
  if (!options || onlyLoopback(options.operands.map(word => word.value))) return [];
  return candidates.flatMap(({ names, value, unless = [], severity, instead }) =>
    unless.some(name => options.has(name))
      ? []
      : names.flatMap(name =>
          options.of(name).flatMap(use => {
            if (!isOff(use, value)) return [];
            const written = use.letterSpan
              ? `-${use.word.text[use.letterSpan.start - use.word.span.start]}`
              : use.word.text.split('=', 1)[0]!;
            const already = instead === '-y' && options.has('--yes');
            const edits = instead && !already ? [{ span: use.word.span, text: instead }] : use.removal && deletions(use.removal);
            return [
              {
                program: shell.name!,
                written: value && use.value?.value && names.includes('--option') ? use.value.value : written,
                value: use.value?.value,
                span: spanOf(use),
                place,
                severity,
                edits,
                instead: already ? undefined : instead,
              },
            ];
          }),
        ),
  );
}

/** Of tools without a table: words that are exactly the option. */
function inPlainWords({ shell, place }: Command, candidates: readonly OptionSwitch[]): readonly Found[] {
  return candidates.flatMap(({ names, value, severity }) =>
    shell.words.flatMap(word => {
      const [name, ...rest] = (word.value ?? '').split('=');
      if (!names.includes(name!) || (value ? !value.test(rest.join('=')) : rest.length > 0)) return [];
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

function inOperands(instruction: Instruction, { shell, place, span }: Command, { settings = [] }: Switches): readonly Found[] {
  const tool = toolName(shell);
  const candidates = settings.filter(({ tools }) => tools.includes(tool ?? ''));
  const options = candidates.length > 0 ? toolOptions(shell) : undefined;
  if (!options) return [];
  return candidates.flatMap(setting => {
    const words = [...(setting.option ? options.values(setting.option) : []), ...options.operands];
    const text = words.map(word => word.value ?? '\u0000').join(' ');
    if (!setting.subcommand.test(options.subcommand ?? '') || !setting.operands.test(text)) return [];
    const written =
      words.map(word => word.value!.split('=', 1)[0]!).find(value => value !== 'set' && !/^(?:-|\d$)/.test(value)) ??
      options.subcommand?.split(' ').at(-1) ??
      'the setting';
    const edits = removeCommand(instruction, shell) ?? undefined;
    return [{ program: shell.name!, written, value: undefined, span, place, severity: setting.severity, edits }];
  });
}

function inFiles(instruction: Instruction, { lines = [] }: Switches): readonly Found[] {
  return instruction.writes.flatMap(write => {
    const candidates = lines.filter(({ path }) => write.path !== undefined && path.test(write.path));
    if (candidates.length === 0) return [];
    return linesOf(write).flatMap(({ text, span }) => {
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
          edits: undefined,
        },
      ];
    });
  });
}

const onlyLoopback = (operands: readonly (string | undefined)[]): boolean =>
  operands.length > 0 && operands.every(operand => operand !== undefined && LOOPBACK.test(operand));
