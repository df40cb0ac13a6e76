import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
@@META no-privileged | Container runs privileged
    supersedes: ['drop-all-capabilities', 'no-privilege-escalation', 'no-dangerous-capabilities', 'no-non-default-capabilities', 'no-seccomp-unconfined', 'seccomp-profile', 'no-host-devices'],
    why: 'A privileged container has every capability, every device of the host and neither seccomp nor AppArmor around it. Whoever controls a process in it controls the host.',
    remedy: 'Take the setting out. When something stops working, grant the one capability or device that it misses.',
    exceptions: 'Node agents and nested engines that are meant to own the host; run them on nodes of their own and say so in the reason.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    privileged: «true» # needs /dev/kvm\n    restart: always\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n    restart: always\n',
        message: 'agent is privileged: whoever breaks into it owns the host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n      securityContext:\n        privileged: «true»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
      },
      { file: 'compose.yaml', good: 'services:\n  agent:\n    image: example/agent:2.1\n    privileged: ${PRIVILEGED}\n' },
    ],
  },
  checks: {
    *container({ name, privileged }) {
      if (privileged.value !== true) return;
      yield {
        at: privileged,
        message: `${name} is privileged: whoever breaks into it owns the host.`,
        fixes: without(privileged, `Run ${name} without privileged; grant what it then misses`),
      };
    },
  },
});
