import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-build-host-network',
    title: "Build uses the host's network",
    layer: 'network',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.10'],
      'nist-800-190': ['4.4.2'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_10'] },
    why: 'Whatever the build runs reaches the local services of the machine that builds, and the networks that it is in: credentials of cloud machines are one request away.',
    remedy: 'Take the key out; let the build fetch what it needs from a mirror.',
    exceptions: 'Builders on machines that have nothing else to offer.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: .\n      network: «host»\n',
        fixed: 'services:\n  web:\n    build:\n      context: .\n',
        message: 'The build of web reaches the local services of the machine that builds.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build:\n      context: .\n      network: none\n' },
    ],
  },
  mentions: ['network'],
  checks: {
    *service(service) {
      const network = service.text('build', 'network');
      const shared = network.value?.startsWith('container:');
      if (network.value !== 'host' && !shared) return;
      yield {
        at: network,
        message: shared
          ? `The build of ${service.name} reaches what ${network.value?.slice('container:'.length)} keeps for itself.`
          : `The build of ${service.name} reaches the local services of the machine that builds.`,
        ...(shared ? { severity: 'low' as const } : {}),
        fixes: without(network, 'Build in a network of its own'),
      };
    },
  },
});
