import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';
import { BINDINGS } from './_permissions.js';

export default defineRule({
  meta: {
    id: 'rbac-no-manage-bindings',
    title: 'Role hands out roles',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.8'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0051', 'KSV-0052', 'KSV-0055'],
      checkov: ['CKV2_K8S_1'],
    },
    why: 'It passes on every right that it holds, and takes rights from others. A single mistake in it changes who may do what in the cluster.',
    remedy: 'List what the program calls, in the namespaces where it calls it.',
    exceptions: 'Tools that manage tenants or deploy operators.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [rbac.authorization.k8s.io]\n    resources: [rolebindings]\n    verbs: [create, get]»\n',
        message: 'operator may create rolebindings: it decides who may do what.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [rbac.authorization.k8s.io]\n    resources: [rolebindings]\n    verbs: [get, list]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [BINDINGS],
      severity: 'high',
      message: (who, { resource, verb }) => `${who} may ${verb} ${resource}: it decides who may do what.`,
    }),
  },
});
