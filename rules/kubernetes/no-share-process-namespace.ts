import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-share-process-namespace',
    title: "Containers of the pod see each other's processes",
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {},
    why: 'Each container can read the memory, environment and files of the others. One weak sidecar is enough for all of them.',
    remedy: 'Take the setting out.',
    exceptions: 'Debugging, and sidecars whose work is to signal the main process.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  shareProcessNamespace: «true»\n  containers:\n    - { name: web, image: "example/web:1.4" }\n    - { name: log, image: "example/log:1.4" }\n',
        message: 'Every container of web can read the memory and files of the others.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - { name: web, image: "example/web:1.4" }\n    - { name: log, image: "example/log:1.4" }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  shareProcessNamespace: true\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['shareProcessNamespace'],
  checks: {
    *pod(pod) {
      const setting = pod.boolean('shareProcessNamespace');
      // An init container is gone when the others start, unless it is a sidecar.
      const together = pod.containers.filter(
        ({ list, fields }) => list !== 'initContainers' || fields.text('restartPolicy').value === 'Always',
      );
      if (setting.value !== true || together.length < 2) return;
      yield {
        at: setting,
        message: `Every container of ${pod.object.title} can read the memory and files of the others.`,
        fixes: without(setting, 'Keep the processes of the containers apart'),
      };
    },
  },
});
