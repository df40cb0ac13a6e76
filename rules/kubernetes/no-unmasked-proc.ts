import { defineRule, expecting, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-unmasked-proc',
    title: 'Container sees the whole of /proc',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
      pss: ['baseline//proc Mount Type', 'restricted//proc Mount Type (1.35+)'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0027'],
      kics: ['f922827f-aab6-447c-832a-e1ff63312bd3'],
      kubescape: ['C-0211'],
      'kube-linter': ['unsafe-proc-mount'],
      polaris: ['procMount'],
      monokle: ['PSS109', 'KSV027'],
    },
    supersedes: ['restricted-proc-mount'],
    why: 'The runtime hides the parts of `/proc` that tell about the node or change its kernel. `Unmasked` shows them all.',
    remedy: 'Take `procMount` out.',
    exceptions: 'Nested containers; give them a user namespace (`hostUsers: false`) as well.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      securityContext:\n        procMount: «Unmasked»\n',
        message: 'ci sees all of /proc, kernel settings of the node included.',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  containers:\n    - name: ci\n      image: example/ci:1.4\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  hostUsers: false\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      securityContext: { procMount: Unmasked }\n',
      },
    ],
  },
  mentions: ['procMount'],
  checks: {
    *pod(pod) {
      // In a user namespace of its own the container has no power over what it sees (policy 1.35).
      if (pod.boolean('hostUsers').value === false) return;
      for (const { name, fields } of pod.containers) {
        const setting = fields.text('securityContext', 'procMount');
        if (!setting.value || setting.value === 'Default') continue;
        yield {
          at: setting,
          message: `${name} sees all of /proc, kernel settings of the node included.`,
          fixes: expecting(without(setting, `Hide the node's parts of /proc from ${name}`), 'security-context-missing'),
        };
      }
    },
  },
});
