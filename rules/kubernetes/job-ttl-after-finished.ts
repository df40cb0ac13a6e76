import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'job-ttl-after-finished',
    title: 'Finished job is kept for ever',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      'kube-linter': ['job-ttl-seconds-after-finished'],
    },
    why: 'What is left of it keeps its logs, its environment and what it mounted readable for everyone who may look into the namespace.',
    remedy: 'Set `ttlSecondsAfterFinished`.',
    exceptions: 'Jobs that another object cleans up: a CronJob, a Helm hook with a delete policy.',
    examples: [
      {
        file: 'job.yaml',
        bad: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: «import»\nspec:\n  template:\n    spec:\n      containers: [{ name: import, image: "example/import:1.4" }]\n',
        message: 'import stays when it has finished, its logs and environment readable.',
        fixed:
          'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: import\nspec:\n  template:\n    spec:\n      containers: [{ name: import, image: "example/import:1.4" }]\n  ttlSecondsAfterFinished: 86400\n',
      },
      {
        file: 'job.yaml',
        good: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: import\n  annotations: { helm.sh/hook: post-install, helm.sh/hook-delete-policy: hook-succeeded }\nspec:\n  template:\n    spec:\n      containers: [{ name: import, image: "example/import:1.4" }]\n',
      },
    ],
  },
  kinds: ['Job'],
  checks: {
    *object(object) {
      const { fields } = object;
      const ttl = fields.number('spec', 'ttlSecondsAfterFinished');
      if (!object.is('batch', 'Job') || !isAbsent(ttl) || !object.pods[0] || object.pods[0].partial) return;
      const cleaned = fields.keys('metadata', 'annotations').some(key => /hook-delete-policy$/.test(key));
      if (cleaned || fields.has('metadata', 'ownerReferences')) return;
      yield {
        at: ttl,
        message: `${object.title} stays when it has finished, its logs and environment readable.`,
        fixes: setTo(ttl, 86_400, 'Delete it a day after it has finished'),
      };
    },
  },
});
