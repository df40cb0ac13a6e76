import { defineRule } from '../../core/judge/rule.js';
import { subjectCheck } from './_binding.js';

export default defineRule({
  meta: {
    id: 'binding-no-system-authenticated',
    title: 'Rights for everyone with a login',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['AppB AC-2', 'AppB AC-3', 'AppB IA-2', 'AppB IA-4', 'AppB IA-5', 'AppB MA-4'],
      'nist-800-53': ['AC-2', 'AC-3', 'IA-2', 'IA-4', 'IA-5', 'MA-4'],
      'pci-dss-4': ['7.3.2', '8.2.1', '8.2.2', '8.2.4'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-01011'],
      kubescape: ['C-0265'],
    },
    why: 'Every account is in this group, the account of every pod among them; on some clouds it holds everybody who has an account with the provider.',
    remedy: 'Bind the group or account that is meant.',
    exceptions: 'Discovery roles that Kubernetes binds itself.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: all }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: Group\n    name: «system:authenticated»\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: all }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\n',
        message: '`view` is granted to every account, that of each pod included.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: system:basic-user }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:basic-user }\nsubjects:\n  - kind: Group\n    name: system:authenticated\n',
      },
    ],
  },
  checks: {
    object: subjectCheck({
      matches: ({ kind, name }, { roleName }) =>
        kind === 'Group' &&
        name === 'system:authenticated' &&
        !['system:basic-user', 'system:discovery', 'system:public-info-viewer'].includes(roleName ?? ''),
      message: role => `${role === 'a role' ? 'A role' : role} is granted to every account, that of each pod included.`,
    }),
  },
});
