import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';

export default defineRule({
  meta: {
    id: 'rbac-no-log-tampering',
    title: 'Role deletes events',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      mitre: ['Defense evasion/Delete Kubernetes events'],
      'owasp-k8s': ['K02', 'K10'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0042'],
      kubescape: ['C-0031'],
    },
    why: 'Events are what people look at after something happened. Who deletes them covers the tracks.',
    remedy: 'Leave `delete` out; writing events takes `create` and `patch`.',
    exceptions: 'Tools that clean up old events.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [""]\n    resources: [events]\n    verbs: [delete]»\n',
        message: 'operator may delete events, and with them its tracks.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [""]\n    resources: [events]\n    verbs: [create, patch]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [{ groups: ['', 'events.k8s.io'], resources: ['events', 'pods/log'], verbs: ['delete', 'deletecollection'] }],
      severity: 'medium',
      message: (who, { resource }) => `${who} may delete ${resource === 'events' ? 'events' : 'logs'}, and with them its tracks.`,
    }),
  },
});
