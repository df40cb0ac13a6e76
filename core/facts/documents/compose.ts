import { LineIndex } from '../../text.js';
import type { Comment, Problem, Target, Unit } from '../fact.js';
import { isPinnedTag } from '../image-reference.js';
import { folderOf, resolvePath } from '../path.js';
import type { BuildSummary, FileSummary, Workspace } from '../workspace.js';
import { isOverride } from './compose/files.js';
import { projectOf } from './compose/project.js';
import type { ComposeService } from './compose/service.js';
import { readComments } from './yaml/comments.js';
import type { YamlMap, YamlNode } from './yaml/nodes.js';
import { textOf } from './yaml/values.js';
import { readYaml, type YamlFile } from './yaml.js';

export type { ComposeService } from './compose/service.js';

/** A Compose file. What its services are in the end, other files have a say in: see `ComposeProject`. */
export interface ComposeDocument extends Target {
  readonly kind: 'compose';
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly yaml: YamlFile;
  readonly root: YamlMap | undefined;
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
  /** A file that is laid over another one: what it lacks says nothing. */
  readonly override: boolean;
}

/** Reads a Compose file. Never throws. `previous` saves parsing what has not changed. */
export function parseCompose(path: string, text: string, previous?: ComposeDocument): ComposeDocument {
  const yaml = readYaml(text, previous?.yaml);
  const lines = new LineIndex(text);
  const document = yaml.documents[0];
  const root = document?.root;
  const problems = [...(document?.problems ?? [])];
  if (root && root.type !== 'map')
    problems.push({ span: root.span, message: 'A Compose file is a map with `services`.', severity: 'error' });
  const map = root?.type === 'map' ? root : undefined;
  const services = map?.get('services');
  const units = (services?.value?.type === 'map' ? services.value.entries() : []).flatMap<Unit>(({ key, keySpan, value }) =>
    value?.type === 'map' && !value.get('provider') ? [{ kind: 'service', name: key, place: `services.${key}`, span: keySpan }] : [],
  );
  return {
    kind: 'compose',
    path,
    text,
    lines,
    yaml,
    root: map,
    comments: readComments(yaml),
    problems,
    override: isOverride(path),
    units,
    span: services?.keySpan ?? { start: 0, end: 0 },
    place: 'file',
  };
}

/** The services that a file names, as the engine would run them: see `ComposeProject`. */
export const servicesOf = (document: ComposeDocument, workspace: Workspace): readonly ComposeService[] =>
  projectOf(document, workspace).services;

/** What other files need to know of a Compose file. */
export function summarizeCompose({ path, root }: ComposeDocument): FileSummary {
  const services = root?.get('services')?.value;
  const entries = services?.type === 'map' ? services.entries() : [];
  return {
    path,
    kind: 'compose',
    objects: [],
    services: entries.map(({ key, value }) => ({
      name: key,
      keys: value?.type === 'map' ? value.entries().map(entry => entry.key) : [],
      build: value?.type === 'map' ? buildOf(path, value) : undefined,
    })),
    pins: entries.flatMap(({ value }) => (value?.type === 'map' ? (textOf(value.get('image')?.value) ?? []) : [])).filter(isPinnedTag),
  };
}

function buildOf(path: string, service: YamlMap): BuildSummary | undefined {
  const build = service.get('build')?.value;
  if (!build || build.type === 'seq' || (build.type === 'map' && build.get('dockerfile_inline'))) return undefined;
  const context = build.type === 'scalar' ? build.text : (textOf(build.get('context')?.value) ?? '.');
  const file = build.type === 'map' ? (textOf(build.get('dockerfile')?.value) ?? 'Dockerfile') : 'Dockerfile';
  const written = context + file;
  if (written.includes('$') || /^(?:[a-z+]+:|git@)/.test(written)) return undefined;
  // A context that leaves the workspace is somebody else's.
  const dockerfile = resolvePath(folderOf(path), `${context}/${file}`);
  if (dockerfile === undefined) return undefined;
  if (build.type !== 'map') return { dockerfile, target: undefined, contexts: [] };
  return { dockerfile, target: textOf(build.get('target')?.value), contexts: namesOf(build.get('additional_contexts')?.value) };
}

/** The names of a map, or of a list of `name=value`. */
function namesOf(node: YamlNode | undefined): readonly string[] {
  if (node?.type === 'map') return node.entries().map(({ key }) => key);
  return node?.type === 'seq' ? node.items().flatMap(item => textOf(item)?.split('=', 1) ?? []) : [];
}
