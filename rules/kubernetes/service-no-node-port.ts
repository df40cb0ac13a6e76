import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'service-no-node-port',
    title: 'Service opens a port on every node',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'owasp-k8s': ['K06'],
    },
    alsoKnownAs: {
      kics: ['845acfbe-3e10-4b8e-b656-3b404d36dfb2'],
      'kube-linter': ['exposed-services'],
      'kube-score': ['service-type'],
      monokle: ['KBP114'],
    },
    why: 'The port answers on each address of each node, whether a pod runs there or not, and firewalls of nodes are easily forgotten.',
    remedy: 'Use `ClusterIP` and an Ingress or Gateway in front of it.',
    exceptions: 'Clusters for development, and load balancers outside of the cluster that need a port.',
    examples: [
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: «NodePort»\n  ports:\n    - port: 80\n      nodePort: 30080\n',
        message: 'web opens a port on every node of the cluster.',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: ClusterIP\n  ports:\n    - port: 80\n',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: "{{ .Values.type }}"\n  ports: [{ port: 80 }]\n',
      },
    ],
  },
  kinds: ['Service'],
  checks: {
    *object({ fields, title, group, kind }) {
      const type = fields.text('spec', 'type');
      if (group !== '' || kind !== 'Service' || type.value !== 'NodePort') return;
      const edits = () => {
        const parts = [type.set('ClusterIP'), ...fields.items('spec', 'ports').map(port => port.number('nodePort').remove())];
        return parts.some(part => part === null) ? null : parts.flatMap(part => part ?? []);
      };
      yield {
        at: type,
        message: `${title} opens a port on every node of the cluster.`,
        fixes: edits() ? [{ title: 'Reach it inside the cluster only', safety: 'review', edits }] : [],
      };
    },
  },
});
