import { defineRule } from '../../core/judge/rule.js';
import { subjectCheck } from './_binding.js';

export default defineRule({
  meta: {
    id: 'binding-no-default-service-account',
    title: 'Rights for pods without an account',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.5'],
      'nist-800-190': ['AppB IA-4'],
      'nist-800-53': ['IA-4'],
      'pci-dss-4': ['2.2.2'],
      'owasp-k8s': ['K02', 'K09'],
    },
    alsoKnownAs: {
      kics: ['1e749bc9-fde8-471c-af0c-8254efd2dee5'],
      kubescape: ['C-0189', 'C-0225'],
      checkov: ['CKV_K8S_42'],
    },
    why: 'Pods that name no account run as `default`. All of them, now and later, get these rights unasked.',
    remedy: 'Create an account for the one workload that needs the role, and bind that.',
    exceptions: 'None.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: ServiceAccount\n    name: «default»\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\n',
        message: '`view` is granted to every pod that names no account.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: User\n    name: «system:serviceaccount:shop:default»\n',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: User\n    name: default\n',
      },
    ],
  },
  checks: {
    object: subjectCheck({
      // The API server calls an account by the second name.
      matches: ({ kind, name }) =>
        (kind === 'ServiceAccount' && name === 'default') || (kind === 'User' && /^system:serviceaccount:[^:]+:default$/.test(name ?? '')),
      message: role => `${role === 'a role' ? 'A role' : role} is granted to every pod that names no account.`,
    }),
  },
});
