import {
  BASELINE_CAPABILITIES,
  DEFAULT_CAPABILITIES,
  KNOWN_CAPABILITIES,
  normalizeCapability,
} from '../../core/facts/tables/capabilities.js';
import { defineRule, expecting, without } from '../../core/judge/rule.js';
import { dangerOf, isDroppedAgain } from './_capabilities.js';

export default defineRule({
  meta: {
    id: 'no-non-default-capabilities',
    title: 'Container gets a capability that engines do not grant unasked',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: null },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.4'],
      'owasp-docker': ['RULE #3'],
      'nist-800-53': ['AC-6', 'CM-3', 'CM-7'],
      'cis-k8s-1.12': ['5.2.8', '5.2.9'],
      pss: ['baseline/Capabilities'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d', '19ebaa28-fc86-4a58-bcfa-015c9e22fe40'],
      'docker-bench': ['check_5_4'],
      trivy: ['KSV-0022', 'KSV-0119'],
      kubescape: ['C-0200', 'C-0199'],
      monokle: ['PSS104'],
      checkov: ['CKV_K8S_25'],
    },
    why: 'Engines leave these capabilities out because few programs need them and each opens a part of the kernel. The baseline standard of Kubernetes forbids them.',
    remedy: 'Take it out and see what fails; if it is needed, say in a comment what for.',
    exceptions: 'Programs whose documentation asks for it.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  log:\n    image: example/log:1.4\n    cap_add: [«LEASE», «NET_BIND_SERVICES»]\n',
        message: 'log gets LEASE, which engines do not grant unasked.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ping }\nspec:\n  containers:\n    - name: ping\n      image: example/ping:1.4\n      securityContext:\n        capabilities: { add: [CHOWN, «NET_RAW»] }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: ping }\nspec:\n  containers:\n    - name: ping\n      image: example/ping:1.4\n      securityContext:\n        capabilities: { add: [CHOWN] }\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop: [ALL]\n    cap_add: [CHOWN, setuid, CAP_SETGID]\n',
      },
    ],
  },
  mentions: ['cap_add', 'capabilities'],
  checks: {
    *container(container) {
      const { name, dialect, os, capabilityItems } = container;
      if (os === 'windows') return;
      const granted = dialect === 'compose' ? DEFAULT_CAPABILITIES : BASELINE_CAPABILITIES;
      for (const item of capabilityItems) {
        const capability = normalizeCapability(item.name);
        if (granted.has(capability) || dangerOf(container, item.name) || isDroppedAgain(container, item.name)) continue;
        const unknown = !KNOWN_CAPABILITIES.has(capability);
        yield {
          at: item,
          message: unknown
            ? `\`${item.name}\` is no capability: ${name} may not start.`
            : `${name} gets ${capability}, which engines do not grant unasked.`,
          ...(unknown && dialect === 'compose' ? { severity: 'low' as const } : {}),
          // With its last setting the whole security context goes.
          fixes: dialect === 'kubernetes' ? expecting(without(item, `Take ${capability} from ${name}`), 'security-context-missing') : [],
        };
      }
    },
  },
});
