import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-host-cgroup',
    title: "Service sees the host's control groups",
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.25'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_25'] },
    why: 'It learns which other containers run and what they use, and with a little more privilege changes their limits.',
    remedy: 'Take the key out, or set it to `private`.',
    exceptions: 'Agents that measure all containers of the host.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  meter:\n    image: example/meter:1.4\n    cgroup: «host»\n',
        fixed: 'services:\n  meter:\n    image: example/meter:1.4\n',
        message: 'meter sees the control groups of the whole host.',
      },
      { file: 'compose.yaml', good: 'services:\n  meter:\n    image: example/meter:1.4\n    cgroup: private\n' },
    ],
  },
  mentions: ['cgroup'],
  checks: {
    *service(service) {
      const cgroup = service.text('cgroup');
      if (cgroup.value !== 'host' || service.provided) return;
      yield {
        at: cgroup,
        message: `${service.name} sees the control groups of the whole host.`,
        fixes: without(cgroup, `Give ${service.name} a view of its own control groups only`),
      };
    },
  },
});
