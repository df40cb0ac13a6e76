import { defineRule } from '../../core/judge/rule.js';

const BROAD = /^(?:admin|edit|system:aggregate-to-[a-z]+|system:controller:clusterrole-aggregation-controller)$/;

export default defineRule({
  meta: {
    id: 'binding-no-broad-builtin',
    title: 'Binding of a broad built-in role',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.8'],
      nsa: ['GKE nsa-cisa bundle restrict-edit-rolebindings'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0111'],
    },
    why: '`admin` and `edit` start pods with any account, read secrets and open shells. For the whole cluster that is close to `cluster-admin`.',
    remedy: 'Bind a role of your own that lists what is needed, in the one namespace.',
    exceptions: 'The people who own a namespace.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: ci }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «edit» }\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n    namespace: build\n',
        message: 'ci grants `edit` in every namespace: pods with any account, every secret.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: ci }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n    namespace: build\n',
      },
    ],
  },
  mentions: ['RoleBinding', 'ClusterRoleBinding'],
  checks: {
    *object({ binding, kind, title }) {
      const role = binding?.roleName;
      if (binding?.roleKind !== 'ClusterRole' || role === undefined || !BROAD.test(role)) return;
      const cluster = kind === 'ClusterRoleBinding';
      yield {
        at: binding.role,
        message: cluster
          ? `${title} grants \`${role}\` in every namespace: pods with any account, every secret.`
          : `${title} grants \`${role}\` in the namespace: pods with any account, every secret.`,
        severity: cluster ? 'high' : 'info',
      };
    },
  },
});
