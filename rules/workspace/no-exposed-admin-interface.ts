import { textsByKey } from '../../core/facts/documents/kubernetes/object.js';
import { backendsOf, selects } from '../../core/facts/documents/kubernetes/summary.js';
import { adminInterfaceByService, adminInterfaceOf } from '../../core/facts/tables/admin-interfaces.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule } from '../../core/judge/rule.js';
import { isInternal } from '../kubernetes/_service.js';
import { objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'no-exposed-admin-interface',
    title: 'Admin interface can be reached from outside',
    layer: 'network',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      mitre: ['Initial access/Exposed sensitive interfaces'],
      'owasp-k8s': ['K06'],
    },
    alsoKnownAs: {
      kics: ['69bbc5e3-0818-4150-89cc-1e989b48f23b'],
      kubescape: ['C-0021', 'C-0014'],
      checkov: ['CKV_K8S_33'],
    },
    why: 'These programs steer the cluster or hold its data, and as they come they ask for no password. Scanners find them within hours.',
    remedy: 'Reach it by `kubectl port-forward`, or put something in front that asks who is calling.',
    exceptions: 'Instances that authenticate by themselves.',
    examples: [
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: cache }\nspec:\n  type: «LoadBalancer»\n  selector: { app: cache }\n',
        message: 'cache shows Redis to the outside, which as it comes has no password or a known one.',
        files: {
          'cache.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: cache, labels: { app: cache } }\nspec:\n  containers: [{ name: cache, image: "redis:8.0" }]\n',
        },
      },
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: tools }\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            backend: { service: { name: «phpmyadmin», port: { number: 80 } } }\n',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata: { name: redis }\nspec: { type: ClusterIP }\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: tools\n  annotations: { nginx.ingress.kubernetes.io/auth-url: "https://auth.example.com" }\nspec:\n  rules: [{ http: { paths: [{ path: /, backend: { service: { name: phpmyadmin } } }] } }]\n',
      },
    ],
  },
  kinds: ['Service', 'Ingress', 'HTTPRoute'],
  checks: {
    *object(object, { workspace }) {
      const { fields, title, namespace } = object;
      const message = (what: string) => `${title} shows ${what} to the outside, which as it comes has no password or a known one.`;
      if (object.is('', 'Service')) {
        const type = fields.text('spec', 'type');
        if (
          !['LoadBalancer', 'NodePort'].includes(type.value ?? '') ||
          isInternal(object) ||
          fields.has('spec', 'loadBalancerSourceRanges')
        )
          return;
        const what = behind(workspace, namespace, object.name ?? '', textsByKey(object.map.at('spec', 'selector')));
        if (what) yield { at: type, message: message(what) };
        return;
      }
      if (object.kind !== 'Ingress' && !object.is('gateway.networking.k8s.io', 'HTTPRoute')) return;
      if (fields.keys('metadata', 'annotations').some(key => /auth|middlewares|whitelist|allowlist/.test(key))) return;
      for (const backend of backendsOf(fields)) {
        const service = objectsOf(workspace).find(one => one.serviceType && one.namespace === namespace && one.name === backend.value);
        const what = backend.value && behind(workspace, namespace, backend.value, service?.podSelector?.matchLabels);
        if (what) yield { at: backend, message: message(what) };
      }
    },
  },
});

/** The admin interface that a Service leads to: by the images of its pods where they are known, else by its name. */
function behind(
  workspace: Workspace,
  namespace: string | undefined,
  service: string,
  labels: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const pods = objectsOf(workspace).filter(
    one =>
      one.namespace === namespace &&
      one.podLabels !== undefined &&
      labels !== undefined &&
      Object.keys(labels).length > 0 &&
      selects({ matchLabels: labels, matchExpressions: [] }, one.podLabels),
  );
  if (pods.length === 0) return adminInterfaceByService(service);
  return pods.flatMap(({ images, opened }) => [...images.flatMap(image => adminInterfaceOf(image) ?? []), ...(opened ?? [])])[0];
}
