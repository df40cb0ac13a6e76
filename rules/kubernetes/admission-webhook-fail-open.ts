import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import type { Setting } from '../../core/facts/fact.js';
import { assuming, defineRule, type Fix, listed, setTo } from '../../core/judge/rule.js';

const WORKLOADS = /^(?:\*(?:\/\*)?|pods(?:\/\*)?|deployments|daemonsets|statefulsets|replicasets|jobs|cronjobs)$/;

export default defineRule({
  meta: {
    id: 'admission-webhook-fail-open',
    title: 'Admission lets everything through when it is down',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      mitre: ['Persistence/Validate admission controller'],
      'owasp-k8s': ['K04'],
    },
    alsoKnownAs: {
      kubescape: ['C-0036', 'C-0039'],
    },
    why: 'With `Ignore` a pod that the webhook would refuse gets in while the webhook does not answer. An attacker only has to keep it busy.',
    remedy: "Set `Fail`, run more than one replica, and leave the webhook's own namespace out.",
    exceptions: 'Webhooks that add sidecars or collect numbers and refuse nothing.',
    examples: [
      {
        file: 'webhook.yaml',
        bad: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\nwebhooks:\n  - name: pods.policy.example.com\n    failurePolicy: «Ignore»\n    rules: [{ apiGroups: [""], resources: [pods] }]\n',
        message: 'pods.policy.example.com lets pods through unchecked while it is down.',
        fixed:
          'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\nwebhooks:\n  - name: pods.policy.example.com\n    failurePolicy: Fail\n    rules: [{ apiGroups: [""], resources: [pods] }]\n',
      },
      {
        file: 'webhook.yaml',
        bad: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\nwebhooks:\n  - name: pods.policy.example.com\n    failurePolicy: «Ignore»\n    clientConfig:\n      service: { name: policy, namespace: policy-system }\n    rules: [{ apiGroups: [""], resources: [pods] }]\n',
        fixed:
          'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\nwebhooks:\n  - name: pods.policy.example.com\n    failurePolicy: Fail\n    clientConfig:\n      service: { name: policy, namespace: policy-system }\n    rules: [{ apiGroups: [""], resources: [pods] }]\n    namespaceSelector:\n      matchExpressions:\n        - key: kubernetes.io/metadata.name\n          operator: NotIn\n          values:\n            - policy-system\n',
      },
      {
        file: 'webhook.yaml',
        good: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\nwebhooks:\n  - { name: a.example.com, rules: [{ resources: [pods] }] }\n  - { name: b.example.com, failurePolicy: Ignore, rules: [{ apiGroups: [example.com], resources: [widgets] }] }\n',
      },
    ],
  },
  kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  checks: {
    *object(object) {
      if (!object.is('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration')) return;
      for (const webhook of object.fields.items('webhooks')) {
        const policy = webhook.text('failurePolicy');
        const workloads = webhook.items('rules').some(rule => rule.texts('resources').value?.some(one => WORKLOADS.test(one)));
        if (policy.value !== 'Ignore' || !workloads) continue;
        const name = webhook.text('name').value ?? object.title;
        const title = `${object.name} ${name}`;
        const helps = (object.kind.startsWith('Mutating') && /inject|sidecar/i.test(title)) || /metric/i.test(title);
        yield {
          at: policy,
          message: `${name} lets pods through unchecked while it is down.`,
          ...(helps ? { severity: 'info' as const } : {}),
          fixes: () => fixesFor(webhook, policy),
        };
      }
    },
  },
});

/** The webhook's own pods have to start before it answers: their namespace is left out where nothing is left out yet. */
function fixesFor(webhook: Fields, policy: Setting<string>): readonly Fix[] {
  const own = webhook.text('clientConfig', 'service', 'namespace').value;
  const isWhole = !webhook.has('namespaceSelector') && !webhook.has('objectSelector');
  const title = 'Refuse what cannot be checked';
  if (!isWhole || own === undefined) {
    return listed(
      assuming(setTo(policy, 'Fail', title), 'The pods of the webhook itself start without it, or run outside of the cluster.'),
    );
  }
  const expression = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [own] };
  const edits = () => together(policy.set('Fail'), webhook.setAll([[['namespaceSelector'], { matchExpressions: [expression] }]]));
  return edits() ? [{ title: `${title}, but for pods in ${own}`, safety: 'review', edits }] : [];
}
