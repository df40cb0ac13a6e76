import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-pod-security-policy',
    title: 'PodSecurityPolicy has no effect',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      'owasp-k8s': ['K04'],
    },
    alsoKnownAs: {
      kics: [
        'caa93370-791f-4fc6-814b-ba6ce0cb4032',
        'a33e9173-b674-4dfb-9d82-cf3754816e4b',
        '80f93444-b240-4ebb-a4c6-5c40b76c04ea',
        '2270987f-bb51-479f-b8be-3ca73e5ad648',
        '87554eef-154d-411d-bdce-9dbd91e56851',
        '7307579a-3abb-46ad-9ce5-2a915634d5c8',
        'c48e57d3-d642-4e0b-90db-37f807b41b91',
        '91dacd0e-d189-4a9c-8272-5999a3cc32d9',
        '0a7c420c-4568-4cec-ba36-4d42a6f9613b',
        'e3aa0612-4351-4a0d-983f-aefea25cf203',
      ],
      kubescape: ['C-0213', 'C-0214', 'C-0215', 'C-0216', 'C-0217', 'C-0218', 'C-0219', 'C-0220', 'C-0068'],
      checkov: [
        'CKV_K8S_1',
        'CKV_K8S_2',
        'CKV_K8S_3',
        'CKV_K8S_4',
        'CKV_K8S_5',
        'CKV_K8S_6',
        'CKV_K8S_7',
        'CKV_K8S_24',
        'CKV_K8S_32',
        'CKV_K8S_36',
      ],
    },
    why: 'Kubernetes 1.25 took this kind out. Pods that look restricted by it are not.',
    remedy: 'Put Pod Security labels on the namespaces.',
    exceptions: 'Clusters older than 1.25.',
    examples: [
      {
        file: 'psp.yaml',
        bad: 'apiVersion: policy/v1beta1\nkind: «PodSecurityPolicy»\nmetadata: { name: restricted }\nspec: { privileged: false }\n',
        message: 'Clusters since 1.25 ignore PodSecurityPolicy: restricted protects nothing.',
      },
      {
        file: 'pdb.yaml',
        good: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: web }\n',
      },
    ],
  },
  kinds: ['PodSecurityPolicy'],
  checks: {
    *object(object) {
      if (object.kind !== 'PodSecurityPolicy' || !['policy', 'extensions'].includes(object.group)) return;
      yield {
        at: { span: object.kindNode.useSpan, place: `${object.place}.kind` },
        message: `Clusters since 1.25 ignore PodSecurityPolicy: ${object.title} protects nothing.`,
      };
    },
  },
});
