import { securityOptionsOf } from '../../core/facts/documents/compose/security-options.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-selinux-disabled',
    title: 'SELinux separation is switched off',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.3'],
      'owasp-docker': ['RULE #6'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { semgrep: ['selinux-separation-disabled'], 'docker-bench': ['check_5_3'] },
    why: 'On hosts with SELinux the label is what keeps a container from files of the host and of other containers after a break-out. Without it only the ordinary permissions are left.',
    remedy: 'Take the option out. For a folder that is refused relabel that folder (`:z`), or write a policy for the program.',
    exceptions: 'Hosts without SELinux, on which the option changes nothing.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    security_opt:\n      - «label:disable»\n      - «label=type:spc_t»\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n    security_opt:\n      - label=type:spc_t\n',
        message: 'agent runs without SELinux separation from the host.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  agent:\n    image: example/agent:2.1\n    security_opt: ["label:type:container_t", "label:user:app"]\n',
      },
    ],
  },
  mentions: ['security_opt'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const option of securityOptionsOf(service)) {
        const label = option.key === 'label' ? option.value : option.key === 'disable' && option.value === '' ? 'disable' : '';
        const off = label === 'disable' || /^type:(?:spc_t|unconfined_t)$/.test(label);
        if (!off && label !== 'level:s0') continue;
        yield {
          at: option,
          message: off
            ? `${service.name} runs without SELinux separation from the host.`
            : `${service.name} shares its SELinux level with every container that names the same.`,
          ...(off ? {} : { severity: 'info' as const }),
          fixes: without(option, `Give ${service.name} its SELinux label again`),
        };
      }
    },
  },
});
