import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { MUTATING, VALIDATING } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-webhook-config',
    title: 'Role changes admission',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.12'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0114'],
      kubescape: ['C-0281'],
      checkov: ['CKV_K8S_155'],
    },
    why: 'An admission webhook sees every object that is written, secrets too, and may change it. Who can register one is as good as administrator.',
    remedy: 'Limit it by `resourceNames` to its own configuration.',
    exceptions: 'Operators that keep the certificate of their own webhook, limited by `resourceNames`.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [admissionregistration.k8s.io]\n    resources: [mutatingwebhookconfigurations]\n    verbs: [patch]»\n',
        message: 'operator may patch mutatingwebhookconfigurations: it sees and changes every object.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [admissionregistration.k8s.io]\n    resources: [validatingwebhookconfigurations]\n    verbs: [update]»\n',
        message: 'operator may update validatingwebhookconfigurations: it sees every object, and refuses what it will.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [admissionregistration.k8s.io]\n    resources: [mutatingwebhookconfigurations]\n    verbs: [get, list, watch]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [MUTATING, VALIDATING],
      severity: 'high',
      message: (who, { resource, verb }) =>
        `${who} may ${verb} ${resource}: it ${MUTATING.resources.includes(resource) ? 'sees and changes every object' : 'sees every object, and refuses what it will'}.`,
    }),
  },
});
