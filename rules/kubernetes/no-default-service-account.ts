import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import { isTemplated } from '../../core/facts/documents/yaml/values.js';
import { isAbsent, type Setting } from '../../core/facts/fact.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { addDocument } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'no-default-service-account',
    title: 'Workload has no account of its own',
    layer: 'access',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-k8s-1.12': ['5.1.5'],
      'nist-800-190': ['AppB IA-4'],
      'nist-800-53': ['IA-4'],
      'pci-dss-4': ['2.2.2'],
      'owasp-k8s': ['K09'],
    },
    alsoKnownAs: {
      kics: ['b93e973e-9066-4455-a63b-c1c0e1ec3a48', '591ade62-d6b0-4580-b1ae-209f80ba1cd9'],
      kubescape: ['C-0189', 'C-0225', 'C-0239'],
      'kube-linter': ['default-service-account'],
      kubesec: ['ServiceAccountName'],
      checkov: ['CKV_K8S_41'],
    },
    why: 'What somebody grants to the default account, every pod of the namespace gets. With an account of its own a workload holds what it needs and nothing else.',
    remedy: 'Create a ServiceAccount for the workload and name it in `serviceAccountName`.',
    exceptions: 'Pods that mount no token at all.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: «web»\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        message: 'web runs as the default account, whose rights all pods of the namespace share.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: web\n  containers:\n    - name: web\n      image: example/web:1.4\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\nautomountServiceAccountToken: false\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccount: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: etcd }\nspec:\n  hostNetwork: true\n  containers: [{ name: etcd, image: "example/etcd:3.6" }]\n',
      },
    ],
  },
  checks: {
    *pod(pod) {
      const { object, fields, serviceAccount } = pod;
      const setting = fields.text('serviceAccountName');
      const old = fields.text('serviceAccount');
      const explicit = setting.value !== undefined || old.value !== undefined;
      // A template may have another name in the branch that is taken.
      if (serviceAccount !== 'default' || (explicit ? isTemplated(pod.spec.document.text) : !isAbsent(setting))) return;
      // The node starts static pods without any account.
      if (object.kind === 'Pod' && pod.hostNetwork) return;
      yield {
        at: setting,
        message: `${object.title} runs as the default account, whose rights all pods of the namespace share.`,
        ...(pod.boolean('automountServiceAccountToken').value === false ? { severity: 'info' as const } : {}),
        fixes: () => fixesFor(object, setting),
      };
    },
  },
});

/** The account is made in the same file, without a token: most programs need none. */
function fixesFor(object: KubernetesObject, setting: Setting<string>): readonly Fix[] {
  const edits = (name: string) => {
    const named = setting.set(name);
    const namespace = object.fields.text('metadata', 'namespace').value;
    const account = addDocument(object, [
      'apiVersion: v1',
      'kind: ServiceAccount',
      'metadata:',
      `  name: ${name}`,
      ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
      'automountServiceAccountToken: false',
    ]);
    return named && account ? [...named, ...account] : null;
  };
  const placeholder = object.name?.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  if (placeholder === undefined || !edits(placeholder)) return [];
  return [
    {
      title: `Create an account for ${object.title} ...`,
      safety: 'review',
      needs: 'input',
      // The account lives where the workload does.
      expects: ['no-default-namespace'],
      async edits({ ask }) {
        const name = await ask({ prompt: 'How is the account to be called?', placeholder });
        return name === null || !/^[a-z0-9][a-z0-9.-]*$/.test(name) ? null : edits(name);
      },
    },
  ];
}
