import { defineRule, expecting, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'restricted-proc-mount',
    title: 'Unmasked /proc at the restricted level',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
      pss: ['baseline//proc Mount Type', 'restricted//proc Mount Type (1.35+)'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    why: 'The baseline level accepts an unmasked `/proc` in a user namespace; the restricted level never does.',
    remedy: 'Take `procMount` out, or keep the pod in a namespace at the baseline level.',
    exceptions: 'Nested containers in a user namespace.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  hostUsers: false\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      securityContext: { procMount: «Unmasked», runAsNonRoot: true }\n',
        message: 'ci asks for all of /proc, which the restricted level never allows.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  hostUsers: false\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      securityContext: { runAsNonRoot: true }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      securityContext: { procMount: Default }\n',
      },
    ],
  },
  mentions: ['procMount'],
  checks: {
    *pod(pod) {
      for (const { name, fields } of pod.containers) {
        const setting = fields.text('securityContext', 'procMount');
        if (!setting.value || setting.value === 'Default') continue;
        yield {
          at: setting,
          message: `${name} asks for all of /proc, which the restricted level never allows.`,
          fixes: expecting(without(setting, `Hide the node's parts of /proc from ${name}`), 'security-context-missing'),
        };
      }
    },
  },
});
