import { defineRule } from '../../core/judge/rule.js';
import { isSystemNamespace, objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'namespace-resource-quota',
    title: 'Namespace may take everything',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: null },
    },
    controls: {
      nsa: ['4.0 Use ResourceQuota policies to limit resources', '4.1 Use LimitRange policies to limit resources'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0039', 'KSV-0040'],
    },
    why: 'One namespace can use all the processors and memory of the cluster, by mistake or on purpose.',
    remedy: 'Add a ResourceQuota, and a LimitRange so that pods without numbers still start.',
    exceptions: 'Clusters with one tenant. Silent in a workspace without any quota.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: «shop» }\n',
        message: 'Pods in shop may take all that the cluster has: it has no quota.',
        files: {
          'quota.yaml': 'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: quota, namespace: other }\n',
        },
      },
      {
        file: 'namespace.yaml',
        good: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
        files: {
          'quota.yaml': 'apiVersion: v1\nkind: LimitRange\nmetadata: { name: limits, namespace: shop }\n',
        },
      },
    ],
  },
  kinds: ['Namespace'],
  checks: {
    *object(object, { workspace }) {
      const { name, partial } = object;
      if (!object.is('', 'Namespace') || partial || name === undefined || isSystemNamespace(name) || !workspace.complete) return;
      const quotas = objectsOf(workspace).filter(({ kind }) => kind === 'ResourceQuota' || kind === 'LimitRange');
      if (quotas.length === 0 || quotas.some(({ namespace }) => namespace === name || namespace === '?')) return;
      yield { at: object, message: `Pods in ${name} may take all that the cluster has: it has no quota.` };
    },
  },
});
