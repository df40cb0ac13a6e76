import { BASELINE_CAPABILITIES, includesAll } from '../../core/facts/tables/capabilities.js';
import { neededCapabilities } from '../../core/facts/tables/server-images.js';
import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'review-added-capabilities',
    title: 'Container adds a capability',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.9'],
      pss: ['restricted/Capabilities'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0022', 'KSV-0106'],
      kics: ['19ebaa28-fc86-4a58-bcfa-015c9e22fe40'],
      kubescape: ['C-0200', 'C-0219'],
      monokle: ['PSS206'],
      checkov: ['CKV_K8S_25'],
    },
    why: "Each capability is a part of root's power. This one is in the default set of most runtimes, yet the restricted level allows `NET_BIND_SERVICE` alone.",
    remedy: 'Take it out if the program starts without it. Say in a comment why it stays otherwise.',
    exceptions: 'Entrypoints that switch the user (`SETUID`, `SETGID`) or take over a data folder (`CHOWN`).',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [«CHOWN», NET_BIND_SERVICE]\n',
        message: 'db adds CHOWN, which the restricted level does not allow.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          add: [NET_BIND_SERVICE, SYS_ADMIN]\n',
      },
    ],
  },
  mentions: ['capabilities'],
  checks: {
    *pod(pod) {
      if (pod.os === 'windows') return;
      for (const { name, fields, view } of pod.containers) {
        const needed =
          includesAll(view.droppedCapabilities.value ?? []) && view.image?.reference ? neededCapabilities(view.image.reference) : undefined;
        for (const capability of fields.words('securityContext', 'capabilities', 'add')) {
          const { value } = capability;
          // Others are worse, and rules of their own say so.
          if (value === undefined || value === 'NET_BIND_SERVICE' || !BASELINE_CAPABILITIES.has(value)) continue;
          yield {
            at: capability,
            message: `${name} adds ${value}, which the restricted level does not allow.`,
            // Beside a drop of ALL it is what the image starts with, and less than before.
            ...(needed?.includes(value) ? { severity: 'info' as const } : {}),
            fixes: needed?.includes(value) ? [] : assuming(without(capability, `Stop adding ${value}`), `${name} does without ${value}.`),
          };
        }
      }
    },
  },
});
