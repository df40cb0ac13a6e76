import { defineRule } from '../../core/judge/rule.js';
import { grants, isBuiltIn } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-persistent-volume-create',
    title: 'Role makes persistent volumes',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.9'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      kubescape: ['C-0278'],
    },
    why: 'A persistent volume can be a folder of a node, and a claim on it passes Pod Security unseen.',
    remedy: 'Let a storage class provision volumes.',
    exceptions: 'Storage provisioners.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [persistentvolumes]\n    verbs: [create]»\n',
        message: 'operator may create persistent volumes, folders of a node among them.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [persistentvolumes]\n    verbs: [get, list]\n  - apiGroups: [""]\n    resources: [persistentvolumeclaims]\n    verbs: [create]\n',
      },
    ],
  },
  kinds: ['ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object) || object.kind === 'Role') return;
      for (const rule of object.accessRules) {
        if (!grants(rule, { groups: [''], resources: ['persistentvolumes'], verbs: ['create'] })) continue;
        yield {
          at: rule,
          message: `${object.title} may create persistent volumes, folders of a node among them.`,
          ...(/provisioner|csi/i.test(object.name ?? '') ? { severity: 'info' as const } : {}),
        };
      }
    },
  },
});
