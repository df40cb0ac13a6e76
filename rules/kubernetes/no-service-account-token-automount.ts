import type { KubernetesContainer } from '../../core/facts/documents/kubernetes.js';
import { scalarsOf } from '../../core/facts/documents/yaml/scalars.js';
import { isAbsent } from '../../core/facts/fact.js';
import { assuming, defineRule, setTo } from '../../core/judge/rule.js';
import { accountOf, bindingsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'no-service-account-token-automount',
    title: 'API token is mounted without need',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-k8s-1.12': ['5.1.6'],
      nsa: ['1.11 Protecting Pod service account tokens', 'Kubescape NSA C-0034'],
      mitre: ['Credential access/Access container service account'],
      'owasp-k8s': ['K01', 'K09'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0036'],
      kics: ['48471392-d4d0-47c0-b135-cdec95eb3eef'],
      kubescape: ['C-0034', 'C-0190', 'C-0261', 'C-0053'],
      polaris: ['automountServiceAccountToken'],
      kubesec: ['AutomountServiceAccountToken'],
      monokle: ['KBP106'],
      checkov: ['CKV_K8S_38'],
    },
    why: "A token for the cluster's API lies in every container, and whoever reads files there can use it. Most programs never call the API.",
    remedy: 'Set `automountServiceAccountToken: false` for the pod, or for its ServiceAccount.',
    exceptions: 'Operators and other programs that call the API.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: «web»\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        message: "A token for the cluster's API lies in the containers of web.",
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  automountServiceAccountToken: false\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  automountServiceAccountToken: «true»\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: «web» }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      args: [--token-file, /var/run/secrets/kubernetes.io/serviceaccount/token]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        files: {
          'account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\nautomountServiceAccountToken: false\n',
        },
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  automountServiceAccountToken: false\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  checks: {
    *pod(pod, { workspace }) {
      const setting = pod.boolean('automountServiceAccountToken');
      const { serviceAccount, object } = pod;
      const explicit = setting.value === true;
      if ((!explicit && !isAbsent(setting)) || serviceAccount === undefined || object.namespace === undefined) return;
      if (!explicit && accountOf(workspace, object.namespace, serviceAccount)?.mountsToken === false) return;
      const needed = bindingsOf(workspace, object.namespace, serviceAccount).length > 0;
      yield {
        at: setting,
        message: `A token for the cluster's API lies in the containers of ${object.title}.`,
        // With a role bound to it, it is there to be used; written out, it is meant.
        ...(needed ? { severity: 'info' as const } : explicit ? { severity: 'low' as const } : {}),
        fixes:
          needed || pod.containers.some(namesToken)
            ? []
            : assuming(setTo(setting, false, 'Mount no API token'), `Nothing in ${object.title} calls the API of the cluster.`),
      };
    },
  },
});

/** Where the token lies; the shorter path is the same folder. */
const TOKEN = /(?:\/var)?\/run\/secrets\/kubernetes\.io\/serviceaccount/;

/** Whether a container is told to read the token, and mounts none of its own in its place. */
function namesToken({ map, view }: KubernetesContainer): boolean {
  if (view.mounts.some(({ target }) => TOKEN.test(target ?? ''))) return false;
  return scalarsOf(map).some(({ scalar }) => TOKEN.test(scalar.text));
}
