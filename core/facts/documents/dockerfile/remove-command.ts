import type { TextEdit } from '../../../text.js';
import type { ShellCommand } from '../../shell/types.js';
import type { Instruction } from '../dockerfile.js';

/** What may stand between two commands that come one after the other. */
const JOINT = /^[\s\\]*(?:&&|;)?[\s\\]*$/;

/**
 * The edit that takes one command out of a RUN with the `&&` or `;` beside it; the whole instruction when it is alone in it.
 * `null` where others depend on it: in a pipe, in a substitution, before `||`, in an `if`.
 */
export function removeCommand(instruction: Instruction, command: ShellCommand): readonly TextEdit[] | null {
  const top = instruction.script.commands.filter(other => other.within === undefined);
  const index = top.indexOf(command);
  if (index < 0 || instruction.keyword !== 'RUN' || command.pipeline.length > 1 || instruction.json) return null;
  if (instruction.script.commands.some(other => other.within?.command === command)) return null;
  if (top.length === 1) return instruction.heredocs.length > 0 || isOnlyPart(instruction, command) ? null : instruction.remove();
  const next = top[index + 1];
  const before = top[index - 1];
  const between = (start: number, end: number) =>
    JOINT.test(instruction.logical.slice(start - instruction.span.start, end - instruction.span.start));
  if (next && command.next !== '||' && command.next !== '&' && between(command.span.end, next.span.start))
    return [{ span: { start: command.span.start, end: next.span.start }, text: '' }];
  if (
    !next &&
    before &&
    before.next !== '||' &&
    before.next !== '&' &&
    between(before.span.end, command.span.start) &&
    command.next === undefined
  )
    return [{ span: { start: before.span.end, end: command.span.end }, text: '' }];
  return null;
}

/** Whether the instruction holds more than the command: keywords, groups, comments. */
function isOnlyPart(instruction: Instruction, { span }: ShellCommand): boolean {
  const { start, end } = instruction.argumentsSpan;
  const text = (from: number, to: number) => instruction.logical.slice(from - instruction.span.start, to - instruction.span.start);
  return !/^[\s\\]*$/.test(text(start, span.start) + text(span.end, end));
}
