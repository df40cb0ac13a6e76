import { defineRule } from '../../core/judge/rule.js';
import { doesEverything, isBuiltIn } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-wildcard-all',
    title: 'Role may do everything',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.3'],
      'nist-800-190': ['AppB AC-6'],
      'nist-800-53': ['AC-6'],
      'pci-dss-4': ['7.3.3', '8.2.4'],
      mitre: ['Privilege escalation/Administrative Roles'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0044'],
      kics: ['6b896afb-ca07-467a-b256-1a0077a1c08e'],
      kubescape: ['C-0035', 'C-0187'],
      'kube-linter': ['wildcard-in-rules'],
      semgrep: ['legacy-api-clusterrole-excessive-permissions'],
      checkov: ['CKV_K8S_49'],
    },
    supersedes: [
      'rbac-no-wildcard-verbs',
      'rbac-no-wildcard-resources',
      'rbac-no-wildcard-api-groups',
      'rbac-no-csr-approval',
      'rbac-no-escalate-bind',
      'rbac-no-excessive-delete',
      'rbac-no-impersonate',
      'rbac-no-log-tampering',
      'rbac-no-manage-bindings',
      'rbac-no-namespace-label-write',
      'rbac-no-network-management',
      'rbac-no-node-proxy',
      'rbac-no-persistent-volume-create',
      'rbac-no-pod-exec',
      'rbac-no-port-forward',
      'rbac-no-secrets-access',
      'rbac-no-system-configmap-write',
      'rbac-no-token-create',
      'rbac-no-webhook-config',
      'rbac-no-workload-create',
    ],
    why: 'Every verb on every resource is the whole cluster (or the whole namespace), kinds that do not exist yet included. Whoever holds a token of a subject of this role owns it.',
    remedy: 'List the groups, resources and verbs that the program really calls.',
    exceptions: "The cluster's own administration roles.",
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: ["*"]\n    resources: ["*"]\n    verbs: ["*"]»\n',
        message: 'operator may do everything with every resource.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: reader }\nrules:\n  - apiGroups: [apps]\n    resources: ["*"]\n    verbs: [get, list]\n  - apiGroups: ["*"]\n    resources: [pods]\n    verbs: ["*"]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        if (!doesEverything(rule)) continue;
        yield {
          at: rule,
          message: `${object.title} may do everything with every resource.`,
          ...(rule.resourceNames.length > 0 ? { severity: 'high' as const } : {}),
        };
      }
    },
  },
});
