import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
@@META no-privilege-escalation | Processes may gain privileges
    why: 'A set-uid program or a file capability in the image turns an ordinary process into a stronger one. The engine can forbid that for good, and nearly no program needs it.',
    remedy: 'Set `no-new-privileges` (Compose) or `allowPrivilegeEscalation: false` (Kubernetes).',
    exceptions: 'Images that rely on `sudo`, on `ping` with set-uid, or on file capabilities of their entrypoint.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n    security_opt: [apparmor=web]\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    security_opt: [apparmor=web, no-new-privileges:true]\n',
        message: 'Processes in web may gain privileges, by a set-uid program for one.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        allowPrivilegeEscalation: «true»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    security_opt:\n      - no-new-privileges=true\n' },
    ],
  },
  checks: {
    *container({ name, os, privilegeEscalation, privileged, addedCapabilities }) {
      if (os === 'windows') return;
      const explicit = privilegeEscalation.value === true;
      if (!explicit && !isAbsent(privilegeEscalation)) return;
      // The API refuses the combination, and with SYS_ADMIN it would mean nothing.
      const useless = privileged.value === true || addedCapabilities.value?.some(capability => /^(?:CAP_)?SYS_ADMIN$/i.test(capability));
      yield {
        at: privilegeEscalation,
        message: `Processes in ${name} may gain privileges, by a set-uid program for one.`,
        ...(explicit ? { severity: 'high' as const } : {}),
        fixes: useless ? [] : setTo(privilegeEscalation, false, `Keep processes of ${name} from gaining privileges`),
      };
    },
  },
});
