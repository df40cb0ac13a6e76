import { defineRule } from '../../core/judge/rule.js';
import { addDocument, isSystemNamespace, objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'namespace-default-deny',
    title: 'Namespace is open by default',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      'nist-800-190': ['AppB AC-4', 'AppB CA-9', 'AppB SC-4'],
      'nist-800-53': ['AC-4', 'CA-9', 'SC-4', 'SC-7'],
      'pci-dss-4': ['1.2.5', '1.2.6', '1.3.2', '1.4.1', '1.4.4'],
      'owasp-k8s': ['K05'],
    },
    alsoKnownAs: {
      kubescape: ['C-0206', 'C-0054'],
    },
    why: 'A new pod can be reached by the whole cluster until somebody writes a policy for it. A policy that denies everything turns that round.',
    remedy: 'Add a policy for all pods that lets nothing in or out, and open from there: to DNS first.',
    exceptions: 'Silent in a workspace without any policy, and where policies of another kind may hold for the whole cluster.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: «shop»\n',
        message: 'New pods in shop can be reached by the whole cluster: no policy denies it.',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-all\n  namespace: shop\nspec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n    - Egress\n',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web, namespace: shop }\nspec:\n  podSelector: { matchLabels: { app: web } }\n',
        },
      },
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: «shop» }\n',
        message: 'New pods in shop reach every address: no policy denies the way out.',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec: { podSelector: {} }\n',
        },
      },
      {
        file: 'namespace.yaml',
        good: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
        files: {
          'policy.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Ingress, Egress] }\n',
        },
      },
    ],
  },
  kinds: ['Namespace'],
  checks: {
    *object(object, { workspace }) {
      const { name, partial } = object;
      if (!object.is('', 'Namespace') || partial || name === undefined || isSystemNamespace(name) || !workspace.complete) return;
      const policies = objectsOf(workspace).filter(({ kind }) => /NetworkPolicy$/.test(kind));
      // A policy of another vendor may deny for the whole cluster.
      if (policies.length === 0 || policies.some(({ kind }) => kind !== 'NetworkPolicy')) return;
      const isDenied = (direction: 'Ingress' | 'Egress') =>
        policies.some(({ namespace, denies }) => (namespace === name || namespace === '?') && denies.includes(direction));
      if (isDenied('Ingress')) {
        // What a new pod may call has to be known before the way out is shut.
        if (!isDenied('Egress')) {
          const at = { span: object.span, place: `${object.place}/egress` };
          yield { at, message: `New pods in ${name} reach every address: no policy denies the way out.`, severity: 'info' };
        }
        return;
      }
      const edits = () => addDocument(object, denyAll(name));
      yield {
        at: object,
        message: `New pods in ${name} can be reached by the whole cluster: no policy denies it.`,
        fixes: edits()
          ? [
              {
                title: 'Add a policy that lets nothing in or out',
                safety: 'review',
                assumes: `Every pod in ${name} has a policy of its own for who calls it and what it calls, DNS among that.`,
                edits,
              },
            ]
          : [],
      };
    },
  },
});

const denyAll = (namespace: string): readonly string[] => [
  'apiVersion: networking.k8s.io/v1',
  'kind: NetworkPolicy',
  'metadata:',
  '  name: default-deny-all',
  `  namespace: ${namespace}`,
  'spec:',
  '  podSelector: {}',
  '  policyTypes:',
  '    - Ingress',
  '    - Egress',
];
