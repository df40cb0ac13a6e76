import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-oom-kill-disable',
    title: 'Service is spared when memory runs out',
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: { 'owasp-docker': ['RULE #7'], 'nist-800-190': ['4.4.3'], 'nist-800-53': ['SC-5', 'SC-6'], soc2: ['A1.1'] },
    why: 'When memory runs out the kernel has to kill something. If it may not take the container that eats it, it takes others, services of the host among them, or everything stands still.',
    remedy: 'Take the key out, and give the service a memory limit above what it needs.',
    exceptions: 'The one service that the host is there for.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    mem_limit: 2g\n    oom_kill_disable: «true»\n    oom_score_adj: «-950»\n',
        fixed: 'services:\n  db:\n    image: postgres:17.2\n    mem_limit: 2g\n    oom_score_adj: -950\n',
        message: 'When memory runs out the kernel may not stop db, and stops others.',
      },
      { file: 'compose.yaml', good: 'services:\n  db:\n    image: postgres:17.2\n    oom_kill_disable: false\n    oom_score_adj: 500\n' },
    ],
  },
  mentions: ['oom_kill_disable', 'oom_score_adj'],
  checks: {
    *service(service) {
      if (service.provided) return;
      const disabled = service.flag('oom_kill_disable');
      const score = service.number('oom_score_adj');
      const title = `Let the kernel stop ${service.name} when memory runs out`;
      if (disabled.value === true) {
        const unlimited = isAbsent(service.text('mem_limit')) && isAbsent(service.text('deploy', 'resources', 'limits', 'memory'));
        yield {
          at: disabled,
          message: `When memory runs out the kernel may not stop ${service.name}, and stops others.`,
          ...(unlimited ? { severity: 'high' as const } : {}),
          fixes: without(disabled, title),
        };
      }
      if (score.value !== undefined && score.value < 0) {
        yield {
          at: score,
          message: `When memory runs out the kernel stops others before ${service.name}.`,
          severity: score.value <= -900 ? 'medium' : 'low',
          fixes: without(score, title),
        };
      }
    },
  },
});
