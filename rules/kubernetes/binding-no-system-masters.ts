import { defineRule } from '../../core/judge/rule.js';
import { subjectCheck } from './_binding.js';

export default defineRule({
  meta: {
    id: 'binding-no-system-masters',
    title: 'Binding to system:masters',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.7'],
      'nist-800-190': ['AppB AC-2', 'AppB AC-3', 'AppB IA-2', 'AppB IA-4', 'AppB IA-5', 'AppB MA-4'],
      'nist-800-53': ['AC-2', 'AC-3', 'IA-2', 'IA-4', 'IA-5', 'MA-4'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0123'],
      kubescape: ['C-0246'],
    },
    why: 'Members of this group are administrators whatever RBAC says, and their certificates cannot be taken back. A binding to it means that somebody uses it for daily work.',
    remedy: 'Use a group of your own that can be revoked.',
    exceptions: 'The binding that Kubernetes brings.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: ops }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }\nsubjects:\n  - kind: Group\n    name: «system:masters»\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: ops }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }\n',
        message: '`edit` is bound to system:masters, a group that nothing can revoke.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: cluster-admin }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects:\n  - kind: Group\n    name: system:masters\n',
      },
    ],
  },
  checks: {
    object: subjectCheck({
      matches: ({ kind, name }, { roleName }) => kind === 'Group' && name === 'system:masters' && roleName !== 'cluster-admin',
      message: role => `${role === 'a role' ? 'A role' : role} is bound to system:masters, a group that nothing can revoke.`,
    }),
  },
});
