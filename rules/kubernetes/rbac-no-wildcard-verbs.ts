import type { AccessRule } from '../../core/facts/documents/kubernetes/object.js';
import { defineRule, type Fix, type Severity } from '../../core/judge/rule.js';
import { isBuiltIn, isCustomGroup, lower, READ, WRITE } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-wildcard-verbs',
    title: 'Role may use every verb',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.3'],
      'nist-800-190': ['AppB AC-6'],
      'nist-800-53': ['AC-6'],
      'pci-dss-4': ['7.3.3', '8.2.4'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0045'],
      kics: ['6b896afb-ca07-467a-b256-1a0077a1c08e'],
      kubescape: ['C-0187'],
      'kube-linter': ['wildcard-in-rules'],
      checkov: ['CKV_K8S_49'],
    },
    why: 'A star holds verbs that nobody had in mind: `escalate`, `bind`, `impersonate`, and those that later releases bring. A list says what is meant.',
    remedy: 'List the verbs that the program uses.',
    exceptions: 'Roles of an operator about its own custom resources are shown as low.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: deployer }\nrules:\n  - «apiGroups: [apps]\n    resources: [deployments]\n    verbs: ["*"]»\n',
        message: 'deployer may use every verb on deployments.',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: deployer }\nrules:\n  - apiGroups: [apps]\n    resources: [deployments]\n    verbs: [get, list, watch]\n',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: deployer }\nrules:\n  - apiGroups: [apps]\n    resources: [deployments]\n    verbs: [get, update]\n  - nonResourceURLs: ["/metrics"]\n    verbs: ["*"]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        const { verbs, resources } = rule;
        if (!verbs.includes('*') || resources.length === 0 || resources.includes('*')) continue;
        const full: Severity = isCustomGroup(rule) ? 'low' : 'high';
        yield {
          at: rule,
          message: `${object.title} may use every verb on ${resources.slice(0, 3).join(', ')}${resources.length > 3 ? ' and more' : ''}.`,
          severity: rule.resourceNames.length > 0 ? lower(full) : full,
          fixes: [verbsFix(rule, 'Allow reading only', READ), verbsFix(rule, 'List the usual verbs', READ.concat(WRITE))].flat(),
        };
      }
    },
  },
});

function verbsFix(rule: AccessRule, title: string, verbs: readonly string[]): readonly Fix[] {
  return rule.setVerbs(verbs) ? [{ title, safety: 'review', edits: () => rule.setVerbs(verbs) }] : [];
}
