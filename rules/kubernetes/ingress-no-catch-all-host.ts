import { isAbsent } from '../../core/facts/fact.js';
import { askFor, defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'ingress-no-catch-all-host',
    title: 'Ingress answers for every host',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      kics: ['69bbc5e3-0818-4150-89cc-1e989b48f23b'],
    },
    why: 'Requests for hosts that nobody claimed end here, also those of a forgotten DNS entry. Another Ingress can be taken over by one path.',
    remedy: 'Name the hosts.',
    exceptions: 'The one default backend of a cluster.',
    examples: [
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  rules:\n    - «http»: { paths: [{ path: / }] }\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  rules:\n    - http: { paths: [{ path: / }] }\n      host: shop.example.com\n',
        message: 'shop answers for every host that leads here.',
      },
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  «defaultBackend»: { service: { name: shop, port: { number: 80 } } }\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  defaultBackend: { service: { name: shop, port: { number: 80 } } }\n  rules: [{ host: shop.example.com }, { host: "{{ .Values.host }}" }]\n',
      },
    ],
  },
  kinds: ['Ingress'],
  checks: {
    *object(object) {
      if (object.kind !== 'Ingress') return;
      const backend = ['defaultBackend', 'backend'].map(key => object.fields.key('spec', key)).find(({ value }) => value);
      if (backend && object.fields.isEmpty('spec', 'rules')) {
        yield { at: backend, message: `${object.title} answers for every host that leads here.` };
      }
      for (const rule of object.fields.items('spec', 'rules')) {
        const host = rule.text('host');
        if (host.value !== '*' && host.value !== '' && !isAbsent(host)) continue;
        yield {
          at: host,
          message: `${object.title} answers for every host that leads here.`,
          fixes: askFor(host, 'Answer for one host ...', {
            prompt: `For which host does ${object.title} answer?`,
            placeholder: 'shop.example.com',
          }),
        };
      }
    },
  },
});
