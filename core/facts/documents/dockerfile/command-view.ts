import type { Command } from '../../views/command.js';
import type { DockerfileDocument } from '../dockerfile.js';

/** Every simple command of RUN, CMD, ENTRYPOINT and HEALTHCHECK. */
export function commandsOf({ instructions }: DockerfileDocument): readonly Command[] {
  return instructions.flatMap(instruction => {
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
  });
}
