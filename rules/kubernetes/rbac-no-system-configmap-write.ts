import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import { grants, isBuiltIn, type Permission, WRITE } from './_access.js';

const CONFIGMAPS: Permission = { groups: [''], resources: ['configmaps'], verbs: WRITE };

const STEERING: readonly (readonly [name: string, severity: Severity, what: string])[] = [
  ['aws-auth', 'critical', 'who is administrator'],
  ['coredns', 'high', 'where names lead'],
];

export default defineRule({
  meta: {
    id: 'rbac-no-system-configmap-write',
    title: 'Role changes ConfigMaps of the system',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      mitre: ['Lateral Movement/CoreDNS poisoning'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0049', 'KSV-0115'],
      kubescape: ['C-0037'],
    },
    why: 'ConfigMaps in `kube-system` steer the cluster: the names that DNS answers with, and on AWS who is administrator. A role that writes all ConfigMaps writes those.',
    remedy: 'Use a Role in the namespace that needs it, or limit it by `resourceNames`.',
    exceptions: 'Controllers of the cluster itself.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [configmaps]\n    verbs: [update]»\n',
        message: 'operator may change every ConfigMap, those that steer the cluster included.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [configmaps]\n    verbs: [update]»\n',
        message: 'operator may change what every program of its namespace is configured with.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: operator, namespace: kube-system }\nrules:\n  - «apiGroups: [""]\n    resources: [configmaps]\n    verbs: [create]»\n',
        message: 'operator may create ConfigMaps in kube-system, those that steer the cluster included where they are missing.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: operator-leader-election }\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    verbs: [update]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    resourceNames: [operator-lock]\n    verbs: [update]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      const system = object.kind === 'Role' && object.namespace === 'kube-system';
      for (const rule of object.accessRules) {
        if (!grants(rule, CONFIGMAPS)) continue;
        const steering = STEERING.find(([name]) => rule.resourceNames.includes(name));
        const own = object.kind === 'Role' && !system;
        if (!steering && (rule.resourceNames.length > 0 || (own && electsLeaders(object)))) continue;
        const creates = !grants(rule, { ...CONFIGMAPS, verbs: WRITE.filter(verb => verb !== 'create') });
        const where = system ? ' of kube-system' : '';
        yield {
          at: rule,
          message: steering
            ? `${object.title} may change \`${steering[0]}\`, and so ${steering[2]}.`
            : own
              ? `${object.title} may change what every program of its namespace is configured with.`
              : creates
                ? `${object.title} may create ConfigMaps ${system ? 'in kube-system' : 'anywhere'}, those that steer the cluster included where they are missing.`
                : `${object.title} may change every ConfigMap${where}, those that steer the cluster included.`,
          ...(steering
            ? { severity: steering[1] }
            : own
              ? { severity: 'info' as const, preset: 'strict' as const }
              : creates
                ? { severity: 'low' as const }
                : {}),
        };
      }
    },
  },
});

/** Controllers elect their leader by a ConfigMap or a Lease of a name that `create` cannot be limited to. */
const electsLeaders = ({ name, accessRules }: KubernetesObject): boolean =>
  /leader|lease|election/i.test(name ?? '') ||
  accessRules.some(({ apiGroups, resources }) => apiGroups.includes('coordination.k8s.io') || resources.includes('leases'));
