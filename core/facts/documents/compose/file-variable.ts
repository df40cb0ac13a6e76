import type { ImageReference } from '../../image-reference.js';
import { folderOf, resolvePath } from '../../path.js';
import { fileVariableOf } from '../../tables/server-images.js';
import { identityOf } from '../../views/image.js';
import type { Workspace } from '../../workspace.js';
import { textOf, textsOf } from '../yaml/values.js';
import { builtStage } from './build.js';
import { readEnvFile } from './env-file.js';
import { hooksOf } from './hooks.js';
import { imageOf } from './images.js';
import type { ComposeService } from './service.js';

/**
 * The variable by which the program of a service reads `name` from a secret's file. `undefined` where its image is not known to, and where
 * the variable itself is needed besides, or is set once more: entrypoints refuse both together.
 */
export function fileVariable(service: ComposeService, name: string): string | undefined {
  const image = readingImage(service);
  const variable = image && fileVariableOf(image, name);
  const isAlone = variable !== undefined && !isReadBeside(service, name) && !mayComeFromFile(service, name) && !isExtended(service);
  return isAlone ? variable : undefined;
}

/** The image whose entrypoint a service runs, as far as it is known. */
function readingImage(service: ComposeService): ImageReference | undefined {
  if (service.get('entrypoint')) return undefined;
  if (!service.get('build')) return identityOf(imageOf(service));
  const stage = builtStage(service, service.project.workspace);
  return stage && !stage.last('ENTRYPOINT') ? identityOf(stage.root) : undefined;
}

/** Whether a command names the variable: only the entrypoint turns the file into it, for itself. */
function isReadBeside(service: ComposeService, name: string): boolean {
  const health = service.get('healthcheck')?.value;
  const nodes = [
    service.get('command')?.value,
    health?.type === 'map' ? health.get('test')?.value : undefined,
    ...hooksOf(service).map(({ map }) => map.get('command')?.value),
  ];
  const stage = service.get('build') && builtStage(service, service.project.workspace);
  const built = ['CMD', 'HEALTHCHECK'].flatMap(keyword => stage?.last(keyword)?.logical ?? []);
  const named = new RegExp(`\\b${name}\\b`);
  return [...nodes.flatMap(node => textsOf(node) ?? []), ...built].some(text => named.test(text));
}

/** Whether an `env_file` sets the variable, or cannot be read. */
function mayComeFromFile(service: ComposeService, name: string): boolean {
  const { folder, workspace } = service.project;
  const nodes = service.all('env_file').flatMap(({ value }) => (value?.type === 'seq' ? value.items() : [value]));
  return nodes.some(node => {
    const written = textOf(node?.type === 'map' ? node.get('path')?.value : node);
    const path = written === undefined ? undefined : resolvePath(folder, service.resolve(written) ?? '');
    const text = path === undefined ? undefined : workspace.text(path);
    return text === undefined || readEnvFile(text).has(name);
  });
}

/** Whether a service of another file extends one of this file: it takes over what the service says, but not the section `secrets`. */
function isExtended({ project: { document, workspace } }: ComposeService): boolean {
  return [...workspace.summaries].some(
    ({ path, services }) =>
      path !== document.path && services.some(({ keys }) => keys.includes('extends')) && extendsFile(workspace, path, document.path),
  );
}

function extendsFile(workspace: Workspace, path: string, file: string): boolean {
  const document = workspace.document(path);
  const services = document?.kind === 'compose' ? document.root?.get('services')?.value : undefined;
  if (services?.type !== 'map') return false;
  return services.entries().some(({ value }) => {
    const written = value?.type === 'map' ? textOf(value.at('extends', 'file')) : undefined;
    return written !== undefined && resolvePath(folderOf(path), written) === file;
  });
}
