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

/** Everything that takes a variable's value out of its file: into a file of its own, else to whoever starts the program. */
export function environmentFixes(variable: Variable, workspace: Workspace): readonly Fix[] {
  const moved = movedFix(variable, workspace);
  // Where everybody sets it already, taking it out is all there is to do.
  return moved.length > 0 && variable.moveToFile?.(workspace)?.path === undefined ? moved : [...moved, ...suppliedFix(variable, workspace)];
}

/** Takes a variable out and leaves it to whoever starts the program. */
export function suppliedFix(variable: Variable, workspace: Workspace): readonly Fix[] {
  const edits = () => variable.supplyFromOutside(workspace);
  if (!edits()) return [];
  const isBuilt = variable.exposure === 'image';
  const title = isBuilt
    ? `Take ${variable.name} out of the image; supply it when the container starts`
    : `Take the value of ${variable.name} out of this file; supply it from outside`;
  // A file would be better still, as the strict rule says, but needs a change of the program.
  const assumes = `Whoever starts it supplies ${variable.name}${isBuilt ? ', and no step of the build reads it unnamed' : ''}.`;
  return [{ title, safety: 'review', assumes, edits, expects: ['secret-as-env', ...BY_SYNTAX_LINE] }];
}

/** Gives a Dockerfile's build argument to the commands that use it as a secret of the build. */
export function buildSecretFix(variable: Variable, workspace: Workspace): readonly Fix[] {
  const { name } = variable;
  const edits = () => variable.supplyFromOutside(workspace);
  if (!edits()) return [];
  const title = `Give ${name} to the commands that use it as a build secret`;
  const assumes = `Who builds the image gives ${name} as a secret (--secret id=${name}), not as an argument.`;
  return [{ title, safety: 'review', assumes, edits, expects: BY_SYNTAX_LINE }];
}

/** What a build secret needs a line for, which names an image. */
export const BY_SYNTAX_LINE: readonly string[] = ['pin-image-digest'];
