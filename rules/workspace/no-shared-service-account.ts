import { defineRule } from '../../core/judge/rule.js';
import { bindingsOf, objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'no-shared-service-account',
    title: 'Workloads share an account with rights',
    layer: 'access',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      kics: ['c1032cf7-3628-44e2-bd53-38c17cf31b6b'],
    },
    why: 'Each of them holds what any of them needs. Whoever breaks into the weakest gets the rights of all.',
    remedy: 'Give each workload an account of its own.',
    exceptions: 'Parts of one program.',
    examples: [
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: «shop»\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web shares the account shop, which has rights, with import.',
        files: {
          'other.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: import }\nspec:\n  serviceAccountName: shop\n  containers: [{ name: import, image: "example/import:1.4" }]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: shop }\nroleRef: { kind: Role, name: shop }\nsubjects: [{ kind: ServiceAccount, name: shop }]\n',
        },
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: shop\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        files: {
          'other.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: import }\nspec:\n  serviceAccountName: shop\n  containers: [{ name: import, image: "example/import:1.4" }]\n',
        },
      },
    ],
  },
  checks: {
    *pod(pod, { workspace }) {
      const { object, serviceAccount, labels } = pod;
      const { namespace } = object;
      if (namespace === undefined || serviceAccount === undefined || serviceAccount === 'default' || object.partial) return;
      const app = labels?.['app.kubernetes.io/name'];
      const others = objectsOf(workspace).filter(
        other =>
          other.images.length > 0 &&
          other.serviceAccount === serviceAccount &&
          other.namespace === namespace &&
          (other.kind !== object.kind || other.name !== object.name) &&
          (app === undefined || other.podLabels?.['app.kubernetes.io/name'] !== app),
      );
      if (others.length === 0 || bindingsOf(workspace, namespace, serviceAccount).length === 0) return;
      const key = pod.fields.has('serviceAccountName') ? 'serviceAccountName' : 'serviceAccount';
      yield {
        at: pod.fields.text(key),
        message: `${object.title} shares the account ${serviceAccount}, which has rights, with ${others[0]!.name}.`,
      };
    },
  },
});
