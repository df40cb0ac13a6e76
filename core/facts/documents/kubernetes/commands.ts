import { memo } from '../../memo.js';
import type { Command } from '../../views/command.js';
import { type KeyedScript, mainScripts, scriptOf } from '../yaml/commands.js';
import type { YamlNode } from '../yaml/nodes.js';
import type { KubernetesContainer } from './pod.js';

/** Commands of `command` and `args`, of probes and of hooks. */
export const commandsOf = memo(({ map, place, units }: KubernetesContainer): readonly Command[] => {
  const scripts: KeyedScript[] = [];
  const command = map.get('command')?.value;
  const args = map.get('args')?.value;
  if (command || args) scripts.push(...mainScripts(['command', command], ['args', args]));
  const add = (key: string, node: YamlNode | undefined) => {
    if (node) scripts.push([key, scriptOf(node)]);
  };
  for (const probe of PROBES) add(probe, map.at(probe, 'exec', 'command'));
  if (map.get('lifecycle')) for (const hook of HOOKS) add(hook, map.at('lifecycle', hook, 'exec', 'command'));
  if (scripts.length === 0) return [];
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
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
