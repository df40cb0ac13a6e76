import { memo } from '../../memo.js';
import { folderOf } from '../../path.js';
import { type FileSummary, seenFrom, type Workspace } from '../../workspace.js';
import { buildOf } from '../compose/build.js';
import { projectOf } from '../compose/project.js';
import { type DockerfileDocument, parseDockerfile, stageNamed } from '../dockerfile.js';

/**
 * The Dockerfile with the stages that this workspace ships as its final ones: the last one and those that Compose builds, of them those
 * for development only where there are no others.
 */
export function asShipped(document: DockerfileDocument, workspace: Workspace): DockerfileDocument {
  const { stages, path, text } = document;
  const last = stages.at(-1);
  if (!last || stages.length === 1) return document;
  const targets = targetsFor(path, workspace);
  if (targets.size === 0) return document;
  const built = [...[...targets].flatMap(target => stageNamed(stages, target) ?? []), last];
  const forUse = built.filter(stage => !stage.isForDevelopment);
  const finals = [...new Set((forUse.length > 0 ? forUse : built).map(({ index }) => index))].sort((a, b) => a - b);
  if (finals.length === 1 && finals[0] === last.index) return document;
  const readings = readingsOf(document);
  const key = finals.join();
  const reading = readings.get(key) ?? parseDockerfile(path, text, finals);
  readings.set(key, reading);
  return reading;
}

const readingsOf = memo((_: DockerfileDocument) => new Map<string, DockerfileDocument>());

/** The targets that Compose files of the workspace name for a Dockerfile. */
function targetsFor(dockerfile: string, workspace: Workspace): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const path of composeFilesFor(workspace.summaries).get(dockerfile) ?? []) {
    const document = workspace.document(path);
    if (document?.kind !== 'compose') continue;
    for (const service of projectOf(document, seenFrom(workspace, path)).services) {
      const build = buildOf(service);
      if (build?.dockerfile === dockerfile && build.target !== undefined) targets.add(build.target);
    }
  }
  return targets;
}

/**
 * Compose files by the Dockerfile that one of their folder builds, where one of them names a target: a file that is laid over another one may
 * name the target alone. Summaries are one object until one of them, or an env file, changes.
 */
const composeFilesFor = memo((summaries: Iterable<FileSummary>): ReadonlyMap<string, readonly string[]> => {
  const folders = new Map<string, FileSummary[]>();
  for (const summary of summaries) {
    if (summary.kind !== 'compose') continue;
    const folder = folderOf(summary.path);
    const known = folders.get(folder);
    if (known) known.push(summary);
    else folders.set(folder, [summary]);
  }
  const files = new Map<string, readonly string[]>();
  for (const inFolder of folders.values()) {
    const builds = inFolder.flatMap(({ services }) => services.flatMap(({ build }) => build ?? []));
    if (builds.every(({ target }) => target === undefined)) continue;
    const paths = inFolder.map(({ path }) => path);
    for (const { dockerfile } of builds) files.set(dockerfile, [...new Set([...(files.get(dockerfile) ?? []), ...paths])]);
  }
  return files;
});
