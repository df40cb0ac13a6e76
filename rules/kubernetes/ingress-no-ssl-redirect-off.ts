import { defineRule, without } from '../../core/judge/rule.js';

const SWITCHES: readonly (readonly [key: string, weak: string])[] = [
  ['nginx.ingress.kubernetes.io/ssl-redirect', 'false'],
  ['nginx.ingress.kubernetes.io/force-ssl-redirect', 'false'],
  ['haproxy.org/ssl-redirect', 'false'],
  ['haproxy-ingress.github.io/ssl-redirect', 'false'],
  ['ingress.kubernetes.io/ssl-redirect', 'false'],
  ['kubernetes.io/ingress.allow-http', 'true'],
];

export default defineRule({
  meta: {
    id: 'ingress-no-ssl-redirect-off',
    title: 'Ingress goes on answering without TLS',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {},
    why: 'The Ingress has a certificate and still answers requests in clear text. An attacker on the way just keeps the browser there.',
    remedy: 'Take the annotation out: controllers redirect to HTTPS by themselves.',
    exceptions: 'Load balancers in front that end TLS and call the controller in clear text.',
    examples: [
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: «"false"»\nspec:\n  tls: [{ secretName: shop-tls }]\n',
        message: 'shop has a certificate and still answers in clear text.',
        fixed: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  tls: [{ secretName: shop-tls }]\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations: { nginx.ingress.kubernetes.io/ssl-redirect: "false" }\n',
      },
    ],
  },
  kinds: ['Ingress'],
  checks: {
    *object(object) {
      const { fields } = object;
      if (object.kind !== 'Ingress' || fields.isEmpty('spec', 'tls') || !fields.has('spec', 'tls')) return;
      for (const [key, weak] of SWITCHES) {
        const setting = fields.text('metadata', 'annotations', key);
        if (setting.value?.toLowerCase() !== weak) continue;
        yield {
          at: setting,
          message: `${object.title} has a certificate and still answers in clear text.`,
          fixes: without(setting, 'Redirect to HTTPS again'),
        };
      }
    },
  },
});
