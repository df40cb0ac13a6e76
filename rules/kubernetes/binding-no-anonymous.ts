import { defineRule } from '../../core/judge/rule.js';
import { subjectCheck } from './_binding.js';

export default defineRule({
  meta: {
    id: 'binding-no-anonymous',
    title: 'Rights for everyone without a login',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['AppB AC-2', 'AppB AC-3', 'AppB IA-2', 'AppB IA-4', 'AppB IA-5', 'AppB MA-4'],
      'nist-800-53': ['AC-2', 'AC-3', 'IA-2', 'IA-4', 'IA-5', 'MA-4'],
      'pci-dss-4': ['7.3.2', '8.2.1', '8.2.2', '8.2.4'],
      'owasp-k8s': ['K02', 'K09'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0122'],
      kubescape: ['C-0262'],
      kubesec: ['BindingsToSystemAnonymous'],
    },
    why: 'Requests without any credentials get these rights. If the API can be reached from the internet, the internet has them.',
    remedy: 'Bind an account or a group that has to log in.',
    exceptions: 'The two bindings that Kubernetes and kubeadm bring for discovery.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: open }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: Group\n    name: «system:unauthenticated»\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: open }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\n',
        message: '`view` is granted to everyone, without any login.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: system:public-info-viewer }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:public-info-viewer }\nsubjects:\n  - kind: Group\n    name: system:unauthenticated\n',
      },
    ],
  },
  checks: {
    object: subjectCheck({
      matches: ({ kind, name }, { roleName }) =>
        ((kind === 'User' && name === 'system:anonymous') || (kind === 'Group' && name === 'system:unauthenticated')) &&
        roleName !== 'system:public-info-viewer' &&
        roleName !== 'kubeadm:bootstrap-signer-clusterinfo',
      message: role => `${role === 'a role' ? 'A role' : role} is granted to everyone, without any login.`,
    }),
  },
});
