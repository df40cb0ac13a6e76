import type { Command } from '../../views/command.js';
import { scriptOf } from '../yaml-commands.js';
import type { KubernetesContainer } from './pod.js';

/** Commands of `command` and `args`, of probes and of hooks. */
export function commandsOf({ map, place, units }: KubernetesContainer): readonly Command[] {
  const nodes = [
    ['command', map.get('command')?.value],
    ['args', map.get('args')?.value],
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe, map.at(probe, 'exec', 'command')] as const),
    ...['postStart', 'preStop'].map(hook => [hook, map.at('lifecycle', hook, 'exec', 'command')] as const),
  ] as const;
  return nodes.flatMap(([key, node]) => {
    const { commands } = scriptOf(node);
    return commands.map((shell, i) => ({
      phase: 'run' as const,
      shell,
      script: commands,
      span: shell.span,
      place: `${place}.${key}/${shell.name ?? '?'}[${i + 1}]`,
      units,
    }));
  });
}
