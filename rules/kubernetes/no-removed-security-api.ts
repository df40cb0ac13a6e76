import { defineRule, setTo } from '../../core/judge/rule.js';

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
        file: 'webhook.yaml',
        bad: 'apiVersion: «admissionregistration.k8s.io/v1beta1»\nkind: ValidatingWebhookConfiguration\nmetadata: { name: policy }\n',
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
      const fits = removed.same !== undefined && (!WORKLOADS.includes(kind) || fields.has('spec', 'selector'));
      yield {
        at: setting,
        message: `${apiVersion} is gone from Kubernetes: ${title} is not applied.`,
        fixes: fits ? setTo(setting, removed.to, `Write ${removed.to}`, removed.same ? 'safe' : 'review') : [],
      };
    },
  },
});
