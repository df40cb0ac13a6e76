import { assuming, defineRule, setTo } from '../../core/judge/rule.js';
import { exceedsBaseline, isSystemNamespace } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'namespace-no-privileged-level',
    title: 'Namespace allows privileged pods',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      'owasp-k8s': ['K04'],
    },
    alsoKnownAs: {
      kubescape: ['C-0192'],
    },
    why: 'The level `privileged` allows everything: whoever may create a pod here owns the node that it runs on.',
    remedy: 'Enforce `baseline`; keep node agents in a namespace of their own.',
    exceptions:
      'Namespaces for node agents of the cluster (network, storage, monitoring): where pods are in sight that baseline refuses, this is for your information.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: «privileged»\n',
        message: 'shop allows privileged pods: whoever may create one owns a node.',
        fixed: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
      },
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: mesh\n  labels:\n    pod-security.kubernetes.io/enforce: «privileged»\n',
        files: {
          'routes.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: routes, namespace: mesh }\nspec:\n  containers:\n    - name: routes\n      image: example/routes:1.2\n      securityContext: { capabilities: { add: [NET_RAW] } }\n',
        },
      },
      {
        file: 'namespace.yaml',
        good: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/audit: privileged } }\n',
      },
    ],
  },
  kinds: ['Namespace'],
  checks: {
    *object(object, { workspace }) {
      const enforce = object.fields.text('metadata', 'labels', 'pod-security.kubernetes.io/enforce');
      if (!object.is('', 'Namespace') || enforce.value !== 'privileged') return;
      const name = object.name ?? '';
      const isNeeded = exceedsBaseline(workspace, name);
      yield {
        at: enforce,
        message: `${object.title} allows privileged pods: whoever may create one owns a node.`,
        ...(isNeeded || isSystemNamespace(name) ? { severity: 'info' as const } : {}),
        fixes: isNeeded
          ? []
          : assuming(
              setTo(enforce, 'baseline', 'Enforce the baseline level'),
              `No pod in ${object.title} needs more than the baseline level allows.`,
            ),
      };
    },
  },
});
