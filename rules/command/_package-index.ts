import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';

/** Whether a later step, of the stage or of one that starts from it, installs with the index that this one leaves in its layer. */
export const isIndexUsedBehind = ({ stage, span }: Instruction): boolean =>
  stage !== undefined &&
  isUsed(
    stage,
    stage.own('RUN').filter(step => step.span.start > span.start),
  );

function isUsed({ children }: Stage, steps: readonly Instruction[]): boolean {
  for (const { script } of steps) {
    for (const command of script.commands) {
      const found = packageCommand(command);
      if (found?.manager !== 'apt') continue;
      // From here on there is another index.
      if (found.does === 'refresh') return false;
      if (found.does === 'install' || found.does === 'upgrade') return true;
    }
  }
  return children.some(child => isUsed(child, child.own('RUN')));
}
