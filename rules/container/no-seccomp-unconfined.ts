import { defineRule, setTo, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
@@META no-seccomp-unconfined | System calls are not filtered
    why: 'The default seccomp profile keeps containers from the system calls that kernel exploits go through. `unconfined` opens them all.',
    remedy: 'Go back to the runtime\'s default profile. If the program needs more, write a profile that adds just those calls.',
    exceptions: 'Debuggers and profilers for as long as they run; prefer a profile that allows `ptrace` alone.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    security_opt:\n      - «seccomp:unconfined»\n      - no-new-privileges:true\n',
        fixed: 'services:\n  db:\n    image: postgres:17.2\n    security_opt:\n      - no-new-privileges:true\n',
        message: 'db may make any system call: seccomp is switched off.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n      securityContext:\n        seccompProfile: «{ type: Unconfined }»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n',
      },
      { file: 'compose.yaml', good: 'services:\n  db:\n    image: postgres:17.2\n    security_opt: ["seccomp:./db-seccomp.json"]\n' },
    ],
  },
  checks: {
    *container({ name, seccomp }) {
      if (seccomp.value !== 'unconfined') return;
      const title = `Give ${name} the default seccomp profile again`;
      yield {
        at: seccomp,
        message: `${name} may make any system call: seccomp is switched off.`,
        // The pod's value is the pod's to change; the container gets one of its own.
        fixes: seccomp.origin === 'inherited' ? setTo(seccomp, 'runtime/default', title) : without(seccomp, title),
      };
    },
  },
});
