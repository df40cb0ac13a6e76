import { folderOf, resolvePath } from '../../path.js';
import type { Workspace } from '../../workspace.js';
import type { Stage } from '../dockerfile.js';
import { parseDockerfile } from '../dockerfile.js';
import { textOf } from '../yaml.js';
import type { ComposeService } from './service.js';

/** The stage that a service builds and ships; `undefined` when it builds none, or its Dockerfile is not in the workspace. */
export function builtStage(service: ComposeService, workspace: Workspace): Stage | undefined {
  const build = service.get('build')?.value;
  if (!build || build.type === 'seq') return undefined;
  const inline = build.type === 'map' ? textOf(build.get('dockerfile_inline')?.value) : undefined;
  const context = build.type === 'scalar' ? build.text : (textOf(build.get('context')?.value) ?? '.');
  const file = build.type === 'map' ? (textOf(build.get('dockerfile')?.value) ?? 'Dockerfile') : 'Dockerfile';
  const path = resolvePath(folderOf(workspace.path), `${context}/${file}`);
  const text = inline ?? (path === undefined || context.includes('$') ? undefined : workspace.text(path));
  if (text === undefined) return undefined;
  const { stages } = parseDockerfile(path ?? 'Dockerfile', text);
  const target = build.type === 'map' ? textOf(build.get('target')?.value) : undefined;
  return target === undefined ? stages.at(-1) : stages.find(({ name }) => name?.toLowerCase() === target.toLowerCase());
}
