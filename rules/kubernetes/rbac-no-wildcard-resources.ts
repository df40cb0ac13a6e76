import { defineRule, type Severity } from '../../core/judge/rule.js';
import { isBuiltIn, isCustomGroup, lower } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-wildcard-resources',
    title: 'Role reaches every resource',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.3'],
      'nist-800-190': ['AppB AC-6'],
      'nist-800-53': ['AC-6'],
      'pci-dss-4': ['7.3.3', '8.2.4'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0046', 'KSV-0112'],
      kics: ['6b896afb-ca07-467a-b256-1a0077a1c08e'],
      kubescape: ['C-0187', 'C-0015'],
      'kube-linter': ['wildcard-in-rules'],
      checkov: ['CKV_K8S_49'],
    },
    why: 'A star among the resources means secrets too, and every kind that is installed later. Nobody looks at the role again when that happens.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'Roles of an operator about its own custom resources are shown as low.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: viewer }\nrules:\n  - «apiGroups: [""]\n    resources: ["*"]\n    verbs: [get, list]»\n',
        message: 'viewer reaches every resource, secrets included.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: viewer }\nrules:\n  - apiGroups: [""]\n    resources: [pods, services]\n    verbs: [get, list]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        const star = rule.resources.find(resource => resource === '*' || resource.startsWith('*/'));
        if (star === undefined) continue;
        const core = rule.apiGroups.some(group => ['', '*', 'rbac.authorization.k8s.io'].includes(group));
        const full: Severity = isCustomGroup(rule) ? 'low' : 'high';
        yield {
          at: rule,
          message:
            star === '*' && core && rule.apiGroups.some(group => group !== 'rbac.authorization.k8s.io')
              ? `${object.title} reaches every resource, secrets included.`
              : `${object.title} reaches \`${star}\` of ${rule.apiGroups.join(', ') || 'its group'}, later kinds included.`,
          severity: rule.resourceNames.length > 0 ? lower(full) : full,
        };
      }
    },
  },
});
