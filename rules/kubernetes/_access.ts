import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import type { Access } from '../../core/facts/workspace.js';
import { type Check, type Severity, severities } from '../../core/judge/rule.js';

/** What somebody may be allowed to do: any of the verbs on any of the resources. A verb `*` is any verb at all. */
export interface Permission {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
}

export const READ: readonly string[] = ['get', 'list', 'watch'];
export const WRITE: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Requests that carry no name: a rule with `resourceNames` never allows them. Source: RBAC documentation, referring to resources. */
const isNameless = (resource: string, verb: string): boolean =>
  verb === 'deletecollection' || (verb === 'create' && !resource.includes('/'));

/** `pods/exec` by its name, by everything, by every part of a pod, or by that part of everything. */
function covers(written: string, resource: string): boolean {
  if (written === '*' || written === resource) return true;
  const [parent, part] = resource.split('/');
  return part !== undefined && (written === `${parent}/*` || written === `*/${part}` || (part === '*' && written.startsWith(`${parent}/`)));
}

/** What one rule of a role grants of a permission, the first match; `undefined` for nothing. All that one rule names belongs together. */
export function grants(
  rule: Access,
  { groups, resources, verbs }: Permission,
): { readonly resource: string; readonly verb: string } | undefined {
  if (!rule.apiGroups.some(group => group === '*' || groups.includes(group))) return undefined;
  for (const resource of resources) {
    if (!rule.resources.some(written => covers(written, resource))) continue;
    const asked = verbs.includes('*') ? rule.verbs : verbs;
    const verb = asked.find(
      one => (rule.verbs.includes('*') || rule.verbs.includes(one)) && (rule.resourceNames.length === 0 || !isNameless(resource, one)),
    );
    if (verb !== undefined) return { resource, verb };
  }
  return undefined;
}

/** Whether it is everything there is, of resources or of URLs. */
export const doesEverything = ({ verbs, resources, apiGroups, nonResourceUrls }: Access): boolean =>
  verbs.includes('*') &&
  ((resources.includes('*') && apiGroups.some(group => group === '*' || group === '')) || nonResourceUrls.includes('*'));

/** Whether a rule speaks only of groups that are not the cluster's own: an operator's custom resources, an adapter's numbers. */
export const isCustomGroup = ({ apiGroups }: Access): boolean =>
  apiGroups.length > 0 &&
  apiGroups.every(group => group.includes('.') && (!group.endsWith('.k8s.io') || /^(?:custom|external)\.metrics\./.test(group)));

export const lower = (severity: Severity): Severity => severities[Math.min(severities.indexOf(severity) + 1, severities.length - 1)]!;

/** Roles that the cluster brings itself. */
export const isBuiltIn = ({ name }: KubernetesObject): boolean => name?.startsWith('system:') === true;

export interface AccessSpec {
  readonly permissions: readonly Permission[];
  readonly severity: Severity;
  /** In a Role, which holds in its namespace only. */
  readonly inNamespace?: Severity;
  /** Where Roles of a namespace are fine. */
  readonly clusterOnly?: boolean;
  message(who: string, what: { readonly resource: string; readonly verb: string; readonly where: string }): string;
}

/** A check of every rule of a role against permissions that are too much. */
export const accessCheck = ({ permissions, severity, inNamespace = severity, clusterOnly = false, message }: AccessSpec): Check<'object'> =>
  function* check(object) {
    if (isBuiltIn(object) || (clusterOnly && object.kind === 'Role')) return;
    for (const rule of object.accessRules) {
      for (const permission of permissions) {
        const granted = grants(rule, permission);
        if (!granted) continue;
        const full = permission.severity ?? (object.kind === 'Role' ? inNamespace : severity);
        const where = object.kind === 'Role' ? 'its namespace' : 'the cluster';
        yield {
          at: rule,
          message: message(object.title, { ...granted, where }),
          severity: rule.resourceNames.length > 0 ? lower(full) : full,
        };
        break;
      }
    }
  };
