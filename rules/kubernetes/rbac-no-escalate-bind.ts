import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { ESCALATE } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-escalate-bind',
    title: 'Role lifts itself above its own rights',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.8'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0050', 'KSV-0051', 'KSV-0052'],
      kubescape: ['C-0191'],
      checkov: ['CKV_K8S_157', 'CKV_K8S_158', 'CKV2_K8S_1'],
    },
    supersedes: ['rbac-no-manage-bindings'],
    why: 'Kubernetes lets nobody hand out more than he has. `escalate` and `bind` switch that off: whoever holds one of them can make himself administrator.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'Installers of other operators, limited by `resourceNames` to the roles that they bind.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [rbac.authorization.k8s.io]\n    resources: [clusterroles]\n    verbs: [bind]»\n',
        message: 'operator may bind clusterroles that are stronger than itself.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [rbac.authorization.k8s.io]\n    resources: [clusterroles]\n    verbs: [get, create]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [ESCALATE],
      severity: 'critical',
      message: (who, { resource, verb }) => `${who} may ${verb} ${resource} that are stronger than itself.`,
    }),
  },
});
