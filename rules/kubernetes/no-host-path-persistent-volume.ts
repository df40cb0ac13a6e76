import { defineRule } from '../../core/judge/rule.js';
import { isForOneNode } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'no-host-path-persistent-volume',
    title: 'Persistent volume is a folder of a node',
    layer: 'host',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'nist-800-190': ['AppB SC-7', 'AppB CM-3'],
    },
    alsoKnownAs: {
      kics: ['5308a7a8-06f8-45ac-bf10-791fe21de46e'],
    },
    why: "A pod that may not mount the node's files gets them by a claim on this volume. Pod Security looks at pods and does not see it.",
    remedy: 'Use a storage class of a CSI driver, or a `local` volume that is bound to its node.',
    exceptions: 'Clusters of one node for development (kind, minikube, k3d).',
    examples: [
      {
        file: 'pv.yaml',
        bad: 'apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: data }\nspec:\n  capacity: { storage: 1Gi }\n  «hostPath»:\n    path: /srv/data\n',
        message: 'data hands out a folder of the node, past Pod Security.',
      },
      {
        file: 'pv.yaml',
        good: 'apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: data }\nspec:\n  local: { path: /srv/data }\n',
      },
    ],
  },
  kinds: ['PersistentVolume'],
  checks: {
    *object(object, { workspace }) {
      if (object.group !== '' || object.kind !== 'PersistentVolume') return;
      const key = object.fields.key('spec', 'hostPath');
      if (!key.value) return;
      yield {
        at: key,
        message: `${object.title} hands out a folder of the node, past Pod Security.`,
        ...(isForOneNode(workspace.path) ? { severity: 'info' as const } : {}),
      };
    },
  },
});
