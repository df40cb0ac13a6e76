import { isAbsent } from '../../core/facts/fact.js';
import type { Container } from '../../core/facts/views/container.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'use-user-namespaces',
    title: 'Root in the pod is root on the node',
    layer: 'host',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kubesec: ['HostUsers'],
    },
    why: 'Without a user namespace the numbers of users are the same inside and outside. With one, root of the container is nobody on the node, and many break-outs lead nowhere.',
    remedy: 'Say first whether containers may be root, then set `hostUsers: false`. Nodes need a recent kernel and runtime.',
    exceptions: "Pods that share the node's network, processes or devices, and volumes that cannot map users.",
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostUsers: «true»\n  securityContext: { runAsNonRoot: true }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'Users of web are the same on the node: root inside is root outside.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostUsers: false\n  securityContext: { runAsNonRoot: true }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: «web» }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  checks: {
    *pod(pod) {
      const setting = pod.boolean('hostUsers');
      if (pod.os === 'windows' || (setting.value !== true && !isAbsent(setting))) return;
      const shares = ['hostNetwork', 'hostPID', 'hostIPC'].some(key => pod.boolean(key).value === true);
      if (shares || pod.containers.some(({ fields }) => fields.has('volumeDevices'))) return;
      yield {
        at: setting,
        message: `Users of ${pod.object.title} are the same on the node: root inside is root outside.`,
        fixes: pod.containers.every(({ view }) => isSettled(view)) ? setTo(setting, false, 'Give the pod users of its own') : [],
      };
    },
  },
});

/** Whether it is said if a container may be root. With users of the pod's own nothing would ask for that any more. */
const isSettled = ({ runAsNonRoot, user }: Container): boolean =>
  /^0+$/.test(user.value ?? '') || (runAsNonRoot.value !== false && !isAbsent(runAsNonRoot));
