import { defineRule } from '../../core/judge/rule.js';
import { isBuiltIn } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-wildcard-api-groups',
    title: 'Role speaks of every API group',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.3'],
      'nist-800-190': ['AppB AC-6'],
      'nist-800-53': ['AC-6'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kics: ['6b896afb-ca07-467a-b256-1a0077a1c08e'],
      checkov: ['CKV_K8S_49'],
    },
    why: 'Names of resources are only unique inside a group. With a star the rule also holds for kinds of the same name that somebody installs later.',
    remedy: 'Name the groups that the program uses; the core group is `""`.',
    exceptions: 'None.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: viewer }\nrules:\n  - «apiGroups: ["*"]\n    resources: [ingresses]\n    verbs: [get]»\n',
        message: 'viewer reaches ingresses in every API group.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: viewer }\nrules:\n  - apiGroups: [networking.k8s.io]\n    resources: [ingresses]\n    verbs: [get]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        const { apiGroups, resources, verbs } = rule;
        // The other stars are worse, and rules of their own say so.
        if (!apiGroups.includes('*') || verbs.includes('*') || resources.length === 0 || resources.some(one => one === '*')) continue;
        yield {
          at: rule,
          message: `${object.title} reaches ${resources.slice(0, 3).join(', ')} in every API group.`,
          severity: rule.resourceNames.length > 0 ? 'low' : 'medium',
        };
      }
    },
  },
});
