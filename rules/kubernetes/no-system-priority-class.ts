import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-system-priority-class',
    title: 'Workload goes before the parts of the cluster',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      'kube-linter': ['priority-class-name'],
    },
    why: 'Classes of the system push everything else off a node, its own add-ons among them. They are there for what the cluster cannot do without.',
    remedy: 'Take it out, or make a PriorityClass of your own.',
    exceptions: 'Agents that a node cannot do without.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  priorityClassName: «system-cluster-critical»\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web may push parts of the cluster off its node.',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: dns, namespace: kube-system }\nspec:\n  priorityClassName: system-cluster-critical\n  containers: [{ name: dns, image: "example/dns:1.4" }]\n',
      },
    ],
  },
  mentions: ['priorityClassName'],
  checks: {
    *pod(pod) {
      const { object } = pod;
      const setting = pod.fields.text('priorityClassName');
      if (!/^system-(?:node|cluster)-critical$/.test(setting.value ?? '')) return;
      // A part of a pod does not say where the whole lives, and the system's own live in kube-system.
      const isUnsaid = object.namespace === undefined || (pod.partial && !object.fields.has('metadata', 'namespace'));
      if (isUnsaid || object.namespace === 'kube-system') return;
      const isAgent = object.kind === 'DaemonSet' && (pod.hostNetwork || pod.volumes.some(volume => volume.get('hostPath')));
      yield {
        at: setting,
        message: `${object.title} may push parts of the cluster off its node.`,
        ...(isAgent ? { severity: 'info' as const } : {}),
        fixes: without(setting, 'Give it the ordinary priority'),
      };
    },
  },
});
