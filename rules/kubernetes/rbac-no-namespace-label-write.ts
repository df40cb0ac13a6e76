import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-namespace-label-write',
    title: 'Role changes namespaces',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-k8s': ['K02'],
    },
    why: 'Labels of a namespace say how strict Pod Security is and which network policies hold. Who patches namespaces can take both away.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'Tools that set up namespaces for tenants.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [namespaces]\n    verbs: [patch]»\n',
        message: 'operator may patch namespaces, and so switch Pod Security off.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [namespaces]\n    verbs: [create, get]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [{ groups: [''], resources: ['namespaces'], verbs: ['patch', 'update'] }],
      severity: 'medium',
      clusterOnly: true,
      message: (who, { verb }) => `${who} may ${verb} namespaces, and so switch Pod Security off.`,
    }),
  },
});
