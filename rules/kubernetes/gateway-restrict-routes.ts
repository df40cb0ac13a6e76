import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { isAbsent, type Setting } from '../../core/facts/fact.js';
import { assuming, defineRule, type Fix, listed, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'gateway-restrict-routes',
    title: 'Gateway takes routes from every namespace',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {},
    why: 'Every tenant of the cluster can attach a route for any host, and so take over requests of others.',
    remedy: "Take routes from the gateway's own namespace, or from those that a selector names.",
    exceptions: 'Listeners for one host that all namespaces share on purpose.',
    examples: [
      {
        file: 'gateway.yaml',
        bad: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - name: web\n      protocol: HTTPS\n      allowedRoutes:\n        namespaces:\n          from: «All»\n',
        message: 'Every namespace can attach routes for any host to shop.',
        fixed:
          'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - name: web\n      protocol: HTTPS\n      allowedRoutes:\n        namespaces:\n          from: Same\n',
      },
      {
        file: 'gateway.yaml',
        good: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - { name: web, hostname: shop.example.com, allowedRoutes: { namespaces: { from: All } } }\n',
      },
    ],
  },
  kinds: ['Gateway'],
  checks: {
    *object(object) {
      if (!object.is('gateway.networking.k8s.io', 'Gateway')) return;
      for (const listener of object.fields.items('spec', 'listeners')) {
        const from = listener.text('allowedRoutes', 'namespaces', 'from');
        const host = listener.text('hostname');
        if (from.value !== 'All' || (!host.value?.startsWith('*') && !isAbsent(host))) continue;
        yield {
          at: from,
          message: `Every namespace can attach routes for any host to ${object.title}.`,
          fixes: () => [
            ...listed(
              assuming(
                setTo(from, 'Same', "Take routes from the gateway's own namespace only"),
                `All routes of ${object.title} are in its own namespace.`,
              ),
            ),
            ...fromOne(listener, from),
          ],
        };
      }
    },
  },
});

/** Every namespace has its name as a label. */
function fromOne(listener: Fields, from: Setting<string>): readonly Fix[] {
  const edits = (name: string) =>
    together(
      from.set('Selector'),
      listener.setAll([[['allowedRoutes', 'namespaces', 'selector'], { matchLabels: { 'kubernetes.io/metadata.name': name } }]]),
    );
  if (listener.has('allowedRoutes', 'namespaces', 'selector') || !edits('apps')) return [];
  return [
    {
      title: 'Take routes from one namespace ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const name = await ask({ prompt: 'In which namespace are the routes?', placeholder: 'apps' });
        return name === null ? null : edits(name.trim());
      },
    },
  ];
}
