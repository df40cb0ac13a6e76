import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule } from '../../core/judge/rule.js';
import { objectsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'gateway-tls',
    title: 'Gateway listens without TLS alone',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      kubescape: ['C-0266'],
    },
    why: 'Everything that comes in by this gateway is in clear text, and there is no listener that would offer more.',
    remedy: 'Add a listener with TLS, and redirect this one to it.',
    exceptions: 'Gateways inside a network that encrypts by itself.',
    examples: [
      {
        file: 'gateway.yaml',
        bad: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - { name: web, port: 80, protocol: «HTTP» }\n',
        message: 'shop takes requests in clear text only.',
      },
      {
        file: 'gateway.yaml',
        bad: 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  servers:\n    - port: { number: 80, name: web, protocol: «HTTP» }\n      hosts: ["*"]\n',
      },
      {
        file: 'gateway.yaml',
        bad: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - { name: web, port: 80, protocol: «HTTP», hostname: shop.example.com }\n    - { name: tls, port: 443, protocol: HTTPS, hostname: "*.api.example.com" }\n',
      },
      {
        file: 'gateway.yaml',
        files: {
          'route.yaml':
            'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: https }\nspec:\n  parentRefs: [{ name: shop }]\n  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }]\n',
        },
        good: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - { name: web, port: 80, protocol: HTTP }\n',
      },
      {
        file: 'gateway.yaml',
        good: 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  servers:\n    - port: { number: 80, name: web, protocol: HTTP }\n      tls: { httpsRedirect: true }\n',
      },
      {
        file: 'gateway.yaml',
        good: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: shop }\nspec:\n  listeners:\n    - { name: web, port: 80, protocol: HTTP }\n    - { name: tls, port: 443, protocol: HTTPS }\n',
      },
    ],
  },
  kinds: ['Gateway'],
  checks: {
    *object(object, { workspace }) {
      const { fields, title } = object;
      const istio = object.is('networking.istio.io', 'Gateway');
      if (!istio && !object.is('gateway.networking.k8s.io', 'Gateway')) return;
      const listeners = fields.items('spec', istio ? 'servers' : 'listeners');
      const protocols = listeners.map(listener => listener.text(...(istio ? ['port', 'protocol'] : ['protocol'])));
      for (const listener of istio ? listeners : []) {
        const mode = listener.text('tls', 'mode');
        if (mode.value === 'DISABLE') yield { at: mode, message: `${title} switches TLS off.` };
      }
      if (fields.partial || protocols.some(({ value }) => value === undefined) || isRedirected(object, workspace)) return;
      const hostsOf = (listener: Fields) =>
        istio ? (listener.texts('hosts').value ?? ['*']).map(host => host.split('/').at(-1)!) : [listener.text('hostname').value ?? '*'];
      // With a listener for TLS the other one is there to redirect.
      const secured = listeners.filter((_, i) => /^(?:HTTPS|TLS)$/i.test(protocols[i]!.value!)).flatMap(hostsOf);
      for (const [i, protocol] of protocols.entries()) {
        if (protocol.value?.toUpperCase() !== 'HTTP' || listeners[i]!.boolean('tls', 'httpsRedirect').value === true) continue;
        if (hostsOf(listeners[i]!).some(host => secured.some(other => meets(other, host)))) continue;
        yield { at: protocol, message: `${title} takes requests in clear text only.` };
      }
    },
  },
});

/** Whether two names of hosts, `*` in front of one or alone, have a host in common. */
function meets(a: string, b: string): boolean {
  const [first, second] = [a, b].map(host => host.replace(/^\*\.?/, ''));
  const isBelow = (host: string, wild: string) => host === wild || wild === '' || host.endsWith(`.${wild}`);
  return a === b || (a.startsWith('*') && isBelow(second!, first!)) || (b.startsWith('*') && isBelow(first!, second!));
}

/** Whether a route of the workspace sends all its requests on to HTTPS. */
const isRedirected = ({ name, namespace }: KubernetesObject, workspace: Workspace): boolean =>
  objectsOf(workspace).some(one => one.redirects?.includes(name ?? '') && (one.namespace === namespace || one.namespace === '?'));
