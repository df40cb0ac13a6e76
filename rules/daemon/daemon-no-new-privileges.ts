import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-new-privileges',
    title: 'Containers may gain privileges by default',
    layer: 'host',
    per: {
      daemon: { severity: 'medium', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.14'],
      'owasp-docker': ['RULE #4'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_14'],
    },
    why: 'A set-uid program in an image turns an ordinary process into a stronger one. The engine can forbid that for every container that does not ask for it.',
    remedy: 'Set `"no-new-privileges": true`; single containers can still be allowed.',
    exceptions: 'Hosts whose images rely on `sudo` or on file capabilities.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "debug": false\n}\n',
        fixed: '{\n  "debug": false,\n  "no-new-privileges": true\n}\n',
        message: 'Containers of this engine may gain privileges unless each forbids it.',
      },
      { file: 'etc/docker/daemon.json', good: '{ "no-new-privileges": true }\n' },
    ],
  },
  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('no-new-privileges');
      if (setting.value !== false && !isAbsent(setting)) return;
      yield {
        at: setting,
        message: 'Containers of this engine may gain privileges unless each forbids it.',
        fixes: setTo(setting, true, 'Keep all containers from gaining privileges by default'),
      };
    },
  },
});
