import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import { grants, isBuiltIn, lower, WRITE } from './_access.js';
import { SECRETS } from './_permissions.js';
import { objectsOf } from './_workspace.js';

export default defineRule({
  meta: {
    id: 'rbac-no-secrets-access',
    title: 'Role reads secrets',
    layer: 'access',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.2'],
      mitre: ['Credential access/List Kubernetes secrets'],
      'owasp-k8s': ['K02', 'K03'],
      soc2: ['CC6.1', 'CC6.6', 'CC6.7'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0041', 'KSV-0113'],
      kics: ['b7bca5c4-1dab-4c2c-8cbe-3050b9d59b14', '056ac60e-fe07-4acc-9b34-8e1d51716ab9'],
      kubescape: ['C-0015', 'C-0186'],
      'kube-linter': ['access-to-secrets'],
      checkov: ['CKV2_K8S_5'],
    },
    why: 'Secrets hold the passwords and tokens of everything else, those of stronger accounts included. `list` and `watch` hand out their contents just as `get` does.',
    remedy: 'Mount the one secret that is needed, or allow `get` for it by `resourceNames`.',
    exceptions: 'Controllers that manage secrets, such as those for certificates.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader }\nrules:\n  - «apiGroups: [""]\n    resources: [configmaps, secrets]\n    verbs: [list]»\n',
        message: 'reader may list every secret of the cluster.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader }\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    verbs: [get]\n  - apiGroups: ["example.com"]\n    resources: [secrets]\n    verbs: [get]\n  - apiGroups: [""]\n    resources: ["secrets/status"]\n    verbs: [get]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object, { workspace }) {
      if (isBuiltIn(object)) return;
      for (const rule of object.accessRules) {
        const read = grants(rule, SECRETS);
        const granted = read ?? grants(rule, { ...SECRETS, verbs: WRITE });
        if (!granted) continue;
        const isRole = object.kind === 'Role';
        const isNarrow = isRole || isBoundInNamespaces(object, workspace);
        const named = rule.resourceNames.length > 0;
        const full: Severity = read && !isNarrow ? 'high' : 'medium';
        // One secret by its name is the narrow form.
        const justGet = named && rule.verbs.every(verb => verb === 'get');
        yield {
          at: rule,
          message: `${object.title} may ${granted.verb} ${named ? 'secrets by name in' : 'every secret of'} ${isRole ? 'its namespace' : isNarrow ? 'the namespaces where it is bound' : 'the cluster'}.`,
          severity: justGet ? 'info' : named ? lower(full) : full,
        };
      }
    },
  },
});

/** Whether all its bindings that the workspace has are for single namespaces. */
function isBoundInNamespaces({ name }: KubernetesObject, workspace: Workspace): boolean {
  const bindings = objectsOf(workspace).filter(({ binding }) => binding?.roleKind === 'ClusterRole' && binding.roleName === name);
  return workspace.complete && bindings.length > 0 && bindings.every(({ kind }) => kind === 'RoleBinding');
}
