import { DockerIgnore } from '../../core/facts/dockerignore.js';
import { buildOf, dockerfileOf } from '../../core/facts/documents/compose/build.js';
import type { ComposeService } from '../../core/facts/documents/compose/service.js';
import { keepOut } from '../../core/facts/keep-out.js';
import { isIn, resolvePath } from '../../core/facts/path.js';
import type { Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';
import { copiedFiles } from '../dockerfile/_paths.js';

/**
 * The first of the services whose image gets the file: it lies in the build context, a COPY or ADD takes it along, and no `.dockerignore`
 * keeps it out. BuildKit fetches of a context only what instructions name. Silent on Dockerfiles that are not there to read.
 */
export const builderWith = (services: readonly ComposeService[], workspace: Workspace, path: string): ComposeService | undefined =>
  services.find(service => takesAlong(service, workspace, path));

function takesAlong(service: ComposeService, workspace: Workspace, path: string): boolean {
  const { context, dockerfile } = buildOf(service) ?? {};
  if (context === undefined || !isIn(context, path)) return false;
  const inside = context === '' ? path : path.slice(context.length + 1);
  const own = dockerfile === undefined ? undefined : workspace.text(`${dockerfile}.dockerignore`);
  const ignored = own ?? workspace.text(context === '' ? '.dockerignore' : `${context}/.dockerignore`) ?? '';
  if (new DockerIgnore(ignored).excludes(inside)) return false;
  return (dockerfileOf(service, workspace)?.stages ?? []).some(({ instructions }) =>
    instructions.some(
      instruction =>
        instruction.flag('from') === undefined &&
        copiedFiles(instruction).some(({ source }) => {
          const from = resolvePath('', source.replace(/^\/+/, '').replace(/(^|\/)\*$/, '$1') || '.');
          return from !== undefined && (from === inside || isIn(from, inside));
        }),
    ),
  );
}

/** A fix that keeps the file out of the build contexts around it. */
export function dockerIgnoreFix(workspace: Workspace, path: string): readonly Fix[] {
  const edits = () => keepOut(workspace, path);
  return edits().length > 0 ? [{ title: `Leave ${path} out of the image (.dockerignore)`, safety: 'review', edits }] : [];
}
