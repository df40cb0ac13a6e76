import { nearest } from '../../core/facts/nearest.js';
import { BASELINE_CAPABILITIES, KNOWN_CAPABILITIES, normalizeCapability } from '../../core/facts/tables/capabilities.js';
import { defineRule, expecting, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'valid-capability-names',
    title: 'Capability is not written as Kubernetes compares it',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'safe' },
    },
    controls: {
      pss: ['baseline/Capabilities', 'restricted/Capabilities'],
      'owasp-k8s': ['K01'],
    },
    why: 'Kubernetes compares names letter by letter: `all` or `CAP_NET_RAW` may still reach the runtime, but Pod Security takes them for something unknown and refuses the pod, or thinks that nothing was dropped.',
    remedy: "Write the kernel's name in capitals without `CAP_`, or `ALL`.",
    exceptions: 'None.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities:\n          drop:\n            - «all» # everything\n',
        message: 'Kubernetes does not take `all` for ALL: write it so.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities:\n          drop:\n            - ALL # everything\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { add: [«"CAP_NET_ADMIN"», «NET_ADMN»] }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { add: [«NET_BIND_SERVCE»] }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { add: [NET_BIND_SERVICE] }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        capabilities: { drop: [ALL], add: ["${CAPABILITY}"] }\n',
      },
    ],
  },
  mentions: ['capabilities'],
  checks: {
    *pod(pod) {
      for (const { fields } of pod.containers) {
        for (const list of ['add', 'drop']) {
          for (const capability of fields.words('securityContext', 'capabilities', list)) {
            const { value } = capability;
            if (value === undefined || KNOWN_CAPABILITIES.has(value)) continue;
            const name = normalizeCapability(value);
            const known = KNOWN_CAPABILITIES.has(name);
            // A right that the container never had is not given by a guess.
            const meant = known ? undefined : nearest(name, [...(list === 'add' ? BASELINE_CAPABILITIES : KNOWN_CAPABILITIES)]);
            yield {
              at: capability,
              message: known
                ? `Kubernetes does not take \`${value}\` for ${name}: write it so.`
                : `\`${value}\` is no capability that Linux knows.`,
              fixes: known
                ? setTo(capability, name, `Write ${name}`, 'safe')
                : meant
                  ? expecting(setTo(capability, meant, `Write ${meant}`), 'review-added-capabilities')
                  : [],
            };
          }
        }
      }
    },
  },
});
