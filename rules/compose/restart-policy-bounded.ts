import type { Located, Setting } from '../../core/facts/fact.js';
import { defineRule, type Finding, setTo } from '../../core/judge/rule.js';

const MOST = 5;

export default defineRule({
  meta: {
    id: 'restart-policy-bounded',
    title: 'Service is started again without end',
    layer: 'operations',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: { 'cis-docker-1.6': ['5.15'], 'owasp-docker': ['RULE #7'], 'nist-800-53': ['SC-5'] },
    alsoKnownAs: { kics: ['2fc99041-ddad-49d5-853f-e35e70a48391'], 'docker-bench': ['check_5_15'] },
    why: 'A service that crashes at once is started again and again: it hides an attack that makes it crash, and keeps the host busy.',
    remedy: 'Write `restart: on-failure:5`, and let monitoring tell you when it gave up.',
    exceptions: 'Most services: without anybody to start them again `unless-stopped` is what you want.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    restart: «always»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    restart: on-failure:5\n',
        message: 'web is started again without end, however often it fails.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      restart_policy:\n        condition: «on-failure»\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      restart_policy:\n        condition: «on-failure»\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      restart_policy:\n        condition: on-failure\n        max_attempts: 5\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    restart: on-failure:3\n  job:\n    image: example/job:1.4\n    restart: "no"\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    restart: «on-failure:0»\n    deploy:\n      restart_policy: { condition: any, max_attempts: «0» }\n',
      },
    ],
  },
  mentions: ['restart', 'restart_policy'],
  checks: {
    *service(service): Iterable<Finding> {
      if (service.provided) return;
      // Nought means without a limit, in both.
      const restart = service.text('restart');
      const match = /^(?:always|unless-stopped|on-failure(?::(\d+))?)$/.exec(restart.value ?? '');
      if (match && !(Number(match[1]) <= MOST && Number(match[1]) > 0)) yield finding(restart, restart, 'on-failure:5');
      const condition = service.text('deploy', 'restart_policy', 'condition');
      const attempts = service.number('deploy', 'restart_policy', 'max_attempts');
      if (
        /^(?:any|on-failure)$/.test(condition.value ?? '') &&
        attempts.origin !== 'unknown' &&
        !((attempts.value ?? MOST + 1) <= MOST && attempts.value !== 0)
      )
        yield attempts.value === undefined ? finding(condition, attempts, MOST) : finding(attempts, attempts, MOST);

      function finding<T>(at: Located, setting: Setting<T>, value: T): Finding {
        return {
          at,
          message: `${service.name} is started again without end, however often it fails.`,
          fixes: setTo(setting, value, `Give up after ${MOST} attempts`),
        };
      }
    },
  },
});
