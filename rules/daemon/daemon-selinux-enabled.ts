import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-selinux-enabled',
    title: 'SELinux does not hold containers back',
    layer: 'host',
    per: {
      daemon: { severity: 'info', preset: 'strict', fix: 'review' },
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
    alsoKnownAs: {
      'docker-bench': ['check_5_3'],
    },

    why: 'On hosts with SELinux each container can have a label of its own, which keeps it from files of the host even as root. The engine uses that only when told to.',
    remedy: 'Set `"selinux-enabled": true` on hosts that run SELinux; label what is mounted with `:z` or `:Z`.',
    exceptions: 'Hosts without SELinux, such as those with AppArmor.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "selinux-enabled": true\n}\n',
        message: 'Where the host has SELinux, it does not hold containers back.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "selinux-enabled": «false» }\n', fixed: '{ "selinux-enabled": true }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "selinux-enabled": true }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('selinux-enabled');
      if (setting.value !== false && !isAbsent(setting)) return;
      yield {
        at: setting,
        message: 'Where the host has SELinux, it does not hold containers back.',
        fixes: setTo(setting, true, 'Label containers; mounted files need labels too'),
      };
    },
  },
});
