import type { TextEdit } from '../../../text.js';
import type { Move } from '../../views/variable.js';
import { seenFrom, type Workspace } from '../../workspace.js';
import { builtStage } from '../compose/build.js';
import { passAsSecret } from '../compose/build-secret.js';
import { projectOf } from '../compose/project.js';
import { addFromFile } from '../compose/secret-file.js';
import type { ComposeService } from '../compose/service.js';
import type { DockerfileDocument, Instruction, Pair } from '../dockerfile.js';
import { supplyFromOutside } from './build-secret.js';

/**
 * Takes an ENV that ships out of the image and gives its value to the services that are built from it, out of a file. `null` where no
 * service is, where the build reads it, or where somebody else starts the image too.
 */
export function moveToServices(document: DockerfileDocument, instruction: Instruction, pair: Pair, workspace: Workspace): Move | null {
  const value = pair.value && instruction.expand(pair.value).value;
  const own = supplyFromOutside(document, instruction, pair);
  // A mount would mean that RUN reads it.
  if (!instruction.stage?.ships || !value || !own || own.some(({ text }) => text !== '')) return null;
  const services = servicesFrom(document, instruction, workspace);
  if (services.length === 0 || services.some(service => isStartedElsewhere(service, workspace))) return null;
  const edits: TextEdit[] = [...own];
  let path: string | undefined;
  for (const service of services) {
    const move = addFromFile(service, pair.name, value);
    if (!move) return null;
    path ??= move.path;
    const file = service.project.document.path;
    edits.push(...move.edits.map(edit => ({ ...edit, path: edit.path ?? file })));
  }
  return { edits: merged(edits), path, name: pair.name };
}

/**
 * Takes an ARG out of the file, gives it to the RUN instructions that read it as a build secret, and has every service that builds the
 * file pass it so. `null` where one of these cannot be done.
 */
export function moveToBuildSecret(
  document: DockerfileDocument,
  instruction: Instruction,
  pair: Pair,
  workspace: Workspace,
): readonly TextEdit[] | null {
  const own = supplyFromOutside(document, instruction, pair);
  if (!own || own.every(({ text }) => text === '')) return own;
  const edits: TextEdit[] = [...own];
  for (const service of servicesFrom(document, instruction, workspace)) {
    const passed = passAsSecret(service, pair.name);
    if (!passed) return null;
    edits.push(...passed.map(edit => ({ ...edit, path: edit.path ?? service.project.document.path })));
  }
  return merged(edits);
}

/** Services of the workspace whose image has what the instruction sets. */
function servicesFrom(document: DockerfileDocument, instruction: Instruction, workspace: Workspace): readonly ComposeService[] {
  const found: ComposeService[] = [];
  for (const { path, kind, services } of workspace.summaries) {
    const named = services.filter(service => service.build?.dockerfile === document.path);
    const compose = kind === 'compose' && named.length > 0 ? workspace.document(path) : undefined;
    if (compose?.kind !== 'compose') continue;
    const inside = seenFrom(workspace, path);
    for (const { name } of named) {
      const service = projectOf(compose, inside).services.find(one => one.name === name);
      const stage = service && builtStage(service, inside);
      // Build arguments make another reading of the same file: stages are told apart by their number.
      if (service && stage?.chain.some(({ index }) => index === instruction.stage!.index)) found.push(service);
    }
  }
  return found;
}

/** Whether the image that a service builds also runs in a pod. */
function isStartedElsewhere(service: ComposeService, workspace: Workspace): boolean {
  const image = service.text('image').value;
  return image !== undefined && [...workspace.summaries].some(({ objects }) => objects.some(({ images }) => images.includes(image)));
}

/** The same line of an ignore file is wanted once. */
const merged = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  edits.filter(
    (edit, i) =>
      edits.findIndex(other => other.path === edit.path && other.span.start === edit.span.start && other.text === edit.text) === i,
  );
