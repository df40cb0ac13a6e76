import { isTemplated } from '../../core/facts/documents/yaml/values.js';
import { defineRule } from '../../core/judge/rule.js';
import { claimInstead } from './_pod.js';

/** Source: Pod Security Standards, restricted level, volume types. */
const ALLOWED: ReadonlySet<string> = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
);

export default defineRule({
  meta: {
    id: 'restricted-volume-types',
    title: 'Volume of a kind that the restricted level does not allow',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      pss: ['restricted/Volume Types'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-6', 'AppB CM-7'],
      'nist-800-53': ['SC-7', 'SA-8', 'CM-3', 'CM-6', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0028'],
      kubescape: ['C-0211'],
      monokle: ['PSS201', 'KSV028'],
    },
    why: "Volumes that are built into Kubernetes mount file systems by the node's kernel and often carry credentials in the pod. The restricted level allows just what a cluster can control.",
    remedy: 'Mount a claim, and let a CSI driver bring the storage.',
    exceptions: 'Namespaces at the baseline level.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: data\n      «nfs»: { server: 10.0.0.4, path: /data }\n',
        message: 'web mounts a volume of kind nfs, which the restricted level does not allow.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: tmp\n    - { name: model, image: { reference: "example/model:1" } }\n    - { name: host, hostPath: { path: /srv } }\n    - { name: any, "{{ .Values.kind }}": {} }\n',
      },
    ],
  },
  mentions: ['volumes'],
  checks: {
    *pod(pod) {
      for (const volume of pod.fields.items('volumes')) {
        const kinds = volume.keys().filter(key => key !== 'name' && !key.startsWith('$') && volume.has(key));
        if (kinds.some(isTemplated)) continue;
        // hostPath and gitRepo have rules of their own.
        if (kinds.length === 0 || kinds.some(kind => ALLOWED.has(kind) || kind === 'hostPath' || kind === 'gitRepo')) continue;
        yield {
          at: volume.key(kinds[0]!),
          message: `${pod.object.title} mounts a volume of kind ${kinds[0]}, which the restricted level does not allow.`,
          fixes: claimInstead(volume, kinds[0]!),
        };
      }
    },
  },
});
