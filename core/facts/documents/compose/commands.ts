import { memo } from '../../memo.js';
import type { ShellScript } from '../../shell/types.js';
import type { Command } from '../../views/command.js';
import { mainScripts, scriptOf } from '../yaml/commands.js';
import type { YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import { hooksOf } from './hooks.js';
import type { ComposeService } from './service.js';

/** Commands of `entrypoint` and `command`: the program of the service. */
export const commandsOf = memo((service: ComposeService): readonly Command[] => {
  const entrypoint = service.get('entrypoint')?.value;
  const command = service.get('command')?.value;
  if (!entrypoint && !command) return [];
  return mainScripts(['entrypoint', entrypoint], ['command', command]).flatMap(([key, script]) => commandsAt(service, key, script));
});

/** Commands that the engine runs beside the program: the health check and hooks. */
export const sideCommandsOf = memo((service: ComposeService): readonly Command[] => {
  const health = service.get('healthcheck')?.value;
  const test = health?.type === 'map' ? health.get('test')?.value : undefined;
  const checks = test ? commandsAt(service, 'healthcheck.test', testOf(test)) : [];
  const hooks = hooksOf(service);
  if (hooks.length === 0) return checks;
  return [...checks, ...hooks.flatMap(({ key, map }) => commandsAt(service, `${key}.command`, scriptOf(map.get('command')?.value)))];
});

/** A list says first how it is run: `CMD` as it is, `CMD-SHELL` by a shell. */
function testOf(node: YamlNode): ShellScript {
  const [how, line] = node.type === 'seq' ? node.items() : [];
  return textOf(how) === 'CMD-SHELL' ? scriptOf(line) : scriptOf(node, 1);
}

function commandsAt(service: ComposeService, key: string, { commands }: ShellScript): readonly Command[] {
  return commands.map((shell, i) => ({
    phase: 'run' as const,
    shell,
    script: commands,
    span: shell.span,
    place: `${service.place}.${key}/${shell.name ?? '?'}[${i + 1}]`,
    units: service.units,
  }));
}
