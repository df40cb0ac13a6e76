import { selects } from '../../core/facts/documents/kubernetes/summary.js';
import { memo } from '../../core/facts/memo.js';
import type { FileSummary } from '../../core/facts/workspace.js';
import { defineRule } from '../../core/judge/rule.js';

/** Policies of whatever vendor, gathered once for all files of a workspace. */
const policiesOf = memo((summaries: Iterable<FileSummary>) =>
  [...summaries].flatMap(file => file.objects).filter(({ kind }) => /^(?:Cilium(?:Clusterwide)?|Global)?NetworkPolicy$/.test(kind)),
);

export default defineRule({
  meta: {
    id: 'workload-has-network-policy',
    title: 'No network policy selects the workload',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      nsa: ['2.0 Pod and/or namespace Selectors usage', 'Kubescape NSA C-0030'],
      'nist-800-190': ['AppB AC-4', 'AppB CA-9', 'AppB SC-4'],
      'nist-800-53': ['AC-4', 'CA-9', 'SC-4', 'SC-7'],
      'pci-dss-4': ['1.2.5', '1.2.6', '1.4.1', '1.4.4'],
      mitre: ['Lateral movement/Cluster internal networking'],
      'owasp-k8s': ['K05'],
      soc2: ['CC6.1', 'CC6.6', 'CC7.2'],
    },
    alsoKnownAs: {
      kics: ['0401f71b-9c1e-4821-ab15-a955caa621be'],
      kubescape: ['C-0030', 'C-0260', 'C-0054', 'C-0049'],
      'kube-linter': ['non-isolated-pod'],
      'kube-score': ['pod-networkpolicy'],
      polaris: ['missingNetworkPolicy'],
      checkov: ['CKV2_K8S_6'],
    },
    why: 'Without a policy every pod of the cluster can connect to this one. This workspace has policies, and none of them covers it.',
    remedy: 'Write a policy that selects the pods and lets in just what calls them; or start with one that denies all and open from there.',
    exceptions:
      "Workloads on the host's network, which policies do not reach. Silent in a workspace without any policy: they may live elsewhere. Jobs, and policies that only leave the way out open, are just remarked.",
    examples: [
      {
        file: 'web.yaml',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: db }\nspec:\n  podSelector: { matchLabels: { app: db } }\n',
        },
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: «web»\n  labels: { app: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        message: 'No network policy selects web: every pod of the cluster can connect to it.',
      },
      {
        file: 'web.yaml',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: { matchLabels: { app: web } }\n  ingress: [{ from: [{ podSelector: {} }] }]\n',
        },
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: «web»\n  labels: { app: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        message: 'No network policy says where web may connect to: it reaches every address.',
      },
      {
        file: 'web.yaml',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: default }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n',
        },
        good: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
    ],
  },
  checks: {
    *pod(pod, { workspace }) {
      const { object, labels, partial } = pod;
      if (partial || !workspace.complete || labels === undefined || object.namespace === undefined || pod.hostNetwork) return;
      const policies = policiesOf(workspace.summaries);
      if (policies.length === 0) return;
      // A policy of another vendor is not read: it may select anything.
      if (policies.some(policy => !policy.podSelector)) return;
      const near = policies.filter(
        ({ namespace, podSelector }) => (namespace === object.namespace || namespace === '?') && selects(podSelector!, labels),
      );
      const isCovered = (direction: 'Ingress' | 'Egress') => near.some(({ policyTypes }) => policyTypes.includes(direction));
      if (!isCovered('Ingress')) {
        yield {
          at: pod,
          message: `No network policy selects ${object.title}: every pod of the cluster can connect to it.`,
          // Nobody calls a job, and it ends.
          ...(object.is('batch', 'Job', 'CronJob') ? { severity: 'info' as const } : {}),
        };
      } else if (!isCovered('Egress')) {
        yield {
          at: { span: pod.span, place: `${pod.place}/egress` },
          message: `No network policy says where ${object.title} may connect to: it reaches every address.`,
          severity: 'info',
        };
      }
    },
  },
});
