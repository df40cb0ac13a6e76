import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-last-applied-annotation',
    title: 'Annotation with a copy of the object',
    layer: 'secrets',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'safe' },
    },
    controls: {},
    why: '`kubectl apply` writes the whole object into this annotation. In a file it is stale, and for a Secret it is the secret once more.',
    remedy: 'Take it out; the cluster writes its own.',
    exceptions: 'None.',
    examples: [
      {
        file: 'config.yaml',
        bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    «kubectl.kubernetes.io/last-applied-configuration»: |\n      {"apiVersion":"v1","kind":"ConfigMap"}\ndata: {}\n',
        message: 'web carries a stale copy of itself in an annotation.',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata: {}\n',
      },
      {
        file: 'config.yaml',
        good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web, annotations: { team: web } }\n',
      },
    ],
  },
  mentions: ['last-applied-configuration'],
  checks: {
    *object({ fields, title, kind }) {
      const path = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];
      const key = fields.key(...path);
      if (!key.value) return;
      yield {
        at: key,
        message: `${title} carries a stale copy of itself in an annotation.`,
        ...(kind === 'Secret' ? { severity: 'high' as const } : {}),
        fixes: without(key, 'Remove the copy', 'safe'),
      };
    },
  },
});
