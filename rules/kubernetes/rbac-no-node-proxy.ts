import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { NODE_PROXY } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-node-proxy',
    title: 'Role commands nodes',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.10'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0047'],
      kubescape: ['C-0279'],
      checkov: ['CKV2_K8S_2'],
    },
    why: "`nodes/proxy` leads to the agent of every node, which runs commands in its pods. Neither the API's audit nor its admission sees them.",
    remedy: 'Ask for `nodes/metrics` or `nodes/stats` instead.',
    exceptions: "The cluster's own monitoring, where `nodes/metrics` or `nodes/stats` is not enough.",
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [nodes/proxy]\n    verbs: [get]»\n',
        message: 'operator may command the nodes, unseen by audit and admission.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [nodes, nodes/metrics, nodes/stats]\n    verbs: [get]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [NODE_PROXY, { groups: [''], resources: ['nodes/exec', 'nodes/log'], verbs: ['*'], severity: 'medium' }],
      severity: 'high',
      message: (who, { resource }) =>
        resource === 'nodes/proxy' ? `${who} may command the nodes, unseen by audit and admission.` : `${who} may use ${resource}.`,
    }),
  },
});
