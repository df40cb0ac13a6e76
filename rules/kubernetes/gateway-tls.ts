import { defineRule } from '../../core/judge/rule.js';

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
    *object(object) {
      const { fields, title } = object;
      const istio = object.is('networking.istio.io', 'Gateway');
      if (!istio && !object.is('gateway.networking.k8s.io', 'Gateway')) return;
      const listeners = fields.items('spec', istio ? 'servers' : 'listeners');
      const protocols = listeners.map(listener => listener.text(...(istio ? ['port', 'protocol'] : ['protocol'])));
      for (const listener of istio ? listeners : []) {
        const mode = listener.text('tls', 'mode');
        if (mode.value === 'DISABLE') yield { at: mode, message: `${title} switches TLS off.` };
      }
      // With a listener for TLS the other one is there to redirect.
      if (fields.partial || protocols.some(({ value }) => value === undefined || /^(?:HTTPS|TLS)$/i.test(value))) return;
      for (const [i, protocol] of protocols.entries()) {
        if (protocol.value?.toUpperCase() !== 'HTTP' || listeners[i]!.boolean('tls', 'httpsRedirect').value === true) continue;
        yield { at: protocol, message: `${title} takes requests in clear text only.` };
      }
    },
  },
});
