import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
@@META memory-limit | Memory is not limited
    why: 'Without a limit one container can take all the memory of its host, by a leak or by an attacker who feeds it large requests, and the kernel then kills whatever it picks.',
    remedy: 'Set a limit somewhat above what the program needs at its peak: `deploy.resources.limits.memory` in Compose, `resources.limits.memory` in Kubernetes.',
    exceptions: 'Hosts that run this one container, or namespaces whose LimitRange sets a default.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n    deploy:\n      resources:\n        reservations:\n          memory: 64M\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      resources:\n        reservations:\n          memory: 64M\n        limits:\n          memory: 512M\n',
        message: 'web may take all the memory of its host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        limits:\n          memory: 512Mi\n',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    mem_limit: 256m\n' },
    ],
  },
  checks: {
    *container({ name, dialect, memoryLimit, role }) {
      const none = memoryLimit.value !== undefined && /^0+[a-z]*$/i.test(memoryLimit.value);
      if (!none && !isAbsent(memoryLimit)) return;
      const placeholder = dialect === 'compose' ? '512M' : '512Mi';
      yield {
        at: memoryLimit,
        message: `${name} may take all the memory of its host.`,
        ...(role === 'init' ? { severity: 'low' as const } : {}),
        fixes: memoryLimit.set(placeholder)
          ? [
              {
                title: `Limit the memory of ${name} ...`,
                safety: 'review',
                needs: 'input',
                async edits({ ask }) {
                  const limit = await ask({ prompt: `How much memory may ${name} use?`, placeholder });
                  return limit === null ? null : memoryLimit.set(limit);
                },
              },
            ]
          : [],
      };
    },
  },
});
