import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';

/** Programs with which an entrypoint goes on as somebody else. */
const SWITCHES: ReadonlySet<string> = new Set(['gosu', 'su-exec', 'setpriv', 'chpst', 's6-setuidgid']);

/** Whether an entrypoint goes on as somebody else. */
export const dropsPrivileges = (stage: Stage): boolean => startsThrough(stage.last('ENTRYPOINT')) || startsThrough(stage.last('CMD'));

const startsThrough = (instruction: Instruction | undefined): boolean =>
  instruction !== undefined &&
  instruction.script.commands.some(
    ({ name, wrappers, words }) => isSwitch(name) || isSwitch(words[0]?.value) || wrappers.some(wrapper => isSwitch(wrapper.name)),
  );

const isSwitch = (program: string | undefined): boolean => program !== undefined && SWITCHES.has(program);
