import { defineRule } from '../../core/judge/rule.js';
import { grants, isBuiltIn } from './_access.js';

const VALUABLE = [
  { groups: [''], resources: ['secrets', 'services', 'persistentvolumeclaims', 'namespaces', 'pods'] },
  { groups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'] },
  { groups: ['batch'], resources: ['jobs', 'cronjobs'] },
];

export default defineRule({
  meta: {
    id: 'rbac-no-excessive-delete',
    title: 'Role deletes a lot',
    layer: 'access',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: {
      mitre: ['Impact/Roles with delete capabilities'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kubescape: ['C-0007'],
    },
    why: 'A stolen token of this role empties the namespace or the cluster: programs, data and the secrets to get them back.',
    remedy: 'Allow `delete` for what the program has made itself; leave `deletecollection` out.',
    exceptions: 'Operators that clean up after themselves.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: cleaner }\nrules:\n  - «apiGroups: [""]\n    resources: [pods, secrets, services]\n    verbs: [delete]»\n',
        message: 'cleaner may delete secrets, services and pods.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: cleaner }\nrules:\n  - apiGroups: [""]\n    resources: [pods, configmaps]\n    verbs: [delete]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        const deleted = VALUABLE.flatMap(({ groups, resources }) =>
          resources.filter(resource => grants(rule, { groups, resources: [resource], verbs: ['delete', 'deletecollection'] })),
        );
        const all = VALUABLE.some(one => grants(rule, { ...one, verbs: ['deletecollection'] }));
        if (deleted.length === 0 || (!all && deleted.length < 3)) continue;
        yield {
          at: rule,
          message: `${object.title} may delete ${listed(deleted)}.`,
          severity: rule.resourceNames.length > 0 ? 'info' : 'low',
        };
      }
    },
  },
});

const listed = (names: readonly string[]): string =>
  names.length === 1
    ? names[0]!
    : names.length > 3
      ? `${names.slice(0, 3).join(', ')} and more`
      : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
