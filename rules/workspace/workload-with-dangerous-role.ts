import type { Access, ObjectSummary, Workspace } from '../../core/facts/workspace.js';
import { defineRule } from '../../core/judge/rule.js';
import { takeover } from '../kubernetes/_permissions.js';
import { accountOf, bindingsOf, objectsOf } from '../kubernetes/_workspace.js';

/** Roles that the cluster brings, and that open shells in pods and read secrets wherever they are bound. */
const BROAD: readonly string[] = ['admin', 'edit'];

export default defineRule({
  meta: {
    id: 'workload-with-dangerous-role',
    title: 'Workload could take the cluster over',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.1'],
      'nist-800-190': ['AppB AC-6'],
      'nist-800-53': ['AC-6'],
      mitre: ['Privilege escalation/Administrative Roles'],
      'owasp-k8s': ['K02', 'K08'],
    },
    alsoKnownAs: {
      kubescape: ['C-0267', 'C-0272'],
      checkov: ['CKV2_K8S_1', 'CKV2_K8S_2', 'CKV2_K8S_3', 'CKV2_K8S_4', 'CKV2_K8S_5'],
    },
    why: "Whoever runs code in this pod has its token, and the role bound to its account leads on to everything else: one bug in the program is the cluster's.",
    remedy: 'Give the account a role that lists what the program calls, or mount no token.',
    exceptions: 'Operators that manage the cluster; keep them on nodes and in namespaces of their own.',
    examples: [
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: «web» }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'Code that runs in web can take over the cluster: its account may read every secret.',
        files: {
          'access.yaml':
            'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }\nsubjects:\n  - kind: ServiceAccount\n    name: web\n    namespace: default\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader }\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    verbs: [list]\n',
        },
      },
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: «web» }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'Code that runs in web can take over the cluster: its account may run commands in every pod.',
        files: {
          'access.yaml':
            'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }\nsubjects:\n  - kind: ServiceAccount\n    name: web\n    namespace: default\n',
        },
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        files: {
          'access.yaml':
            'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: web, namespace: default }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: web }\nsubjects: [{ kind: ServiceAccount, name: web }]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: web, namespace: default }\nrules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]\n',
        },
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  automountServiceAccountToken: false\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        files: {
          'access.yaml':
            'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }\nsubjects:\n  - kind: ServiceAccount\n    name: web\n    namespace: default\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader }\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    verbs: [list]\n',
        },
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        files: {
          'access.yaml':
            'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: web }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }\nsubjects:\n  - kind: ServiceAccount\n    name: web\n    namespace: default\n',
        },
      },
    ],
  },
  checks: {
    *pod(pod, { workspace }) {
      const { object, serviceAccount } = pod;
      const { namespace } = object;
      const mounts = pod.boolean('automountServiceAccountToken');
      if (serviceAccount === undefined || namespace === undefined || mounts.value === false) return;
      if (mounts.value === undefined && accountOf(workspace, namespace, serviceAccount)?.mountsToken === false) return;
      const dangers = bindingsOf(workspace, namespace, serviceAccount).flatMap(bound => {
        const { roleName } = bound.binding;
        const cluster = bound.kind === 'ClusterRoleBinding';
        const may =
          roleName === 'cluster-admin'
            ? 'do everything'
            : cluster && BROAD.includes(roleName ?? '')
              ? 'run commands in every pod'
              : takeover(rulesOf(workspace, bound), cluster);
        return may === undefined ? [] : [{ may, cluster }];
      });
      const danger = dangers.find(({ cluster }) => cluster) ?? dangers[0];
      if (!danger) return;
      yield {
        at: pod,
        message: `Code that runs in ${object.title} can take over ${danger.cluster ? 'the cluster' : 'its namespace'}: its account may ${danger.may}.`,
        ...(danger.cluster ? {} : { severity: 'high' as const }),
      };
    },
  },
});

/** Rules of the role that a binding names, where the workspace has it. */
const rulesOf = (workspace: Workspace, { binding, namespace }: ObjectSummary): readonly Access[] =>
  objectsOf(workspace)
    .filter(
      ({ kind, name, namespace: of }) =>
        kind === binding?.roleKind && name === binding.roleName && (kind === 'ClusterRole' || of === namespace),
    )
    .flatMap(({ access }) => access);
