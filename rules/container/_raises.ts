import type { Container } from '../../core/facts/views/container.js';
import type { Workspace } from '../../core/facts/workspace.js';

/** Programs that are nothing without their set-uid bit. `gosu` and its like have none: root starts them. */
const RAISES: ReadonlySet<string | undefined> = new Set(['sudo', 'su', 'doas', 'pkexec']);

/** Whether what it runs visibly becomes a stronger user. */
export function gainsPrivileges({ commands, builtStage }: Container, workspace: Workspace): boolean {
  const stage = builtStage?.(workspace);
  const ofImage = [stage?.last('ENTRYPOINT'), stage?.last('CMD')].flatMap(instruction => instruction?.script.commands ?? []);
  return [...commands.map(({ shell }) => shell), ...ofImage].some(({ name, wrappers }) =>
    [...wrappers, { name }].some(program => RAISES.has(program.name)),
  );
}
