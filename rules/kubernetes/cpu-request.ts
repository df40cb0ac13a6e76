import { defineRule } from '../../core/judge/rule.js';
import { requestCheck } from './_resources.js';

export default defineRule({
  meta: {
    id: 'cpu-request',
    title: 'No processor time is set aside',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0015'],
      kics: ['ca469dd4-c736-448f-8ac1-30a642705e0a'],
      kubescape: ['C-0268', 'C-0050'],
      'kube-linter': ['unset-cpu-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['cpuRequestsMissing'],
      kubesec: ['RequestsCPU'],
      monokle: ['KBP002', 'KSV015'],
      checkov: ['CKV_K8S_10'],
    },
    why: 'The scheduler puts the container where others already use all the time that there is, and it gets what they leave.',
    remedy: 'Set `resources.requests.cpu` to what the program uses on an ordinary day.',
    exceptions: 'Containers with a limit, which counts as the request; namespaces whose LimitRange sets one.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        requests: { cpu: «0» }\n',
        message: 'No processor time is set aside for web: it gets what others leave.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        requests: { cpu: 100m }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  resources: { requests: { cpu: 1 } }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  checks: {
    pod: requestCheck('cpu', '100m', name => `No processor time is set aside for ${name}: it gets what others leave.`),
  },
});
