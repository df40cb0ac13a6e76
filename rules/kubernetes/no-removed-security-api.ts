import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import type { Json } from '../../core/facts/documents/yaml/write.js';
import { defineRule, type Fix, setTo } from '../../core/judge/rule.js';

interface Removed {
  readonly from: readonly string[];
  readonly kinds: readonly string[];
  readonly to: string;
  /** Whether the fields are the same: `false` where defaults differ, `undefined` where the object has to be written anew. */
  readonly same: boolean | undefined;
}

const WORKLOADS: readonly string[] = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'];
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** Source: Kubernetes, deprecated API migration guide. */
const REMOVED: readonly Removed[] = [
  {
    from: [`${RBAC}/v1alpha1`, `${RBAC}/v1beta1`],
    kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
    to: `${RBAC}/v1`,
    same: true,
  },
  { from: ['extensions/v1beta1'], kinds: ['NetworkPolicy'], to: 'networking.k8s.io/v1', same: true },
  { from: ['networking.k8s.io/v1beta1'], kinds: ['IngressClass'], to: 'networking.k8s.io/v1', same: true },
  { from: ['policy/v1beta1'], kinds: ['PodDisruptionBudget'], to: 'policy/v1', same: true },
  { from: ['batch/v1beta1', 'batch/v2alpha1'], kinds: ['CronJob'], to: 'batch/v1', same: false },
  { from: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'], kinds: WORKLOADS, to: 'apps/v1', same: false },
  { from: ['extensions/v1beta1', 'networking.k8s.io/v1beta1'], kinds: ['Ingress'], to: 'networking.k8s.io/v1', same: undefined },
  { from: ['certificates.k8s.io/v1beta1'], kinds: ['CertificateSigningRequest'], to: 'certificates.k8s.io/v1', same: undefined },
  {
    from: [`${ADMISSION}/v1beta1`],
    kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
    to: `${ADMISSION}/v1`,
    same: undefined,
  },
];

export default defineRule({
  meta: {
    id: 'no-removed-security-api',
    title: 'Version of the API that is gone',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'safe' },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0107'],
      kics: ['94b76ea5-e074-4ca2-8a03-c5a606e30645'],
      'kube-linter': ['no-extensions-v1beta'],
      'kube-score': ['stable-version'],
    },
    why: 'The cluster refuses the object, and the protection that it was to bring is missing. In a larger set of manifests that is easily overlooked.',
    remedy: 'Write the version that replaced it.',
    exceptions: 'Clusters older than the removal.',
    examples: [
      {
        file: 'policy.yaml',
        bad: 'apiVersion: «extensions/v1beta1»\nkind: NetworkPolicy\nmetadata: { name: web }\nspec: { podSelector: {} }\n',
        message: 'extensions/v1beta1 is gone from Kubernetes: web is not applied.',
        fixed: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec: { podSelector: {} }\n',
      },
      {
        file: 'budget.yaml',
        bad: 'apiVersion: «policy/v1beta1»\nkind: PodDisruptionBudget\nmetadata: { name: web }\nspec:\n  maxUnavailable: 1\n  selector: { matchLabels: { app: web } }\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: web }\nspec:\n  maxUnavailable: 1\n  selector: { matchLabels: { app: web } }\n',
      },
      {
        file: 'budget.yaml',
        bad: 'apiVersion: «policy/v1beta1»\nkind: PodDisruptionBudget\nmetadata: { name: web }\nspec: { maxUnavailable: 1, selector: {} }\n',
      },
      {
        file: 'webhook.yaml',
        bad: 'apiVersion: «admissionregistration.k8s.io/v1beta1»\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\n',
      },
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: «networking.k8s.io/v1beta1»\nkind: Ingress\nmetadata: { name: web }\nspec:\n  backend:\n    serviceName: web\n    servicePort: http\n  rules:\n    - http:\n        paths:\n          - path: /api\n            backend:\n              serviceName: api\n              servicePort: 80\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        name: http\n  rules:\n    - http:\n        paths:\n          - path: /api\n            backend:\n              service:\n                name: api\n                port:\n                  number: 80\n            pathType: ImplementationSpecific\n',
      },
      {
        file: 'crd.yaml',
        good: 'apiVersion: example.com/v1beta1\nkind: Deployment\nmetadata: { name: web }\n---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: { name: old }\n',
      },
    ],
  },
  checks: {
    *object(object) {
      const { apiVersion, kind, title, fields } = object;
      const removed = REMOVED.find(one => one.from.includes(apiVersion) && one.kinds.includes(kind));
      // Charts choose among versions by what the cluster has.
      if (!removed || object.partial) return;
      const setting = fields.text('apiVersion');
      const fits = removed.same !== undefined && selectsAlike(object);
      yield {
        at: setting,
        message: `${apiVersion} is gone from Kubernetes: ${title} is not applied.`,
        fixes: fits
          ? setTo(setting, removed.to, `Write ${removed.to}`, removed.same ? 'safe' : 'review')
          : () => (kind === 'Ingress' ? ingressFix(fields, removed.to) : []),
      };
    },
  },
});

/**
 * Whether it selects the same pods in the later version. Workloads had their selector made of their labels, and a disruption budget
 * without one spoke of no pod: now an empty one speaks of all.
 */
function selectsAlike({ kind, fields }: KubernetesObject): boolean {
  if (WORKLOADS.includes(kind)) return fields.has('spec', 'selector');
  if (kind !== 'PodDisruptionBudget') return true;
  return fields.keys('spec', 'selector', 'matchLabels').length > 0 || fields.items('spec', 'selector', 'matchExpressions').length > 0;
}

/** Backends became maps, and each path says how it is compared; how it was compared is what the controller decides. */
function ingressFix(fields: Fields, to: string): readonly Fix[] {
  const paths = fields.items('spec', 'rules').flatMap(rule => rule.items('http', 'paths'));
  const spec = fields.child('spec');
  const old = spec?.child('backend');
  const backends = [...paths.map(path => path.child('backend')), ...(old ? [old] : [])];
  if (!spec || fields.has('spec', 'defaultBackend') || backends.some(backend => !backend || !serviceOf(backend))) return [];
  const edits = () =>
    together(
      fields.text('apiVersion').set(to),
      old ? spec.replaceKey('backend', 'defaultBackend', serviceOf(old)!) : [],
      ...paths.flatMap(path => [
        path.replaceKey('backend', 'backend', serviceOf(path.child('backend')!)!),
        path.has('pathType') ? [] : path.setAll([[['pathType'], 'ImplementationSpecific']]),
      ]),
    );
  return edits() ? [{ title: `Write it as ${to}`, safety: 'review', edits }] : [];
}

/** `serviceName` and `servicePort` as the later version has them. */
function serviceOf(backend: Fields): Json | undefined {
  const name = backend.text('serviceName').value;
  const port = backend.text('servicePort').value;
  if (name === undefined || port === undefined || backend.keys().length > 2) return undefined;
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
