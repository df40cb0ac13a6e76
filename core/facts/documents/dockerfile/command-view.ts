import type { Command } from '../../views/command.js';
import type { DockerfileDocument, Instruction } from '../dockerfile.js';

/** Every simple command of RUN, CMD, ENTRYPOINT and HEALTHCHECK. */
export const commandsOf = ({ instructions }: DockerfileDocument): readonly Command[] =>
  instructions.flatMap(instruction => instruction.commands);

/** The simple commands of one instruction, each with a place that outlives edits elsewhere: `stage:0/RUN[2]/curl[1]`. */
export function commandsIn(instruction: Instruction): readonly Command[] {
  const { commands } = instruction.script;
  const phase = instruction.keyword === 'RUN' ? ('build' as const) : ('run' as const);
  const counts = new Map<string, number>();
  return commands.map(shell => {
    const name = shell.name ?? '?';
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return {
      phase,
      shell,
      script: commands,
      span: shell.span,
      place: `${instruction.place}/${name}[${count}]`,
      units: instruction.units,
    };
  });
}
