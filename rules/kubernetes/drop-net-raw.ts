import { isAbsent } from '../../core/facts/fact.js';
import { normalizeCapability } from '../../core/facts/tables/capabilities.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'drop-net-raw',
    title: 'Container may send raw packets',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.8'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0119'],
      kics: ['dbbc6705-d541-43b0-b166-dd4be8208b54'],
      kubescape: ['C-0199'],
      'kube-linter': ['drop-net-raw-capability'],
      checkov: ['CKV_K8S_28'],
    },
    why: 'With `NET_RAW` a program answers for others in the pod network: it forges addresses and names. Nearly no program needs it.',
    remedy: 'Drop `NET_RAW`, or better `ALL`.',
    exceptions: '`ping` and tools that look into packets.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { drop: «[CHOWN]» }\n',
        message: 'web may forge packets in the pod network: it keeps NET_RAW.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { drop: [CHOWN, NET_RAW] }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { capabilities: { drop: [net_raw] } }\n',
      },
    ],
  },
  checks: {
    *container({ name, os, droppedCapabilities: dropped }) {
      if (os === 'windows' || (dropped.value === undefined && !isAbsent(dropped))) return;
      if (dropped.value?.some(one => ['ALL', 'NET_RAW'].includes(normalizeCapability(one)))) return;
      yield {
        at: dropped,
        message: `${name} may forge packets in the pod network: it keeps NET_RAW.`,
        fixes: setTo(dropped, [...(dropped.value ?? []), 'NET_RAW'], 'Drop NET_RAW'),
      };
    },
  },
});
