import { assuming, defineRule, setTo } from '../../core/judge/rule.js';
import { isSystemNamespace, objectsOf } from './_workspace.js';

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
    exceptions: 'Namespaces for node agents of the cluster: network, storage, monitoring.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: «privileged»\n',
        message: 'shop allows privileged pods: whoever may create one owns a node.',
        fixed: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
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
      const near = objectsOf(workspace).filter(one => one.namespace === object.name && one.needsNode);
      // What sets up nodes, or watches them, runs on each.
      const isForAgents = isSystemNamespace(object.name ?? '') || near.some(({ kind }) => kind === 'DaemonSet');
      yield {
        at: enforce,
        message: `${object.title} allows privileged pods: whoever may create one owns a node.`,
        ...(isForAgents ? { severity: 'info' as const } : {}),
        fixes:
          near.length > 0
            ? []
            : assuming(
                setTo(enforce, 'baseline', 'Enforce the baseline level'),
                `No pod in ${object.title} needs more than the baseline level allows.`,
              ),
      };
    },
  },
});
