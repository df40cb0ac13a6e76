import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-kubernetes-dashboard',
    title: 'Kubernetes Dashboard is deployed',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      mitre: ['Discovery/Access Kubernetes dashboard'],
      'owasp-k8s': ['K06'],
    },
    alsoKnownAs: {
      kics: ['d2ad057f-0928-41ef-a83c-f59203bb855b'],
      kubescape: ['C-0014'],
      checkov: ['CKV_K8S_33'],
    },
    why: 'The project is archived and gets no fixes. An interface that shows and changes the whole cluster is the first thing that attackers look for.',
    remedy: 'Take it out; use a maintained interface, or `kubectl`.',
    exceptions: 'None.',
    examples: [
      {
        file: 'dashboard.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: dashboard }\nspec:\n  containers:\n    - name: dashboard\n      image: «kubernetesui/dashboard:v2.7.0»\n',
        message: 'The Kubernetes Dashboard is archived, and attackers look for it.',
      },
      {
        file: 'dashboard.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: dashboard }\nspec:\n  containers:\n    - { name: tests, image: example/my-kubernetes-dashboard-tests:1 }\n    - { name: metrics, image: "kubernetesui/metrics-scraper:v1.0.9" }\n',
      },
    ],
  },
  mentions: ['dashboard'],
  checks: {
    *pod(pod) {
      const message = 'The Kubernetes Dashboard is archived, and attackers look for it.';
      const image = pod.containers
        .flatMap(({ view }) => view.image ?? [])
        .find(
          ({ reference }) =>
            reference && /(?:^|\/)kubernetesui\/dashboard(?:-[\w-]+)?$|(?:^|\/)kubernetes-dashboard(?:-[\w-]+)?$/.test(reference.name),
        );
      if (image) yield { at: image, message };
      else if (pod.labels?.['k8s-app'] === 'kubernetes-dashboard') {
        const at = pod.metadataFields?.text('labels', 'k8s-app');
        if (at) yield { at, message };
      }
    },
  },
});
