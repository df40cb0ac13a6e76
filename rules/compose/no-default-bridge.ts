import { defineRule, expecting, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-default-bridge',
    title: "Service is on the engine's common bridge",
    layer: 'network',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.30'],
      'owasp-docker': ['RULE #5'],
      'nist-800-190': ['4.3.3'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: { kics: ['ce14a68b-1668-41a0-ab7d-facd9f784742'], 'docker-bench': ['check_5_30'] },
    why: 'The common bridge joins the containers of all projects of the host: each can connect to every port of the others, published or not.',
    remedy: 'Take the key out. Compose then puts the service into a network of the project.',
    exceptions: 'Old programs that need links.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: «bridge»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: 'web shares a network with the containers of all other projects.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n  job:\n    image: example/job:1.4\n    network_mode: none\n',
      },
    ],
  },
  mentions: ['network_mode'],
  checks: {
    *service(service) {
      const mode = service.networkMode;
      if ((mode.value !== 'bridge' && mode.value !== 'default') || service.provided) return;
      yield {
        at: mode,
        message: `${service.name} shares a network with the containers of all other projects.`,
        fixes: expecting(without(mode, `Put ${service.name} into a network of the project`), 'segment-networks'),
      };
    },
  },
});
