import { isRuntimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
@@META no-runtime-socket | Container can reach the engine's socket
    why: 'Whoever can talk to the engine can start a privileged container with the host\'s disk in it. Mounting its socket read-only changes nothing: requests are written to it, not to the file.',
    remedy: 'Take the mount out. For builds use a rootless builder; for discovery put a filtering socket proxy in between that allows just the calls needed.',
    exceptions: 'A socket proxy itself, and management tools that are meant to own the host.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - «/var/run/docker.sock:/var/run/docker.sock:ro»\n',
        message: 'api can reach the engine\'s socket, and through it the whole host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      volumeMounts:\n        - name: engine\n          mountPath: «/engine.sock»\n  volumes:\n    - name: engine\n      hostPath: { path: /run/containerd/containerd.sock }\n',
      },
      { file: 'compose.yaml', good: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - /run/php/php.sock:/run/php/php.sock\n      - data:/var/run/docker.sock\n' },
    ],
  },
  checks: {
    *container({ name, mounts }) {
      for (const mount of mounts) {
        if (mount.type !== 'bind' || mount.source === undefined || !isRuntimeSocket(mount.source)) continue;
        yield { at: mount, message: `${name} can reach the engine's socket, and through it the whole host.` };
      }
    },
  },
});
