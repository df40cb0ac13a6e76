import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';
import { askForNumber } from './_pod.js';

export default defineRule({
  meta: {
    id: 'job-active-deadline',
    title: 'Job may run for ever',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {},
    why: 'A job that hangs, or that somebody uses for something else, goes on until a person looks. A deadline ends it.',
    remedy: 'Set `activeDeadlineSeconds` to somewhat more than the longest run that is fine.',
    exceptions: 'Jobs whose length nobody can tell.',
    examples: [
      {
        file: 'job.yaml',
        bad: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: «import»\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{ name: import, image: "example/import:1.4" }]\n',
        message: 'import may run for ever: it has no deadline.',
        fixed:
          'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: import\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{ name: import, image: "example/import:1.4" }]\n  activeDeadlineSeconds: 3600\n',
      },
      {
        file: 'job.yaml',
        good: 'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: import }\nspec:\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      activeDeadlineSeconds: 600\n      template: { spec: { containers: [{ name: import, image: "example/import:1.4" }] } }\n---\napiVersion: batch/v1\nkind: Job\nmetadata: { name: import }\nspec:\n  template: { spec: { activeDeadlineSeconds: 600, containers: [{ name: import, image: "example/import:1.4" }] } }\n',
      },
    ],
  },
  kinds: ['Job', 'CronJob'],
  checks: {
    *object(object) {
      if (!object.is('batch', 'Job', 'CronJob')) return;
      const path = object.kind === 'Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec'];
      const deadline = object.fields.number(...path, 'activeDeadlineSeconds');
      const pod = object.pods[0];
      if (!pod || pod.partial || pod.fields.has('activeDeadlineSeconds') || (deadline.value !== 0 && !isAbsent(deadline))) return;
      yield {
        at: deadline,
        message: `${object.title} may run for ever: it has no deadline.`,
        fixes: askForNumber(deadline, 'Set a deadline ...', `How many seconds may ${object.title} take at most?`, '3600'),
      };
    },
  },
});
