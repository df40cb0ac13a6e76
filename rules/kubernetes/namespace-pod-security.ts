import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';
import { exceedsBaseline, isSystemNamespace, objectsOf } from './_workspace.js';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
/** They tell of what the stricter level would refuse, and refuse nothing. */
const TELLING = ['pod-security.kubernetes.io/warn', 'pod-security.kubernetes.io/audit'];

export default defineRule({
  meta: {
    id: 'namespace-pod-security',
    title: 'Namespace takes every pod',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      nsa: ['Kubescape NSA C-0068'],
      'owasp-k8s': ['K04'],
    },
    alsoKnownAs: {
      kubescape: [
        'C-0192',
        'C-0193',
        'C-0194',
        'C-0195',
        'C-0196',
        'C-0197',
        'C-0198',
        'C-0199',
        'C-0200',
        'C-0201',
        'C-0202',
        'C-0203',
        'C-0204',
        'C-0068',
      ],
    },
    why: 'Without this label the cluster accepts privileged pods in the namespace, and whoever may create a pod owns a node. Levels for warnings and audit do not stop anything.',
    remedy: 'Enforce `baseline`, and have the cluster warn and keep a record at `restricted`.',
    exceptions: 'Clusters whose policies come from Kyverno, Gatekeeper or OpenShift.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: «shop»\n',
        message: 'shop takes privileged pods too: it enforces no Pod Security level.',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/warn: restricted\n    pod-security.kubernetes.io/audit: restricted\n',
      },
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: «mesh»\n',
        files: {
          'proxy.yaml':
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: proxy, namespace: mesh }\nspec:\n  selector: { matchLabels: { app: proxy } }\n  template:\n    metadata: { labels: { app: proxy } }\n    spec:\n      initContainers:\n        - name: routes\n          image: example/routes:1.2\n          securityContext: { capabilities: { add: [NET_ADMIN] } }\n      containers: [{ name: proxy, image: example/proxy:1.2 }]\n',
        },
      },
      {
        file: 'base/namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: «mesh»\n',
        files: {
          'base/kustomization.yaml': 'namespace: mesh\nresources: [namespace.yaml, pod.yaml]\n',
          'base/pod.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.2\n      livenessProbe: { httpGet: { host: web.example, port: 80 } }\n',
        },
      },
      {
        file: 'namespace.yaml',
        good: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: kube-system }\n',
      },
    ],
  },
  kinds: ['Namespace'],
  checks: {
    *object(object, { workspace }) {
      const { fields, title, name } = object;
      const enforce = fields.text('metadata', 'labels', ENFORCE);
      if (!object.is('', 'Namespace') || name === undefined || isSystemNamespace(name) || !isAbsent(enforce)) return;
      const policies = objectsOf(workspace).some(({ apiVersion }) =>
        /^(?:kyverno\.io|policies\.kyverno\.io|constraints\.gatekeeper\.sh)\//.test(apiVersion),
      );
      const telling = TELLING.filter(label => !fields.has('metadata', 'labels', label));
      const edits = () =>
        fields.setAll([
          [['metadata', 'labels', ENFORCE], 'baseline'],
          ...telling.map(label => [['metadata', 'labels', label], 'restricted'] as const),
        ]);
      yield {
        at: enforce,
        message: `${title} takes privileged pods too: it enforces no Pod Security level.`,
        ...(policies ? { severity: 'low' as const } : {}),
        fixes:
          !exceedsBaseline(workspace, name) && edits()
            ? [
                {
                  title: 'Enforce the baseline level, tell of what restricted would refuse',
                  safety: 'review',
                  assumes: `No pod in ${title} needs more than the baseline level allows.`,
                  edits,
                },
              ]
            : [],
      };
    },
  },
});
