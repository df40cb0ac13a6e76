import type { Span, TextEdit } from '../../../text.js';
import type { Located, Target, Unit } from '../../fact.js';
import type { Access, ImageReplacement } from '../../workspace.js';
import { setAt } from '../yaml/edit.js';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/nodes.js';
import { isTemplated, textOf, textsOf } from '../yaml/values.js';
import { Fields } from './fields.js';
import type { Pod } from './pod.js';
import type { Usage } from './usage.js';

/** One API object. Absence is never a finding in a partial one: a patch, a template, a document with syntax errors. */
export class KubernetesObject implements Target {
  readonly kind: string;
  readonly name: string | undefined;
  /** `default` when none is written; `undefined` when it is templated, or somebody else's to say. */
  readonly namespace: string | undefined;
  readonly partial: boolean;
  /** Pod templates in it. */
  pods: readonly Pod[] = [];
  /** The group of `apiVersion`; empty for the core group. */
  readonly group: string;
  readonly #written: string | undefined;
  #place: string | undefined;
  #accessRules: readonly AccessRule[] | undefined;

  constructor(
    readonly map: YamlMap,
    readonly apiVersion: string,
    readonly kindNode: YamlScalar,
    templated: boolean,
    readonly usage: Usage,
  ) {
    this.kind = kindNode.text;
    this.group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    const metadata = map.get('metadata')?.value;
    this.name = metadata?.type === 'map' ? textOf(metadata.get('name')?.value) : undefined;
    this.partial = templated || usage.isPatch || hasDirectives(map) || (usage.mayBePatch && lacksSelector(map, this.kind));
    this.#written = metadata?.type === 'map' ? textOf(metadata.get('namespace')?.value) : undefined;
    const isUnsaid = usage.movedTo.length > 0 || (this.#written === undefined ? this.partial : isTemplated(this.#written));
    this.namespace = isUnsaid ? undefined : (this.#written ?? 'default');
  }

  /** Whether another reading of the files around would make more of what it lacks. */
  get isShapedLikePatch(): boolean {
    return this.usage.mayBePatch && (lacksSelector(this.map, this.kind) || this.pods.some(pod => pod.lacksImages));
  }

  /** Whether somebody is still typing it: no object is without a name. */
  get isNameless(): boolean {
    return this.name === undefined && !this.map.at('metadata', 'generateName');
  }

  /** What kustomizations write in the place of parts of an image. */
  replacementsOf(image: string): readonly ImageReplacement[] {
    const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
    return this.usage.replacedImages.filter(one => one.name === name);
  }

  /** Whether it is one of these kinds of that group. */
  is(group: string, ...kinds: readonly string[]): boolean {
    return this.group === group && kinds.includes(this.kind);
  }

  get place(): string {
    const namespace = () => (this.#written === undefined ? 'default' : isTemplated(this.#written) ? '?' : this.#written);
    this.#place ??= `${this.apiVersion}/${this.kind}/${namespace()}/${this.name ?? '?'}`;
    return this.#place;
  }

  /** The whole object. */
  get fields(): Fields {
    return new Fields(this.map, this.place, this.span, this.partial);
  }

  /** The name that people know it by; `undefined` where there is none to tell. */
  get displayName(): string | undefined {
    return this.name === undefined || isTemplated(this.name) ? undefined : this.name;
  }

  /** To begin a sentence with: the name, or the kind where there is none to tell. */
  get title(): string {
    return this.displayName ?? `This ${this.kind}`;
  }

  /** Labels as written; `undefined` when some are templated. */
  get labels(): Readonly<Record<string, string>> | undefined {
    return textsByKey(this.map.at('metadata', 'labels'));
  }

  /** What a RoleBinding or ClusterRoleBinding grants to whom. */
  get binding(): Binding | undefined {
    if (this.group !== 'rbac.authorization.k8s.io' || !/^(?:Cluster)?RoleBinding$/i.test(this.kind)) return undefined;
    const { fields } = this;
    const roleName = fields.text('roleRef', 'name');
    return {
      roleKind: fields.text('roleRef', 'kind').value,
      roleName: roleName.value,
      role: roleName,
      subjects: fields.items('subjects').map(subject => ({
        kind: subject.text('kind').value,
        name: subject.text('name').value,
        namespace: subject.text('namespace').value,
        span: subject.span,
        place: subject.place,
        remove: () => subject.remove(),
      })),
    };
  }

  /** Rules of a Role or ClusterRole; none for other kinds. */
  get accessRules(): readonly AccessRule[] {
    this.#accessRules ??= this.#readRules();
    return this.#accessRules;
  }

  #readRules(): readonly AccessRule[] {
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
export interface AccessRule extends Access, Located {
  /** Edits that give it other verbs. */
  setVerbs(verbs: readonly string[]): readonly TextEdit[] | null;
}

/** What a binding says. `undefined`: templated or absent. */
export interface Binding {
  readonly roleKind: string | undefined;
  readonly roleName: string | undefined;
  /** Where the role is named. */
  readonly role: Located;
  readonly subjects: readonly Subject[];
}

export interface Subject extends Located {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Edits that take it out of the binding. */
  remove(): readonly TextEdit[] | null;
}

/** A map of texts, such as labels. Empty for anything else; `undefined` when a template hides some. */
export function textsByKey(node: YamlNode | undefined): Readonly<Record<string, string>> | undefined {
  if (node?.type !== 'map') return node === undefined ? {} : undefined;
  const pairs = node.entries().map(({ key, value }) => [key, textOf(value) ?? ''] as const);
  return pairs.some(([key, value]) => isTemplated(key + value)) ? undefined : Object.fromEntries(pairs);
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
    setVerbs: verbs => setAt(map, ['verbs'], verbs),
    span: { start, end: start + text.length },
    place: `${object.place}/rules[${index}]`,
  };
}

/** Directives of a strategic-merge patch. */
const DIRECTIVE = /\$(?:patch|retainKeys|setElementOrder\/\w+|deleteFromPrimitiveList\/\w+)["']?\s*:/;

function hasDirectives({ document: { text, span } }: YamlMap): boolean {
  const own = text.slice(span.start, span.end);
  return own.includes('$') && DIRECTIVE.test(own);
}

/** Whether it is a workload without the selector that the API demands, as patches are. */
function lacksSelector(map: YamlMap, kind: string): boolean {
  const spec = map.get('spec')?.value;
  if (spec?.type !== 'map' || !['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) return false;
  // Deployments of the retired API groups had their selector defaulted.
  if (/beta/.test(textOf(map.get('apiVersion')?.value) ?? '')) return false;
  return !spec.get('selector') || !spec.at('template', 'metadata', 'labels');
}
