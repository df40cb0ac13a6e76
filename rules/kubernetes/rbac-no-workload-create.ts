import { defineRule } from '../../core/judge/rule.js';
import { accessCheck } from './_access.js';

const CHANGES = ['create', 'update', 'patch'];

export default defineRule({
  meta: {
    id: 'rbac-no-workload-create',
    title: 'Role starts or changes workloads',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.4'],
      'owasp-k8s': ['K02'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0048'],
      kics: ['592ad21d-ad9b-46c6-8d2d-fad09d62a942'],
      kubescape: ['C-0188'],
      'kube-linter': ['access-to-create-pods'],
      monokle: ['KBP107'],
    },
    why: 'Whoever starts a pod chooses its account and what it mounts, and so holds every account and secret of the namespace.',
    remedy: 'Grant it in single namespaces, to the tool that deploys there.',
    exceptions: 'Deployment tools and operators, for the namespaces that they serve.',
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - «apiGroups: [apps]\n    resources: [deployments]\n    verbs: [patch]»\n',
        message: 'operator may patch deployments, and by them use any account of the cluster.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: operator }\nrules:\n  - apiGroups: [apps]\n    resources: [deployments]\n    verbs: [get, delete]\n',
      },
    ],
  },
  checks: {
    object: accessCheck({
      permissions: [
        { groups: [''], resources: ['pods', 'replicationcontrollers'], verbs: CHANGES },
        { groups: ['apps'], resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs: CHANGES },
        { groups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: CHANGES },
      ],
      severity: 'medium',
      message: (who, { resource, verb, where }) => `${who} may ${verb} ${resource}, and by them use any account of ${where}.`,
    }),
  },
});
