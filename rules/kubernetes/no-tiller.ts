import { imageBaseName } from '../../core/facts/image-reference.js';
import { defineRule } from '../../core/judge/rule.js';

const MESSAGE = 'Tiller takes orders from every pod of the cluster.';

export default defineRule({
  meta: {
    id: 'no-tiller',
    title: "Helm 2's Tiller is deployed",
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0102'],
      kics: ['8b862ca9-0fbd-4959-ad72-b6609bdaa22d', '6d173be7-545a-46c6-a81d-2ae52ed1605d', 'e17fa86a-6222-4584-a914-56e8f6c87e06'],
      checkov: ['CKV_K8S_34', 'CKV_K8S_44', 'CKV_K8S_45'],
    },
    why: 'Tiller takes orders from every pod without asking who it is, and mostly runs as administrator of the cluster. Helm 2 has had no fixes since 2020.',
    remedy: 'Move the releases to Helm 3 or later and take Tiller out.',
    exceptions: 'None.',
    examples: [
      {
        file: 'tiller.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: tiller }\nspec:\n  containers:\n    - name: tiller\n      image: «gcr.io/kubernetes-helm/tiller:v2.16.1»\n',
        message: 'Tiller takes orders from every pod of the cluster.',
      },
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: «tiller-deploy» }\nspec: { ports: [{ port: 44134 }] }\n',
      },
      {
        file: 'ui.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: tiller }\nspec:\n  containers: [{ name: ui, image: "example/tiller-ui:1" }]\n',
      },
    ],
  },
  kinds: ['Service'],
  checks: {
    *pod(pod) {
      for (const { view } of pod.containers) {
        const reference = view.image?.reference;
        if (reference && imageBaseName(reference) === 'tiller') yield { at: view.image!, message: MESSAGE };
      }
    },
    *object(object) {
      if (!object.is('', 'Service')) return;
      const labels = object.labels ?? {};
      if (object.name === 'tiller-deploy' || (labels.app === 'helm' && labels.name === 'tiller')) yield { at: object, message: MESSAGE };
    },
  },
});
