import { isAbsent } from '../../core/facts/fact.js';
import { assuming, defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'pids-limit',
    title: 'Number of processes is not limited',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.29'],
      'owasp-docker': ['RULE #7'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['SC-5', 'SC-6'],
      soc2: ['A1.1'],
    },
    alsoKnownAs: {
      kics: ['221e0658-cb2a-44e3-b08a-db96a341d6fa'],
      'docker-bench': ['check_5_29'],
    },
    why: 'A fork bomb in one container takes the process table of the whole host, and nothing can be started any more, not even a shell to stop it.',
    remedy: 'Set `pids_limit` (or `deploy.resources.limits.pids`); 200 is plenty for most services.',
    exceptions: 'Build agents and databases with very many workers: set a larger number.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    pids_limit: 200\n',
        message: 'web may start any number of processes on its host.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n  agent:\n    image: example/agent:2.1\n    «deploy»:\n      mode: global\n      placement:\n        constraints: [node.role == worker]\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      resources:\n        limits:\n          pids: 200\n  agent:\n    image: example/agent:2.1\n    deploy:\n      mode: global\n      placement:\n        constraints: [node.role == worker]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      resources:\n        limits: { pids: 100 }\n',
      },
    ],
  },
  checks: {
    *service({ name, provided, pidsLimit }) {
      const unlimited = pidsLimit.value !== undefined && pidsLimit.value <= 0;
      if (provided || (!unlimited && !isAbsent(pidsLimit))) return;
      yield {
        at: pidsLimit,
        message: `${name} may start any number of processes on its host.`,
        ...(unlimited ? { severity: 'medium' as const } : {}),
        fixes: assuming(setTo(pidsLimit, 200, `Limit ${name} to 200 processes`), `${name} never runs more than 200 processes and threads.`),
      };
    },
  },
});
