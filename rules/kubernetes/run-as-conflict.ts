import { defineRule } from '../../core/judge/rule.js';
import { askForNumber } from './_pod.js';

export default defineRule({
  meta: {
    id: 'run-as-conflict',
    title: 'Container must not be root and is told to be root',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      'kube-linter': ['run-as-non-root'],
      polaris: ['runAsRootAllowed'],
    },
    why: '`runAsNonRoot` refuses to start what `runAsUser: 0` asks for, so the container never runs. People then tend to take the wrong one of the two out.',
    remedy: 'Give `runAsUser` a number other than 0, or leave it to the image.',
    exceptions: 'None.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsNonRoot: true }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        runAsUser: «0»\n',
        message: 'web cannot start: it is to run as root and must not be root.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsNonRoot: true }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        runAsUser: 1000\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsNonRoot: true, runAsUser: 0 }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsNonRoot: false }\n    - name: log\n      image: example/log:1.4\n      securityContext: { runAsUser: 1000 }\n',
      },
    ],
  },
  mentions: ['runAsNonRoot'],
  checks: {
    *pod(pod) {
      for (const { name, fields } of pod.containers) {
        // Each of the two is the container's own where it has one, else the pod's.
        const [nonRoot, user] = ['runAsNonRoot', 'runAsUser'].map(key =>
          [fields, pod.fields].find(level => level.has('securityContext', key)),
        );
        const setting = user?.number('securityContext', 'runAsUser');
        if (setting?.value !== 0 || nonRoot?.boolean('securityContext', 'runAsNonRoot').value !== true) continue;
        yield {
          at: setting,
          message: `${name} cannot start: it is to run as root and must not be root.`,
          fixes: askForNumber(setting, 'Run as another user ...', `As which user id does ${name} run?`, '1000'),
        };
      }
    },
  },
});
