import type { Span } from '../../../text.js';
import type { Located, Target, Unit } from '../../fact.js';
import { isTemplated, textOf, textsOf, type YamlMap, type YamlScalar } from '../yaml.js';
import type { Pod } from './pod.js';

/** One API object. Absence is never a finding in a partial one: a patch, a template, a document with syntax errors. */
export class KubernetesObject implements Target {
  readonly kind: string;
  readonly name: string | undefined;
  /** `default` when none is written; `undefined` when it is templated. */
  readonly namespace: string | undefined;
  readonly partial: boolean;
  /** Pod templates in it. */
  pods: readonly Pod[] = [];

  constructor(
    readonly map: YamlMap,
    readonly apiVersion: string,
    readonly kindNode: YamlScalar,
    templated: boolean,
  ) {
    this.kind = kindNode.text;
    const metadata = map.get('metadata')?.value;
    this.name = metadata?.type === 'map' ? textOf(metadata.get('name')?.value) : undefined;
    const namespace = metadata?.type === 'map' ? textOf(metadata.get('namespace')?.value) : undefined;
    this.namespace = namespace === undefined ? 'default' : isTemplated(namespace) ? undefined : namespace;
    this.partial = templated || isPatch(map, this.kind);
  }

  /** The group of `apiVersion`; empty for the core group. */
  get group(): string {
    return this.apiVersion.includes('/') ? this.apiVersion.split('/')[0]! : '';
  }

  get place(): string {
    return `${this.apiVersion}/${this.kind}/${this.namespace ?? '?'}/${this.name ?? '?'}`;
  }

  /** Rules of a Role or ClusterRole; none for other kinds. */
  get accessRules(): readonly AccessRule[] {
    if (this.group !== 'rbac.authorization.k8s.io' || !['Role', 'ClusterRole'].includes(this.kind)) return [];
    const list = this.map.get('rules')?.value;
    return (list?.type === 'seq' ? list.items() : []).flatMap((item, index) =>
      item?.type === 'map' ? [accessRule(this, item, index)] : [],
    );
  }

  /** The name, or the kind while there is none. */
  get span(): Span {
    return this.map.at('metadata', 'name')?.useSpan ?? this.kindNode.useSpan;
  }

  get units(): readonly Unit[] {
    return this.pods.flatMap(pod => pod.units);
  }
}

/** One rule of a role: everything in it holds together. */
export interface AccessRule extends Located {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceUrls: readonly string[];
}

function accessRule(object: KubernetesObject, map: YamlMap, index: number): AccessRule {
  const texts = (key: string) => textsOf(map.get(key)?.value) ?? [];
  const { start } = map.useSpan;
  const text = map.document.text.slice(start, map.useSpan.end).trimEnd();
  return {
    apiGroups: texts('apiGroups'),
    resources: texts('resources'),
    verbs: texts('verbs'),
    resourceNames: texts('resourceNames'),
    nonResourceUrls: texts('nonResourceURLs'),
    span: { start, end: start + text.length },
    place: `${object.place}/rules[${index}]`,
  };
}

/**
 * Whether it is a strategic-merge patch by its shape: directives, a workload without the selector that the API demands, or a
 * container without an image.
 */
function isPatch(map: YamlMap, kind: string): boolean {
  const spec = map.get('spec')?.value;
  if (spec?.type !== 'map') return false;
  if (
    ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind) &&
    (!spec.get('selector') || !spec.at('template', 'metadata', 'labels'))
  ) {
    // Deployments of the retired API groups had their selector defaulted.
    if (!/beta/.test(textOf(map.get('apiVersion')?.value) ?? '')) return true;
  }
  return ['$patch', '$setElementOrder', '$retainKeys'].some(
    key => spec.document.text.includes(`${key}:`) || spec.document.text.includes(`${key}/`),
  );
}
