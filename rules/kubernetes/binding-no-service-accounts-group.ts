import { defineRule } from '../../core/judge/rule.js';
import { subjectCheck } from './_binding.js';

export default defineRule({
  meta: {
    id: 'binding-no-service-accounts-group',
    title: 'Rights for every pod',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'owasp-k8s': ['K02'],
    },
    why: 'Every pod of the namespace, or of the cluster, runs as a member of this group. The weakest of them now has these rights.',
    remedy: 'Bind the one account that needs it.',
    exceptions: 'Pulling images from the registry of the cluster.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: all }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: Group\n    name: «system:serviceaccounts»\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: all }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\n',
        message: '`view` is granted to every pod that has an account.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: all }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: ServiceAccount\n    name: web\n    namespace: shop\n',
      },
    ],
  },
  checks: {
    object: subjectCheck({
      // OpenShift binds this role in every project.
      matches: ({ kind, name }, { roleName }) =>
        kind === 'Group' && /^system:serviceaccounts(?::|$)/.test(name ?? '') && roleName !== 'system:image-puller',
      message: role => `${role === 'a role' ? 'A role' : role} is granted to every pod that has an account.`,
      severity: ({ roleName }) => (/image-puller/.test(roleName ?? '') ? 'low' : undefined),
    }),
  },
});
