import type { Variable } from '../../core/facts/views/variable.js';
import type { Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';

/** Moves a variable's value into a file that is not tracked. Nobody but the user knows who else starts the program. */
export function movedFix(variable: Variable, workspace: Workspace): readonly Fix[] {
  const move = variable.moveToFile?.(workspace);
  if (!move) return [];
  return [
    {
      ...(move.path === undefined
        ? {
            title: `Take ${variable.name} out of the image: each service that it is for sets it, too`,
            assumes: `Nobody else starts this image, or whoever does supplies ${variable.name}.`,
          }
        : {
            title: `Move ${variable.name} into ${move.path}, which is not tracked`,
            assumes: `Everyone who runs it brings a ${move.path} of their own.`,
          }),
      safety: 'review',
      edits: () => variable.moveToFile?.(workspace)?.edits ?? null,
      expects: ['secret-as-env'],
    },
  ];
}
