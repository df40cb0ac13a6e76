import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import type { KubernetesObject } from './object.js';
import { type ContainerSource, Pod } from './pod.js';

/** Where built-in kinds, and kinds of others that copy a PodTemplateSpec, keep their PodSpec, as a path of keys. */
const TEMPLATE = ['spec', 'template', 'spec'];
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  '/PodTemplate': ['template', 'spec'],
  '/ReplicationController': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'apps.openshift.io/DeploymentConfig': TEMPLATE,
  // The group that OpenShift and the first Deployments had.
  '/DeploymentConfig': TEMPLATE,
  'argoproj.io/Rollout': TEMPLATE,
  'serving.knative.dev/Service': TEMPLATE,
  'serving.knative.dev/Configuration': TEMPLATE,
  'serving.knative.dev/Revision': ['spec'],
  ...Object.fromEntries(
    ['apps', 'extensions', ''].flatMap(group =>
      ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map(kind => [`${group}/${kind}`, TEMPLATE]),
    ),
  ),
};

/** Kinds of the cluster itself that have no pods, and those whose parts only look like some. */
const NO_PODS = /^(?:ConfigMap|Secret|CustomResourceDefinition|Application|ApplicationSet|HelmRelease|HelmChart|HelmChartConfig)$/;

/** The pod templates in an object. Source: the kinds' own API references. */
export function podsOf(object: KubernetesObject): readonly Pod[] {
  const { group, kind, map } = object;
  const path = POD_SPECS[`${group}/${kind}`];
  if (path) {
    const spec = map.at(...path);
    if (spec?.type !== 'map') return [];
    return [new Pod(object, { spec, metadata: mapAt(map, ...path.slice(0, -1), 'metadata'), path: path.join('.') })];
  }
  if (NO_PODS.test(kind) || !group.includes('.') || group.endsWith('.k8s.io')) return [];
  if (group === 'argoproj.io') return workflowPods(object);
  if (group === 'tekton.dev') return taskPods(object);
  return [...templatesIn(object, map.get('spec')?.value, 'spec')];
}

const mapAt = (map: YamlMap, ...path: readonly string[]): YamlMap | undefined => {
  const node = map.at(...path);
  return node?.type === 'map' ? node : undefined;
};

const mapsIn = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'seq' ? node.items().filter(item => item?.type === 'map') : [];

/** Keys under which custom resources keep a PodTemplateSpec. */
const TEMPLATE_KEYS: ReadonlySet<string> = new Set(['template', 'podTemplate', 'podTemplateSpec', 'jobTemplate']);
/** Keys below which nothing is the object's own. */
const FOREIGN_KEYS: ReadonlySet<string> = new Set(['status', 'values', 'valuesObject', 'openAPIV3Schema', 'data', 'stringData']);
const MAX_DEPTH = 12;

/** PodTemplateSpecs of a kind that nobody told us: sure only where containers with names and images stand in a `template`. */
function* templatesIn(object: KubernetesObject, node: YamlNode | undefined, path: string, depth = 0): Generator<Pod> {
  if (!node || depth > MAX_DEPTH || node.useSpan.start !== node.span.start) return;
  if (node.type === 'seq') {
    for (const [index, item] of node.items().entries()) yield* templatesIn(object, item, `${path}[${nameOf(item) ?? index}]`, depth + 1);
  } else if (node.type === 'map') {
    for (const { key, value, merged } of node.entries()) {
      if (merged || FOREIGN_KEYS.has(key)) continue;
      const spec = TEMPLATE_KEYS.has(key) && value?.type === 'map' ? mapAt(value, 'spec') : undefined;
      if (value?.type === 'map' && spec && holdsContainers(spec)) {
        yield new Pod(object, { spec, metadata: mapAt(value, 'metadata'), path: `${path}.${key}.spec`, isOneOfMany: true });
      } else yield* templatesIn(object, value, `${path}.${key}`, depth + 1);
    }
  }
}

const nameOf = (node: YamlNode | undefined): string | undefined => (node?.type === 'map' ? textOf(node.get('name')?.value) : undefined);

function holdsContainers(spec: YamlMap): boolean {
  const list = spec.get('containers')?.value;
  if (list?.type !== 'seq' || list.items().length === 0) return false;
  return list.items().every(item => item?.type === 'map' && Boolean(item.get('name') ?? item.get('image')));
}

/**
 * Argo Workflows: every template that runs something is a pod, which takes from the workflow what it does not say itself. What neither
 * says the controller may add (`workflowDefaults`, `mainContainer`), so absence says nothing.
 */
function workflowPods(object: KubernetesObject): readonly Pod[] {
  if (!/Workflow/.test(object.kind)) return [...templatesIn(object, object.map.get('spec')?.value, 'spec')];
  const base = object.kind === 'CronWorkflow' ? ['spec', 'workflowSpec'] : ['spec'];
  const defaults = mapAt(object.map, ...base);
  if (!defaults) return [];
  return mapsIn(defaults.get('templates')?.value).map((spec, index) => {
    const own = nameOf(spec) ?? String(index);
    const single = (['container', 'script'] as const).flatMap(one => mapAt(spec, one) ?? []);
    const lists: ContainerSource[] = [
      { list: 'containers', maps: [...single, ...mapsIn(spec.at('containerSet', 'containers')), ...mapsIn(spec.get('sidecars')?.value)] },
      { list: 'initContainers', maps: mapsIn(spec.get('initContainers')?.value) },
    ];
    const path = `${base.join('.')}.templates[${own}]`;
    return new Pod(object, {
      spec,
      metadata: mapAt(spec, 'metadata'),
      path,
      defaults,
      lists,
      name: own,
      isOneOfMany: true,
      isPartial: true,
    });
  });
}

/** Tekton: a task is a pod whose steps are its containers. Defaults come from the installation's configuration: absence says nothing. */
function taskPods(object: KubernetesObject): readonly Pod[] {
  const run = mapAt(object.map, 'spec', 'podTemplate') ?? mapAt(object.map, 'spec', 'taskRunTemplate', 'podTemplate');
  return [...tasksIn(mapAt(object.map, 'spec'), 'spec')].map(({ spec, path }) => {
    const lists: ContainerSource[] = [
      { list: 'containers', maps: [...mapsIn(spec.get('steps')?.value), ...mapsIn(spec.get('sidecars')?.value)] },
    ];
    return new Pod(object, { spec, metadata: undefined, path, defaults: run, lists, isOneOfMany: true, isPartial: true });
  });
}

/** Tasks, those that pipelines and runs spell out in place included. */
function* tasksIn(spec: YamlMap | undefined, path: string, depth = 0): Generator<{ readonly spec: YamlMap; readonly path: string }> {
  if (!spec || depth > 4) return;
  if (mapsIn(spec.get('steps')?.value).length > 0) yield { spec, path };
  for (const key of ['taskSpec', 'pipelineSpec']) yield* tasksIn(mapAt(spec, key), `${path}.${key}`, depth + 1);
  for (const key of ['tasks', 'finally']) {
    for (const [index, task] of mapsIn(spec.get(key)?.value).entries()) {
      yield* tasksIn(task, `${path}.${key}[${nameOf(task) ?? index}]`, depth + 1);
    }
  }
}
