import { defineRule } from '../../core/judge/rule.js';
import { grants, isBuiltIn } from './_access.js';
import { IMPERSONATE } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-impersonate',
    title: 'Role acts as others',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.8'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0043'],
      kubescape: ['C-0065', 'C-0191'],
      checkov: ['CKV2_K8S_3'],
    },
    why: 'Who may impersonate users and groups is whoever he likes, members of `system:masters` included. The audit log is the only thing that still tells.',
    remedy: 'Limit it by `resourceNames` to the accounts that are meant.',
    exceptions: 'Authenticating proxies in front of the API.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: proxy }\nrules:\n  - «apiGroups: [""]\n    resources: [users, groups]\n    verbs: [impersonate]»\n',
        message: 'proxy may act as any user, administrators included.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: proxy }\nrules:\n  - apiGroups: [""]\n    resources: [users, groups]\n    verbs: [get]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        if (!grants(rule, IMPERSONATE)) continue;
        const named = rule.resourceNames.length > 0 && !rule.resourceNames.includes('system:masters');
        yield {
          at: rule,
          message: named
            ? `${object.title} may act as ${rule.resourceNames.slice(0, 2).join(', ')}.`
            : `${object.title} may act as any user, administrators included.`,
          ...(named ? { severity: 'medium' as const } : {}),
        };
      }
    },
  },
});
