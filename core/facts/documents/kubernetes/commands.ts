import type { ShellScript } from '../../shell/types.js';
import type { Command } from '../../views/command.js';
import type { YamlNode } from '../yaml.js';
import { execOf, scriptOf } from '../yaml-commands.js';
import type { KubernetesContainer } from './pod.js';

/** Commands of `command` and `args`, of probes and of hooks. */
export function commandsOf({ map, place, units }: KubernetesContainer): readonly Command[] {
  const command = map.get('command')?.value;
  const args = map.get('args')?.value;
  const scripts: readonly (readonly [key: string, script: ShellScript])[] = [
    ...mainScripts(command, args),
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

/** What the container runs: `args` go on where `command` ends, and the script after `sh -c` often stands in them. */
function mainScripts(command: YamlNode | undefined, args: YamlNode | undefined): readonly (readonly [key: string, script: ShellScript])[] {
  const first = scriptOf(command);
  const own = scriptOf(args);
  // A script of the image starts what stands in `args`, unless that is its options.
  const isScript = /entrypoint|\.sh$/.test(first.commands[0]?.words.at(-1)?.value ?? '');
  const startsAnother = own.commands.length > 1 || (isScript && !own.commands[0]?.name?.startsWith('-'));
  if (command?.type === 'seq' && args?.type === 'seq' && !startsAnother) return [['command', execOf([command, args])]];
  return [
    ['command', first],
    ['args', own],
  ];
}
