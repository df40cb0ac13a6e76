import { LineIndex } from '../../text.js';
import type { Comment, Problem, Target, Unit } from '../fact.js';
import type { FileSummary } from '../workspace.js';
import { KubernetesObject } from './kubernetes/object.js';
import { podsOf } from './kubernetes/pod.js';
import { summarizeObject } from './kubernetes/summary.js';
import { blankTemplates } from './kubernetes/template.js';
import { readYaml, type YamlFile, type YamlMap } from './yaml.js';
import { readComments } from './yaml-comments.js';

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
  readonly objects: readonly KubernetesObject[];
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
  const templated = text.includes('{{');
  const source = templated ? blankTemplates(text) : text;
  const yaml = readYaml(source, previous?.yaml);
  const lines = new LineIndex(text);
  const problems: Problem[] = [];
  const objects: KubernetesObject[] = [];
  for (const document of yaml.documents) {
    const chunk = source.slice(document.span.start, document.span.end);
    if (SCHEMA.test(chunk) || !CANDIDATE.test(chunk)) continue;
    if (document.broken && templated) {
      const span = { start: document.span.start, end: document.span.start };
      if (problems.length === 0)
        problems.push({
          span,
          message: 'This template cannot be read before it is rendered: it is only analysed in part.',
          severity: 'info',
        });
      continue;
    }
    problems.push(...document.problems);
    const { root } = document;
    if (root?.type === 'map') objects.push(...objectsOf(root, templated || document.broken));
  }
  const pods = objects.flatMap(object => object.pods);
  const containers = pods.flatMap(pod => pod.containers.map(container => container.unit));
  const file: Unit = { kind: 'file', name: path, place: 'file', span: objects[0]?.span ?? { start: 0, end: 0 } };
  return {
    kind: 'kubernetes',
    path,
    text,
    lines,
    yaml,
    comments: readComments(yaml),
    problems,
    objects,
    // A file without containers (roles, policies) is scored as a whole.
    units: containers.length > 0 ? containers : objects.length > 0 ? [file] : [],
    span: objects[0]?.span ?? { start: 0, end: 0 },
    place: 'file',
  };
}

/** The object that a map is, or the items of a List. */
function objectsOf(map: YamlMap, partial: boolean, depth = 0): readonly KubernetesObject[] {
  const apiVersion = map.get('apiVersion')?.value;
  const kind = map.get('kind')?.value;
  if (apiVersion?.type !== 'scalar' || kind?.type !== 'scalar') return [];
  if (!API_VERSION.test(apiVersion.text) || !KIND.test(kind.text)) return [];
  const items = map.get('items')?.value;
  if (kind.text.endsWith('List') && items?.type === 'seq' && depth < 3) {
    return items.items().flatMap(item => (item?.type === 'map' ? objectsOf(item, partial, depth + 1) : []));
  }
  const object = new KubernetesObject(map, apiVersion.text, kind, partial);
  object.pods = podsOf(object);
  return [object];
}

/** What other files need to know of a file's objects. */
export const summarizeKubernetes = ({ path, objects }: KubernetesDocument): FileSummary => ({
  path,
  kind: 'kubernetes',
  services: [],
  objects: objects.map(summarizeObject),
});
