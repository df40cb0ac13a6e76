import { defineRule } from '../../core/judge/rule.js';
import { grants, isBuiltIn, type Permission } from './_access.js';

const GROUP = ['certificates.k8s.io'];

export default defineRule({
  meta: {
    id: 'rbac-no-csr-approval',
    title: 'Role approves certificates',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.11'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kubescape: ['C-0280'],
      checkov: ['CKV_K8S_156'],
    },
    why: 'Who approves certificate requests makes itself a client certificate for any name, an administrator among them. It stays valid until it runs out.',
    remedy: 'Limit `approve` by `resourceNames` to the one signer that is meant.',
    exceptions: 'Controllers that approve the certificates of nodes.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: approver }\nrules:\n  - «apiGroups: [certificates.k8s.io]\n    resources: [certificatesigningrequests/approval]\n    verbs: [update]»\n  - apiGroups: [certificates.k8s.io]\n    resources: [signers]\n    verbs: [approve]\n',
        message: 'approver may issue client certificates for any user.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: approver }\nrules:\n  - apiGroups: [certificates.k8s.io]\n    resources: [certificatesigningrequests/approval]\n    verbs: [update]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      const rules = object.accessRules;
      // Approval takes both: the request's subresource and the signer.
      const signers = rules.filter(rule => grants(rule, { groups: GROUP, resources: ['signers'], verbs: ['approve'] }));
      if (signers.length === 0) return;
      const limited = signers.every(rule => rule.resourceNames.length > 0);
      for (const rule of rules) {
        const approval: Permission = { groups: GROUP, resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'] };
        if (!grants(rule, approval)) continue;
        yield {
          at: rule,
          message: `${object.title} may issue client certificates for any user.`,
          ...(limited || rule.resourceNames.length > 0 ? { severity: 'medium' as const } : {}),
        };
      }
    },
  },
});
