import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-default-namespace',
    title: 'Object is put into the default namespace',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.1', '5.7.4'],
      'pci-dss-4': ['2.2.3'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0110'],
      kics: ['611ab018-c4aa-4ba2-b0f6-a448337509a6'],
      kubescape: ['C-0061', 'C-0212'],
      'kube-linter': ['use-namespace'],
      checkov: ['CKV_K8S_21'],
    },
    why: 'Rights, quotas and network policies hold per namespace. What everybody puts into `default` shares all of them.',
    remedy: 'Give the program a namespace of its own.',
    exceptions: 'Try-outs.',
    examples: [
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: «default»\n',
        message: 'web is put into `default`, beside everything else that names no namespace.',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: web\n',
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: default }\n',
      },
    ],
  },
  mentions: ['default'],
  checks: {
    *object(object) {
      const namespace = object.fields.text('metadata', 'namespace');
      const builtIn =
        (object.is('', 'Service') && object.name === 'kubernetes') || (object.is('', 'ServiceAccount') && object.name === 'default');
      if (namespace.value !== 'default' || builtIn) return;
      const placeholder = object.name ?? 'web';
      yield {
        at: namespace,
        message: `${object.title} is put into \`default\`, beside everything else that names no namespace.`,
        fixes: namespace.set(placeholder)
          ? [
              {
                title: 'Put it into another namespace ...',
                safety: 'review',
                needs: 'input',
                async edits({ ask }) {
                  const answer = await ask({ prompt: `Which namespace is ${object.title} to be in?`, placeholder });
                  return answer === null ? null : namespace.set(answer.trim());
                },
              },
            ]
          : [],
      };
    },
  },
});
