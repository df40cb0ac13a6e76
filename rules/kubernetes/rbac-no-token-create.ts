import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { TOKENS } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-token-create',
    title: 'Role makes tokens of accounts',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.13'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kubescape: ['C-0282'],
    },
    why: 'A token of an account is all that the account may do. Who may make tokens holds every account in reach.',
    remedy: 'Limit it by `resourceNames` to the accounts that are meant.',
    exceptions: 'Node agents and secret brokers, limited by `resourceNames`.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [serviceaccounts/token]\n    verbs: [create]»\n',
        message: 'operator may make tokens, and so be any account of the cluster.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [serviceaccounts]\n    verbs: [create]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [TOKENS],
      severity: 'high',
      message: (who, { where }) => `${who} may make tokens, and so be any account of ${where}.`,
    }),
  },
});
