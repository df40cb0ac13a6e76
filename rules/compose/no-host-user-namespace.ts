import { enginesMapRoot } from '../../core/facts/engines.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-host-user-namespace',
    title: "Service insists on the host's user namespace",
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.31'],
      'owasp-docker': ['RULE #2'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { kics: ['8af7162d-6c98-482f-868e-0d33fb675ca8'], 'docker-bench': ['check_5_31'] },
    why: 'Where the engine maps users, root in a container is nobody on the host. This key takes the service out of the mapping, so that its root is real root again.',
    remedy: 'Take the key out, and let the service own its files under the mapped ids.',
    exceptions: 'Engines without a mapping, where the key changes nothing.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    userns_mode: «host»\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n',
        message: 'Root in agent is root on the host, whatever the engine maps.',
      },
      { file: 'compose.yaml', good: 'services:\n  agent:\n    image: example/agent:2.1\n    userns_mode: ""\n' },
    ],
  },
  mentions: ['userns_mode'],
  checks: {
    *service(service, { workspace }) {
      const mode = service.text('userns_mode');
      if (mode.value !== 'host' || service.provided) return;
      yield {
        at: mode,
        message: `Root in ${service.name} is root on the host, whatever the engine maps.`,
        severity: enginesMapRoot(workspace) ? 'high' : 'medium',
        fixes: without(mode, `Let the engine map the users of ${service.name}`),
      };
    },
  },
});
