import { defineRule } from '../../core/judge/rule.js';
import { objectsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'binding-no-cluster-admin',
    title: 'Somebody is made administrator of the cluster',
    layer: 'access',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.1'],
      nsa: ['Kubescape NSA C-0035'],
      'nist-800-190': ['AppB AC-6', 'AppB CM-4', 'AppB CM-5', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'CM-4', 'CM-5', 'CM-7'],
      'pci-dss-4': ['7.2.1', '7.2.2', '7.2.5', '8.2.4'],
      mitre: ['Privilege escalation/Administrative Roles'],
      'owasp-k8s': ['K02'],
      soc2: ['CC6.1', 'CC6.2', 'CC6.7', 'CC6.8'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0111'],
      kics: ['249328b8-5f0f-409f-b1dd-029f07882e11'],
      kubescape: ['C-0035', 'C-0185', 'C-0272'],
      'kube-linter': ['cluster-admin-role-binding'],
      polaris: ['rolebindingClusterAdminClusterRole', 'rolebindingClusterAdminRole'],
    },
    supersedes: ['binding-no-broad-builtin'],
    why: '`cluster-admin` may do everything with everything. A leaked token or a careless command of this subject is the end of the cluster.',
    remedy: 'Bind a role that lists what is needed.',
    exceptions: 'The people who run the cluster, by a group of few.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: ci }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «cluster-admin» }\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n    namespace: build\n',
        message: 'ci makes its subjects administrators of the whole cluster.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: ci }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: «cluster-admin» }\nsubjects:\n  - kind: User\n    name: jane\n',
        message: 'ci grants a role that by its name may do everything.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: cluster-admin }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects:\n  - kind: Group\n    name: system:masters\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: ci }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n    namespace: build\n',
      },
    ],
  },
  mentions: ['RoleBinding', 'ClusterRoleBinding'],
  checks: {
    *object({ binding, kind, name, title, namespace }, { workspace }) {
      if (binding?.roleName !== 'cluster-admin') return;
      if (binding.roleKind === 'Role') {
        // A role of the namespace's own may have the name and little of the power.
        const own = objectsOf(workspace).some(one => one.kind === 'Role' && one.name === 'cluster-admin' && one.namespace === namespace);
        if (own) return;
        yield { at: binding.role, message: `${title} grants a role that by its name may do everything.`, severity: 'high' };
      }
      if (binding.roleKind !== 'ClusterRole') return;
      const upstream = name === 'cluster-admin' && binding.subjects.every(subject => subject.name === 'system:masters');
      if (upstream && binding.subjects.length > 0) return;
      const cluster = kind === 'ClusterRoleBinding';
      yield {
        at: binding.role,
        message: `${title} makes its subjects administrators of ${cluster ? 'the whole cluster' : 'the namespace'}.`,
        severity: cluster ? 'critical' : 'high',
      };
    },
  },
});
