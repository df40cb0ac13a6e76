import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'security-context-missing',
    title: 'Container is not hardened at all',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0118'],
      kics: ['a97a340a-0063-418e-b3a1-3028941d0995'],
      kubescape: ['C-0211'],
      checkov: ['CKV_K8S_29', 'CKV_K8S_30'],
    },
    why: 'Neither the pod nor the container says anything about users, privileges or system calls, so the most generous defaults hold.',
    remedy: 'Harden it in one step, then see what the program misses.',
    exceptions: 'Try-outs.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        message: 'web has no security settings at all.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n        capabilities:\n          drop:\n            - ALL\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsNonRoot: true }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  checks: {
    *pod(pod) {
      const isBare = (fields: Fields) => isAbsent(fields.key('securityContext')) || fields.child('securityContext')?.keys().length === 0;
      if (pod.os === 'windows' || pod.partial || !isBare(pod.fields)) return;
      for (const { name, fields } of pod.containers) {
        if (!isBare(fields)) continue;
        const edits = () => {
          if (fields.has('securityContext') || pod.fields.has('securityContext') || pod.hasOtherSeccompAnnotation) return null;
          const own = fields.setAll([
            [['securityContext', 'allowPrivilegeEscalation'], false],
            [['securityContext', 'capabilities', 'drop'], ['ALL']],
          ]);
          const shared = pod.fields.setAll([
            [['securityContext', 'runAsNonRoot'], true],
            [['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'],
          ]);
          return own && shared ? [...own, ...shared] : null;
        };
        yield {
          at: fields.key('securityContext'),
          message: `${name} has no security settings at all.`,
          fixes: () =>
            edits()
              ? [
                  {
                    title: `Harden ${name}: no root, no capabilities, no new privileges, filtered system calls`,
                    safety: 'review',
                    assumes: `The image of ${name} names a user by number, and needs no capability.`,
                    edits,
                  },
                ]
              : [],
        };
      }
    },
  },
});
