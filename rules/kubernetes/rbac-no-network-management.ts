import { defineRule } from '../../core/judge/rule.js';
import { grants, isBuiltIn, type Permission, WRITE } from './_access.js';

/** A status may name any address as that of a load balancer (CVE-2020-8554). */
const STATUS: Permission = { groups: [''], resources: ['services/status'], verbs: ['patch', 'update'] };
/** By its endpoints a Service reaches pods of other namespaces, past their policies (CVE-2021-25740). */
const ENDPOINTS: readonly Permission[] = [
  { groups: [''], resources: ['endpoints'], verbs: WRITE },
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: WRITE },
];
/** An ingress claims a host that others may have, a policy is what keeps them apart. */
const BORDERS: Permission = { groups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: WRITE };
const SERVICES: Permission = { groups: [''], resources: ['services'], verbs: WRITE };

export default defineRule({
  meta: {
    id: 'rbac-no-network-management',
    title: 'Role steers traffic',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0056'],
      checkov: ['CKV2_K8S_4'],
    },
    why: 'Services, endpoints, ingresses and policies decide where requests go. Who writes them can lead the traffic of others to itself.',
    remedy: 'Use a Role in the namespace that needs it.',
    exceptions: 'Ingress controllers and operators that publish what they run.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [discovery.k8s.io]\n    resources: [endpointslices]\n    verbs: [update]»\n',
        message: 'operator may update endpointslices, and so lead traffic elsewhere.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [endpoints]\n    verbs: [update]»\n',
        message: 'operator may update endpoints, and so lead traffic elsewhere.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [services]\n    verbs: [create]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [networking.k8s.io]\n    resources: [ingresses]\n    verbs: [get]\n',
      },
    ],
  },
  kinds: ['Role', 'ClusterRole'],
  checks: {
    *object(object) {
      if (isBuiltIn(object)) return;
      const isRole = object.kind === 'Role';
      const permissions = [STATUS, ...ENDPOINTS, BORDERS, ...(isRole ? [] : [SERVICES])];
      for (const rule of object.accessRules) {
        const granted = permissions.map(permission => grants(rule, permission)).find(one => one !== undefined);
        if (!granted) continue;
        // In its own namespace that is what many programs are for: worth a look in the strict preset.
        const own = isRole && BORDERS.resources.includes(granted.resource);
        const low = rule.resourceNames.length > 0 || (isRole && granted.resource !== 'services/status');
        yield {
          at: rule,
          message: `${object.title} may ${granted.verb} ${granted.resource}, and so lead traffic elsewhere.`,
          severity: own ? 'info' : low ? 'low' : 'medium',
          ...(own ? { preset: 'strict' as const } : {}),
        };
      }
    },
  },
});
