import { defineRule } from '../../core/judge/rule.js';
import { requestCheck } from './_resources.js';

export default defineRule({
  meta: {
    id: 'memory-request',
    title: 'No memory is set aside',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0016'],
      kics: ['229588ef-8fde-40c8-8756-f4f2b5825ded'],
      kubescape: ['C-0269', 'C-0004'],
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryRequestsMissing'],
      kubesec: ['RequestsMemory'],
      monokle: ['KBP004', 'KSV016'],
      checkov: ['CKV_K8S_12'],
    },
    why: 'The scheduler puts the container where there may be no memory for it, and the node throws such pods out first.',
    remedy: 'Set `resources.requests.memory` to what the program uses on an ordinary day.',
    exceptions: 'Containers with a limit, which counts as the request; namespaces whose LimitRange sets one.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        message: 'No memory is set aside for web: its node throws it out first.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        requests:\n          memory: 128Mi\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - { name: web, image: "example/web:1.4", resources: { limits: { memory: 128Mi } } }\n',
      },
    ],
  },
  checks: {
    pod: requestCheck('memory', '128Mi', name => `No memory is set aside for ${name}: its node throws it out first.`),
  },
});
