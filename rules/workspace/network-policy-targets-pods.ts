import { selectorOf, selects } from '../../core/facts/documents/kubernetes/summary.js';
import { defineRule } from '../../core/judge/rule.js';
import { objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'network-policy-targets-pods',
    title: 'Network policy selects no pod',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      'owasp-k8s': ['K05'],
    },
    alsoKnownAs: {
      kics: ['85ab1c5b-014e-4352-b5f8-d7dea3bb4fd3'],
      kubescape: ['C-0299'],
      'kube-linter': ['dangling-networkpolicy'],
      'kube-score': ['networkpolicy-targets-pod'],
      monokle: ['LNK001'],
    },
    why: 'A policy whose labels fit nothing protects nothing. That happens when somebody renames a label of the workload.',
    remedy: 'Let `podSelector` name the labels of the pods.',
    exceptions: 'Policies for pods that another repository or an operator makes.',
    examples: [
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: «web» }\nspec:\n  podSelector: { matchLabels: { app: web } }\n',
        message: 'web selects no pod of this workspace: it protects nothing.',
        files: {
          'web.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app.kubernetes.io/name: web } }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        },
      },
      {
        file: 'policy.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: { matchLabels: { app: web } }\n',
      },
      {
        file: 'policy.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: { matchLabels: { app: web } }\n',
        files: {
          'web.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web } }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        },
      },
    ],
  },
  kinds: ['NetworkPolicy'],
  checks: {
    *object(object, { workspace }) {
      if (!object.is('networking.k8s.io', 'NetworkPolicy') || object.partial || !workspace.complete) return;
      const { matchLabels, matchExpressions } = selectorOf(object.map.at('spec', 'podSelector'));
      if (Object.keys(matchLabels).length + matchExpressions.length === 0 || object.namespace === undefined) return;
      const nearby = objectsOf(workspace).filter(({ namespace }) => namespace === object.namespace || namespace === '?');
      // Operators make pods from custom resources, with labels that nothing here tells.
      const unknown = nearby.some(({ apiVersion, images, podLabels }) =>
        images.length > 0 ? podLabels === undefined : /^[^/]+\.[^/]+\//.test(apiVersion) && !/^[^/]+\.k8s\.io\//.test(apiVersion),
      );
      const workloads = nearby.filter(({ images }) => images.length > 0);
      if (unknown || workloads.length === 0) return;
      if (workloads.some(({ podLabels }) => selects({ matchLabels, matchExpressions }, podLabels ?? {}))) return;
      yield { at: object, message: `${object.title} selects no pod of this workspace: it protects nothing.` };
    },
  },
});
