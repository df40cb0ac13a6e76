import { securityOptionsOf } from '../../core/facts/documents/compose/security-options.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-systempaths-unconfined',
    title: 'Paths of the kernel are no longer masked',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.22'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_22'] },
    why: 'Engines hide the parts of /proc and /sys through which a container could read secrets of the kernel or change how the host works. This option shows them all again.',
    remedy: 'Take the option out; mount or set the one thing that the program needs.',
    exceptions: 'Containers that themselves start unprivileged containers and mount /proc for them.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  build:\n    image: example/build:1.4\n    security_opt:\n      - «systempaths=unconfined»\n',
        fixed: 'services:\n  build:\n    image: example/build:1.4\n',
        message: 'build sees the parts of /proc and /sys that engines hide.',
      },
      { file: 'compose.yaml', good: 'services:\n  build:\n    image: example/build:1.4\n    security_opt: ["writable-cgroups=false"]\n' },
    ],
  },
  mentions: ['security_opt'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const option of securityOptionsOf(service)) {
        const shown = option.key === 'systempaths' && option.value === 'unconfined';
        if (!shown && !(option.key === 'writable-cgroups' && option.value === 'true')) continue;
        yield {
          at: option,
          message: shown
            ? `${service.name} sees the parts of /proc and /sys that engines hide.`
            : `${service.name} may change its own control groups, and so its limits.`,
          ...(shown ? {} : { severity: 'medium' as const }),
          fixes: without(option, shown ? 'Hide these paths again' : 'Make its control groups read-only again'),
        };
      }
    },
  },
});
