import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { EXEC } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-pod-exec',
    title: 'Role opens shells in pods',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      nsa: ['Kubescape NSA C-0002'],
      'pci-dss-4': ['8.6.1'],
      mitre: ['Execution/Prevent containers from allowing command execution'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0053', 'KSV-0054'],
      kubescape: ['C-0002'],
      polaris: [
        'clusterrolePodExecAttach',
        'rolePodExecAttach',
        'clusterrolebindingPodExecAttach',
        'rolebindingClusterRolePodExecAttach',
        'rolebindingRolePodExecAttach',
      ],
      monokle: ['KBP108'],
      checkov: ['CKV2_K8S_2'],
    },
    why: 'A shell in a pod is everything that the pod has: its token, its secrets, its network. The verb `get` is enough, since a websocket opens the same shell.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'People on call, by a role that they take for a time.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [pods/exec]\n    verbs: [get]»\n',
        message: 'operator may run commands in pods of the cluster.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [pods, pods/log]\n    verbs: [get, list, create]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: EXEC,
      severity: 'high',
      message: (who, { where }) => `${who} may run commands in pods of ${where}.`,
    }),
  },
});
