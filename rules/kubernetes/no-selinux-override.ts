import { defineRule, without } from '../../core/judge/rule.js';
import { securityLevels } from './_pod.js';

/** What the baseline Pod Security Standard allows; `container_engine_t` since its version 1.31. */
const ALLOWED_TYPES: ReadonlySet<string> = new Set(['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

export default defineRule({
  meta: {
    id: 'no-selinux-override',
    title: 'Custom SELinux identity',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
      nsa: ['1.8 Sets the SELinux context of the container'],
      pss: ['baseline/SELinux'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0025'],
      kubescape: ['C-0211'],
      polaris: ['linuxHardening'],
      monokle: ['PSS108', 'KSV025'],
    },
    why: 'Types such as `spc_t` are not confined at all, and another user or role brings rules that were not written for containers. SELinux then no longer holds a break-out.',
    remedy: 'Leave `type`, `user` and `role` to the runtime; a `level` of its own is fine.',
    exceptions: 'A type that was written for this program and is confined.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    seLinuxOptions:\n      level: s0:c1,c2\n      type: «spc_t»\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { seLinuxOptions: { user: «system_u», role: "" } }\n',
        message: 'web chooses its own SELinux type `spc_t`: SELinux may not confine it.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    seLinuxOptions:\n      level: s0:c1,c2\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { seLinuxOptions: { user: system_u, role: "" } }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { seLinuxOptions: { type: container_t, level: "s0:c1,c2" } }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['seLinuxOptions'],
  checks: {
    *pod(pod) {
      for (const { name, fields } of securityLevels(pod)) {
        for (const key of ['type', 'user', 'role']) {
          const setting = fields.text('securityContext', 'seLinuxOptions', key);
          if (!setting.value || (key === 'type' && ALLOWED_TYPES.has(setting.value))) continue;
          yield {
            at: setting,
            message: `${name} chooses its own SELinux ${key} \`${setting.value}\`: SELinux may not confine it.`,
            fixes: without(setting, `Leave the SELinux ${key} to the runtime`),
          };
        }
      }
    },
  },
});
