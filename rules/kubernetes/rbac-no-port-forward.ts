import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-port-forward',
    title: 'Role forwards ports of pods',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kubescape: ['C-0063'],
    },
    why: 'Port forwarding reaches every port of a pod, those that no Service shows and that network policies close.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'Developers in their own namespace.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [pods/portforward]\n    verbs: [create]»\n',
        message: 'operator may reach every port of pods in the cluster.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    verbs: [create]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [{ groups: [''], resources: ['pods/portforward'], verbs: ['create', 'get'] }],
      severity: 'medium',
      message: (who, { where }) => `${who} may reach every port of pods in ${where}.`,
    }),
  },
});
