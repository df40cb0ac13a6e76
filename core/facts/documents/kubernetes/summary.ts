import type { Setting } from '../../fact.js';
import { imageBaseName } from '../../image-reference.js';
import { obstaclesTo } from '../../pod-security/level.js';
import { LATEST } from '../../pod-security/version.js';
import type { BindingSummary, LabelSelector, ObjectSummary } from '../../workspace.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { textOf, textsOf } from '../yaml/values.js';
import type { Fields } from './fields.js';
import { defaultsOf } from './limits.js';
import { type KubernetesObject, textsByKey } from './object.js';
import type { Pod } from './pod.js';

/** What other files need to know of an object. */
export function summarizeObject(object: KubernetesObject): ObjectSummary {
  const policy = object.kind === 'NetworkPolicy' && object.group === 'networking.k8s.io';
  const spec = object.map.get('spec')?.value;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.namespace ?? '?',
    name: object.name ?? '?',
    podLabels: object.pods[0]?.labels,
    podSelector: policy && spec?.type === 'map' ? selectorOf(spec.get('podSelector')?.value) : servicePodsOf(object),
    policyTypes: policy && spec?.type === 'map' ? policyTypesOf(spec) : [],
    denies: policy && spec?.type === 'map' ? deniesOf(spec) : [],
    serviceType: object.group === '' && object.kind === 'Service' ? (object.fields.text('spec', 'type').value ?? 'ClusterIP') : undefined,
    images: object.pods.flatMap(pod => pod.containers.flatMap(container => container.view.image?.text ?? [])),
    serviceAccount: object.pods[0]?.serviceAccount,
    mountsToken: (object.pods[0]?.fields ?? object.fields).boolean('automountServiceAccountToken').value,
    access: object.accessRules.map(({ apiGroups, resources, verbs, resourceNames, nonResourceUrls }) => ({
      apiGroups,
      resources,
      verbs,
      resourceNames,
      nonResourceUrls,
    })),
    ...(object.is('', 'Namespace') ? { podSecurity: podSecurityOf(object) } : {}),
    ...detailsOf(object),
    ...(object.pods.length > 0 ? { opened: openedIn(object), exceedsBaseline: object.pods.some(exceedsBaseline) } : {}),
    binding: bindingOf(object),
  };
}

/** What only one kind has. */
function detailsOf(object: KubernetesObject): Partial<ObjectSummary> {
  const { fields, kind } = object;
  switch (kind) {
    case 'LimitRange':
      return { defaults: defaultsOf(object) };
    case 'VerticalPodAutoscaler': {
      const target = fields.child('spec', 'targetRef');
      const isOff = fields.text('spec', 'updatePolicy', 'updateMode').value === 'Off';
      return target && !isOff ? { scales: `${target.text('kind').value}/${target.text('name').value}` } : {};
    }
    case 'Ingress':
      return {
        backends: backendsOf(fields).flatMap(({ value }) => value ?? []),
        issuer: fields.text('metadata', 'annotations', 'cert-manager.io/cluster-issuer').value,
      };
    case 'HTTPRoute': {
      const isRedirect = fields
        .items('spec', 'rules')
        .some(rule => rule.items('filters').some(filter => filter.text('requestRedirect', 'scheme').value === 'https'));
      return isRedirect ? { redirects: fields.items('spec', 'parentRefs').flatMap(parent => parent.text('name').value ?? []) } : {};
    }
    case 'ConfigMap':
      return fields.boolean('data', 'allow-snippet-annotations').value === false ? { refusesSnippets: true } : {};
    default:
      return {};
  }
}

/** What a template or patch hides counts too: the cluster may refuse it. */
const exceedsBaseline = (pod: Pod): boolean => !obstaclesTo(pod, 'baseline', LATEST).next().done;

/** Interfaces that are fine as they come, and that its pods are told to open to everybody. */
const openedIn = ({ pods }: KubernetesObject): readonly string[] =>
  pods.flatMap(pod =>
    pod.containers.flatMap(({ view, fields, variables }) => {
      const name = view.image?.reference && imageBaseName(view.image.reference);
      if (name === 'grafana')
        return variables.some(one => one.name === 'GF_AUTH_ANONYMOUS_ENABLED' && one.value === 'true') ? ['Grafana'] : [];
      const words = name === 'argocd' ? [...fields.words('command'), ...fields.words('args')] : [];
      return words.some(({ value }) => value === '--insecure' || value === '--disable-auth') ? ['Argo CD'] : [];
    }),
  );

/** Names of the Services that an Ingress or a route leads to. */
export const backendsOf = (fields: Fields): readonly Setting<string>[] => [
  fields.text('spec', 'defaultBackend', 'service', 'name'),
  fields.text('spec', 'backend', 'serviceName'),
  ...fields
    .items('spec', 'rules')
    .flatMap(rule => [
      ...rule.items('http', 'paths').flatMap(path => [path.text('backend', 'service', 'name'), path.text('backend', 'serviceName')]),
      ...rule.items('backendRefs').map(backend => backend.text('name')),
    ]),
];

const POD_SECURITY = 'pod-security.kubernetes.io/';

const podSecurityOf = ({ labels }: KubernetesObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels ?? {}).flatMap(([key, value]) => (key.startsWith(POD_SECURITY) ? [[key.slice(POD_SECURITY.length), value]] : [])),
  );

function bindingOf({ binding }: KubernetesObject): BindingSummary | undefined {
  return (
    binding && {
      roleKind: binding.roleKind,
      roleName: binding.roleName,
      subjects: binding.subjects.map(({ kind, name, namespace }) => ({ kind, name, namespace })),
    }
  );
}

/** What a Service sends its traffic to; a Service without a selector has endpoints of its own. */
function servicePodsOf(object: KubernetesObject): LabelSelector | undefined {
  const selector = object.group === '' && object.kind === 'Service' ? object.map.at('spec', 'selector') : undefined;
  const matchLabels = selector && textsByKey(selector);
  return matchLabels && { matchLabels, matchExpressions: [] };
}

/** Directions in which a policy for every pod of its namespace allows nothing. */
function deniesOf(spec: YamlMap): readonly ('Ingress' | 'Egress')[] {
  const selector = selectorOf(spec.get('podSelector')?.value);
  if (Object.keys(selector.matchLabels).length > 0 || selector.matchExpressions.length > 0) return [];
  return policyTypesOf(spec).filter(type => {
    const rules = spec.get(type.toLowerCase())?.value;
    return rules === undefined || (rules.type === 'seq' && rules.items().length === 0);
  });
}

/** A missing or empty selector selects every pod of the namespace. */
export function selectorOf(node: YamlNode | undefined): LabelSelector {
  if (node?.type !== 'map') return { matchLabels: {}, matchExpressions: [] };
  const labels = node.get('matchLabels')?.value;
  const expressions = node.get('matchExpressions')?.value;
  return {
    matchLabels: labels?.type === 'map' ? Object.fromEntries(labels.entries().map(({ key, value }) => [key, textOf(value) ?? ''])) : {},
    matchExpressions: (expressions?.type === 'seq' ? expressions.items() : []).flatMap(item =>
      item?.type === 'map'
        ? [
            {
              key: textOf(item.get('key')?.value) ?? '',
              operator: textOf(item.get('operator')?.value) ?? '',
              values: textsOf(item.get('values')?.value) ?? [],
            },
          ]
        : [],
    ),
  };
}

/** Defaults: Ingress always, Egress when there are egress rules. Source: NetworkPolicySpec.policyTypes. */
function policyTypesOf(spec: YamlMap): readonly ('Ingress' | 'Egress')[] {
  const written = textsOf(spec.get('policyTypes')?.value);
  if (written) return written.filter(type => type === 'Ingress' || type === 'Egress');
  return spec.get('egress') ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** LabelSelector semantics: every requirement holds. Source: Kubernetes API, LabelSelector. */
export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
