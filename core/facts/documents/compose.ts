import { LineIndex } from '../../text.js';
import type { Comment, Problem, Target, Unit } from '../fact.js';
import { folderOf, resolvePath } from '../path.js';
import type { FileSummary, Workspace } from '../workspace.js';
import { ComposeService } from './compose/service.js';
import { readYaml, textOf, type YamlFile, type YamlMap } from './yaml.js';
import { readComments } from './yaml-comments.js';

export { ComposeService } from './compose/service.js';

/** A Compose file. What its services are in the end, other files have a say in: see `servicesOf`. */
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

/** `compose.override.yaml` and its like are merged over their base without being named. */
const isOverride = (path: string): boolean => /(?:^|\/)(?:docker-)?compose\.override\.ya?ml$/.test(path);

/** The override file that the engine would merge over `path`, in the spellings that it looks for. */
function overridesOf(path: string): readonly string[] {
  const match = /^(.*?)((?:docker-)?compose)\.ya?ml$/.exec(path);
  return match ? ['yaml', 'yml'].map(extension => `${match[1]}${match[2]}.override.${extension}`) : [];
}

/** The services as the engine would run them: `extends` and the override file taken into account. */
export function servicesOf(document: ComposeDocument, workspace: Workspace): readonly ComposeService[] {
  const services = document.root?.get('services')?.value;
  if (services?.type !== 'map') return [];
  const overlay = overlayOf(document, workspace);
  return services.entries().flatMap(entry => {
    if (entry.value?.type !== 'map') return [];
    const unit = document.units.find(({ place }) => place === `services.${entry.key}`);
    return [new ComposeService(document, entry, entry.value, services, unit, overlay.get(entry.key) ?? new Set())];
  });
}

/** Keys that an override file sets, by service. */
function overlayOf({ path, override }: ComposeDocument, workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> {
  const names = override ? [] : overridesOf(path);
  if (names.length === 0) return new Map();
  const found = [...workspace.summaries].find(summary => names.includes(summary.path));
  return new Map(found?.services.map(({ name, keys }) => [name, new Set(keys)]));
}

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
  };
}

function buildOf(path: string, service: YamlMap): { readonly dockerfile: string; readonly target: string | undefined } | undefined {
  const build = service.get('build')?.value;
  if (!build || build.type === 'seq') return undefined;
  const context = build.type === 'scalar' ? build.text : (textOf(build.get('context')?.value) ?? '.');
  const file = build.type === 'map' ? (textOf(build.get('dockerfile')?.value) ?? 'Dockerfile') : 'Dockerfile';
  if (/[$]|^[a-z+]+:|^git@/.test(context + file)) return undefined;
  // A context that leaves the workspace is somebody else's.
  const dockerfile = resolvePath(folderOf(path), `${context}/${file}`);
  return dockerfile === undefined
    ? undefined
    : { dockerfile, target: build.type === 'map' ? textOf(build.get('target')?.value) : undefined };
}
