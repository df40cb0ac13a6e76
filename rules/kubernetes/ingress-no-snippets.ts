import { defineRule } from '../../core/judge/rule.js';
import { objectsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'ingress-no-snippets',
    title: "Ingress writes into the proxy's configuration",
    layer: 'network',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      nsa: ['Kubescape NSA C-0059'],
      'owasp-k8s': ['K07'],
    },
    alsoKnownAs: {
      kubescape: ['C-0059'],
      checkov: ['CKV_K8S_152', 'CKV_K8S_153', 'CKV_K8S_154'],
    },
    why: 'Whoever may write this Ingress writes nginx configuration for the whole controller, and can make it hand out its token and every secret that it reads (CVE-2021-25742).',
    remedy: 'Use the annotation that does just this one thing, and keep snippets switched off in the controller.',
    exceptions: 'Controllers of your own that nobody else may write Ingresses for.',
    examples: [
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    «nginx.ingress.kubernetes.io/configuration-snippet»: |\n      more_set_headers "X-Shop: yes";\n',
        message: 'shop writes its own lines into the configuration of the whole proxy.',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations: { nginx.ingress.kubernetes.io/rewrite-target: / }\n',
      },
    ],
  },
  kinds: ['Ingress'],
  checks: {
    *object(object, { workspace }) {
      const { fields } = object;
      if (object.kind !== 'Ingress') return;
      for (const key of fields.keys('metadata', 'annotations')) {
        if (!/^nginx\.ingress\.kubernetes\.io\/[a-z-]*snippet$/.test(key)) continue;
        const value = fields.text('metadata', 'annotations', key).value ?? '';
        const reads = /\blua_|_by_lua|\b(?:root|alias)\s+\/|proxy_pass\s+["']?(?:file|unix):|serviceaccount/.test(value);
        // The controller then refuses or ignores them.
        const inert = objectsOf(workspace).some(one => one.refusesSnippets);
        yield {
          at: fields.key('metadata', 'annotations', key),
          message: `${object.title} writes its own lines into the configuration of the whole proxy.`,
          ...(inert ? { severity: 'low' as const } : reads ? { severity: 'critical' as const } : {}),
        };
      }
    },
  },
});
