import type { Command } from '../../views/command.js';
import { type KeyedScript, mainScripts, scriptOf } from '../yaml-commands.js';
import type { KubernetesContainer } from './pod.js';

/** Commands of `command` and `args`, of probes and of hooks. */
export function commandsOf({ map, place, units }: KubernetesContainer): readonly Command[] {
  const scripts: readonly KeyedScript[] = [
    ...mainScripts(['command', map.get('command')?.value], ['args', map.get('args')?.value]),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe, scriptOf(map.at(probe, 'exec', 'command'))] as const),
    ...['postStart', 'preStop'].map(hook => [hook, scriptOf(map.at('lifecycle', hook, 'exec', 'command'))] as const),
  ];
  return scripts.flatMap(([key, { commands }]) =>
    commands.map((shell, i) => ({
      phase: 'run' as const,
      shell,
      script: commands,
      span: shell.span,
      place: `${place}.${key}/${shell.name ?? '?'}[${i + 1}]`,
      units,
    })),
  );
}
