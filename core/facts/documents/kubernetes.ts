import { LineIndex } from '../../text.js';
import type { Comment, Problem, Target, Unit } from '../fact.js';
import { isPinnedTag } from '../image-reference.js';
import type { FileSummary, Workspace } from '../workspace.js';
import { isKustomizationPath, summarizeKustomization } from './kubernetes/kustomization.js';
import { KubernetesObject } from './kubernetes/object.js';
import { podsOf } from './kubernetes/pod-templates.js';
import { summarizeObject } from './kubernetes/summary.js';
import { blankTemplates, isTemplate } from './kubernetes/template.js';
import { ALONE, type Usage, usageOf } from './kubernetes/usage.js';
import { readComments } from './yaml/comments.js';
import type { YamlMap } from './yaml/nodes.js';
import { textOf } from './yaml/values.js';
import { readYaml, type YamlFile } from './yaml.js';

export { KubernetesObject } from './kubernetes/object.js';
export { type KubernetesContainer, Pod } from './kubernetes/pod.js';

/** A file of Kubernetes objects. */
export interface KubernetesDocument extends Target {
  readonly kind: 'kubernetes';
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly yaml: YamlFile;
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
  /** As far as the file alone tells; see `objectsFor`. */
  readonly objects: readonly KubernetesObject[];
  /** Its documents that were read. */
  readonly roots: readonly Root[];
}

/** `apiVersion` and `kind` as the API machinery writes them. */
const API_VERSION = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?v\d+(?:(?:alpha|beta)\d+)?$/;
const KIND = /^[A-Z][A-Za-z0-9]*$/;

/** A CustomResourceDefinition holds no workload, and is most of the bytes of real repositories: not even parsed. */
const SCHEMA = /^kind:[ \t]*["']?CustomResourceDefinition\b/m;

/** Whether a document can be an object at all; cheap, so that nothing else is parsed. */
const CANDIDATE = /^\s*["{]|^["']?(?:apiVersion|kind)["']?[ \t]*:/m;

/** Reads a file of objects. Never throws. `previous` saves parsing the documents that have not changed. */
export function parseKubernetes(path: string, text: string, previous?: KubernetesDocument): KubernetesDocument {
  const source = isTemplate(text) ? blankTemplates(text) : text;
  const yaml = readYaml(source, previous?.yaml);
  const problems: Problem[] = [];
  const roots: Root[] = [];
  for (const document of yaml.documents) {
    const { start, end } = document.span;
    const chunk = source.slice(start, end);
    if ((chunk.includes('CustomResourceDefinition') && SCHEMA.test(chunk)) || !(CANDIDATE.test(chunk) || isKustomizationPath(path)))
      continue;
    const templated = isTemplate(text.slice(start, end));
    if (document.broken && templated) {
      if (problems.length === 0) problems.push({ span: { start, end: start }, message: UNREADABLE, severity: 'info' });
      continue;
    }
    problems.push(...document.problems);
    const { root } = document;
    if (root?.type === 'map') roots.push({ map: root, partial: templated || document.broken });
  }
  const objects = objectsIn(roots, ALONE);
  const containers = objects.flatMap(object => object.pods.flatMap(pod => pod.containers.map(container => container.unit)));
  const span = objects[0]?.span ?? { start: 0, end: 0 };
  const file: Unit = { kind: 'file', name: path, place: 'file', span };
  return {
    kind: 'kubernetes',
    path,
    text,
    lines: new LineIndex(text),
    yaml,
    comments: readComments(yaml),
    problems,
    objects,
    roots,
    // A file without containers (roles, policies) is scored as a whole.
    units: containers.length > 0 ? containers : objects.length > 0 ? [file] : [],
    span,
    place: 'file',
  };
}

const UNREADABLE = 'This template cannot be read before it is rendered: it is only analysed in part.';

/** A document that may hold objects. */
interface Root {
  readonly map: YamlMap;
  /** What it lacks says nothing. */
  readonly partial: boolean;
}

const objectsIn = (roots: readonly Root[], usage: Usage): readonly KubernetesObject[] =>
  roots.flatMap(({ map, partial }) => objectsOf(map, partial, usage));

/** The objects of a file as the files around it have them read; the document's own where these change nothing. */
export function objectsFor(document: KubernetesDocument, workspace: Workspace): readonly KubernetesObject[] {
  const { objects, roots } = document;
  if (objects.length === 0) return objects;
  const usage = usageOf(workspace);
  const changes =
    usage.isPatch ||
    usage.movedTo.length > 0 ||
    usage.replacedImages.length > 0 ||
    (!usage.mayBePatch && objects.some(object => object.isShapedLikePatch));
  return changes ? objectsIn(roots, usage) : objects;
}

/** Groups whose objects only tools on somebody's machine read. */
const TOOLS = /^(?:kustomize\.config\.k8s\.io|kind\.x-k8s\.io|skaffold|k3d\.io|client\.authentication\.k8s\.io|ctlptl\.dev)\//;

/** The object that a map is, or those that a List or a Template holds. */
function objectsOf(map: YamlMap, partial: boolean, usage: Usage, depth = 0): readonly KubernetesObject[] {
  const apiVersion = map.get('apiVersion')?.value;
  const kind = map.get('kind')?.value;
  if (apiVersion?.type !== 'scalar' || kind?.type !== 'scalar') return [];
  if (!API_VERSION.test(apiVersion.text) || !KIND.test(kind.text) || TOOLS.test(apiVersion.text)) return [];
  const items = kind.text.endsWith('List') ? map.get('items')?.value : kind.text === 'Template' ? map.get('objects')?.value : undefined;
  if (items?.type === 'seq' && depth < 3) {
    return items.items().flatMap(item => (item?.type === 'map' ? objectsOf(item, partial, usage, depth + 1) : []));
  }
  const object = new KubernetesObject(map, apiVersion.text, kind, partial, usage);
  object.pods = podsOf(object);
  return [object];
}

/** What other files need to know of a file's objects. */
export function summarizeKubernetes({ path, objects, roots }: KubernetesDocument): FileSummary {
  const summaries = objects.map(summarizeObject);
  const root = roots[0]?.map;
  const isKustomization =
    root && (isKustomizationPath(path) || /^kustomize\.config\.k8s\.io\//.test(textOf(root.get('apiVersion')?.value) ?? ''));
  return {
    path,
    kind: 'kubernetes',
    services: [],
    objects: summaries,
    pins: summaries.flatMap(({ images }) => images).filter(isPinnedTag),
    ...(isKustomization ? { kustomization: summarizeKustomization(root) } : {}),
  };
}
