import type { Command } from '../../views/command.js';
import type { YamlNode } from '../yaml.js';
import { scriptOf } from '../yaml-commands.js';
import type { ComposeService } from './service.js';

/** Commands of `command`, `entrypoint` and the health check. */
export function commandsOf(service: ComposeService): readonly Command[] {
  const nodes: readonly (readonly [string, YamlNode | undefined])[] = [
    ['entrypoint', service.get('entrypoint')?.value],
    ['command', service.get('command')?.value],
  ];
  return nodes.flatMap(([key, node]) => {
    const { commands } = scriptOf(node);
    return commands.map((shell, i) => ({
      phase: 'run' as const,
      shell,
      script: commands,
      span: shell.span,
      place: `${service.place}.${key}/${shell.name ?? '?'}[${i + 1}]`,
      units: service.units,
    }));
  });
}
