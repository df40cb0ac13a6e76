import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-api-socket',
    title: "Service gets the engine's API and your registry logins",
    layer: 'host',
    per: {
      compose: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.32'],
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_32'] },
    why: "`use_api_socket` mounts the engine's socket and the registry credentials of whoever starts the project. Both are the host's keys: the socket starts any container with any rights.",
    remedy: 'Take the key out; put a proxy that lets only the needed requests through between the service and the engine.',
    exceptions: 'Tools that manage containers for you on a machine of yours.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  ci:\n    image: example/ci:1.4\n    use_api_socket: «true»\n',
        fixed: 'services:\n  ci:\n    image: example/ci:1.4\n',
        message: 'ci commands the engine, and so the host, and gets your registry logins.',
      },
      { file: 'compose.yaml', good: 'services:\n  ci:\n    image: example/ci:1.4\n    use_api_socket: false\n' },
    ],
  },
  mentions: ['use_api_socket'],
  checks: {
    *service(service) {
      const setting = service.flag('use_api_socket');
      if (setting.value !== true || service.provided) return;
      yield {
        at: setting,
        message: `${service.name} commands the engine, and so the host, and gets your registry logins.`,
        fixes: without(setting, `Keep the engine's API from ${service.name}`),
      };
    },
  },
});
