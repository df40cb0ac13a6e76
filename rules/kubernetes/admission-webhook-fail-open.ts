import { defineRule, setTo } from '../../core/judge/rule.js';

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
        const helps = object.kind.startsWith('Mutating') && /inject|sidecar|metric/i.test(`${object.name} ${name}`);
        yield {
          at: policy,
          message: `${name} lets pods through unchecked while it is down.`,
          ...(helps ? { severity: 'info' as const } : {}),
          fixes: setTo(policy, 'Fail', 'Refuse what cannot be checked'),
        };
      }
    },
  },
});
