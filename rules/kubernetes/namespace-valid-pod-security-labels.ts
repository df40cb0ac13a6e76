import { nearest } from '../../core/facts/nearest.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

const PREFIX = 'pod-security.kubernetes.io/';
const LEVELS: readonly string[] = ['privileged', 'baseline', 'restricted'];
const LEVEL = /^(?:privileged|baseline|restricted)$/;
const VERSION = /^(?:latest|v1\.\d{1,3})$/;

export default defineRule({
  meta: {
    id: 'namespace-valid-pod-security-labels',
    title: 'Pod Security label that means something else',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      'owasp-k8s': ['K04'],
    },
    why: 'A level that the cluster does not know counts as `restricted` when enforced, and as nothing at all for warnings and audit. Other keys under this name are ignored.',
    remedy: 'Write `privileged`, `baseline` or `restricted`; versions are `latest` or `v1.30`.',
    exceptions: 'None.',
    examples: [
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: «Baseline»\n    pod-security.kubernetes.io/enforce-version: «"1.30"»\n',
        message: '`Baseline` is no Pod Security level.',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/enforce-version: "1.30"\n',
      },
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    «pod-security.kubernetes.io/enforced»: baseline\n    «pod-security.kubernetes.io/warn-version»: latest\n',
      },
      {
        file: 'namespace.yaml',
        bad: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: «restrict» } }\n',
        fixed: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }\n',
      },
      {
        file: 'namespace.yaml',
        good: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: { pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30 }\n',
      },
    ],
  },
  kinds: ['Namespace'],
  checks: {
    *object(object) {
      if (!object.is('', 'Namespace')) return;
      const { fields } = object;
      for (const key of fields.keys('metadata', 'labels')) {
        if (!key.startsWith(PREFIX)) continue;
        const name = key.slice(PREFIX.length);
        const label = fields.text('metadata', 'labels', key);
        const mode = /^(enforce|audit|warn)(-version)?$/.exec(name);
        const at = fields.key('metadata', 'labels', key);
        if (!mode) yield { at, message: `\`${name}\` is no Pod Security label: it has no effect.` };
        else if (mode[2] && !fields.has('metadata', 'labels', `${PREFIX}${mode[1]}`)) {
          yield { at, message: `\`${name}\` has no effect without a level for ${mode[1]}.` };
        } else if (label.value !== undefined && !(mode[2] ? VERSION : LEVEL).test(label.value)) {
          const written = (mode[2] ? `v${label.value}` : label.value).toLowerCase().trim();
          const right = mode[2] ? written : (nearest(written, LEVELS) ?? written);
          yield {
            at: label,
            message: `\`${label.value}\` is no Pod Security ${mode[2] ? 'version' : 'level'}.`,
            fixes: (mode[2] ? VERSION : LEVEL).test(right) ? setTo(label, right, `Write ${right}`) : [],
          };
        }
      }
    },
  },
});
