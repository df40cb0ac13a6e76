import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { selectorOf, selects } from '../../core/facts/documents/kubernetes/summary.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import { isEverywhere } from './_service.js';
import { objectsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'network-policy-no-allow-all-ingress',
    title: 'Network policy lets everyone in',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      nsa: ['2.0 Pod and/or namespace Selectors usage'],
      'pci-dss-4': ['1.3.1', '1.4.2', '1.4.4'],
      'owasp-k8s': ['K05'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0038'],
    },
    why: 'A policy with an open rule filters nothing, and the pods look protected. Without `from` every pod and every address may connect.',
    remedy: 'Name who calls: `from` with a `podSelector` or a `namespaceSelector`.',
    exceptions: 'Pods that serve the internet. With `ports` the rule is at least narrow, and shown as low.',
    examples: [
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: { matchLabels: { app: web } }\n  ingress:\n    - «{}»\n    - from:\n        - ipBlock:\n            cidr: «0.0.0.0/0»\n        - «namespaceSelector»: {}\n        - podSelector: {}\n          «namespaceSelector»: {}\n',
        message: 'web lets every pod and every address in.',
      },
      {
        file: 'policy.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  ingress:\n    - from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: proxy } } }]\n    - from: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }]\n',
      },
    ],
  },
  kinds: ['NetworkPolicy'],
  checks: {
    *object(object, { workspace }) {
      if (!object.is('networking.k8s.io', 'NetworkPolicy')) return;
      // What a load balancer or an Ingress leads to is meant to be reached.
      const labels = object.fields.child('spec', 'podSelector', 'matchLabels')?.keys() ?? [];
      const selector = selectorOf(object.map.at('spec', 'podSelector'));
      const published = labels.length > 0 && servicesOutside(workspace, object.namespace).some(labelsOf => selects(selector, labelsOf));
      for (const rule of object.fields.items('spec', 'ingress')) {
        const severity: Severity = published ? 'info' : rule.isEmpty('ports') ? 'medium' : 'low';
        if (rule.isEmpty('from')) {
          yield { at: rule, message: `${object.title} lets every pod and every address in.`, severity };
          continue;
        }
        for (const peer of rule.items('from')) {
          const range = peer.text('ipBlock', 'cidr');
          if (range.value !== undefined && isEverywhere(range.value) && peer.isEmpty('ipBlock', 'except')) {
            yield { at: range, message: `${object.title} lets every address in.`, severity };
          }
          if (isAll(peer, 'namespaceSelector') && (!peer.has('podSelector') || isAll(peer, 'podSelector'))) {
            yield { at: peer.key('namespaceSelector'), message: `${object.title} lets every pod of the cluster in.`, severity };
          }
        }
      }
    },
  },
});

/** `{}`: the selector asks for nothing. */
const isAll = (peer: Fields, selector: string): boolean => peer.child(selector)?.keys().length === 0;

/** Labels of the pods behind the Services of a namespace that the outside reaches. */
function servicesOutside(workspace: Workspace, namespace: string | undefined): readonly Readonly<Record<string, string>>[] {
  const near = objectsOf(workspace).filter(one => one.namespace === namespace);
  const led = new Set(near.flatMap(({ backends }) => backends ?? []));
  return near.flatMap(({ serviceType, name, podSelector }) =>
    podSelector && serviceType !== undefined && (serviceType === 'LoadBalancer' || led.has(name)) ? [podSelector.matchLabels] : [],
  );
}
