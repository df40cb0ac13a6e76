import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-host-uts',
    title: "Service shares the host's name",
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.21'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_21'] },
    why: 'With the right capability the container can rename the host, and logs, certificates and cluster membership hang on that name.',
    remedy: 'Take the key out; a `hostname` gives the container the name that it needs.',
    exceptions: 'Agents that report under the name of the host and cannot be told it otherwise.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    uts: «host»\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n',
        message: "agent shares the host's name, and could change it.",
      },
      { file: 'compose.yaml', good: 'services:\n  agent:\n    image: example/agent:2.1\n    hostname: host\n' },
    ],
  },
  mentions: ['uts'],
  checks: {
    *service(service) {
      const uts = service.text('uts');
      if (uts.value?.toLowerCase() !== 'host' || service.provided) return;
      yield {
        at: uts,
        message: `${service.name} shares the host's name, and could change it.`,
        fixes: without(uts, `Give ${service.name} a name of its own`),
      };
    },
  },
});
