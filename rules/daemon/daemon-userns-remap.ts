import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-userns-remap',
    title: "Root in a container is the host's root",
    layer: 'host',
    per: {
      daemon: { severity: 'medium', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.9'],
      'owasp-docker': ['RULE #2'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_9'],
    },

    why: 'Without a user namespace, number 0 in a container is number 0 on the host: whatever breaks out is root there. With one it is a number that owns nothing.',
    remedy: 'Set `"userns-remap": "default"`, or run the engine rootless.',
    exceptions:
      'A rootless engine (a file below `~/.config/docker`) is not reported. Containers that share namespaces of the host, and volumes with files of root, need changes first.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "userns-remap": "default"\n}\n',
        message: 'Root in the containers of this engine is root on the host.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "userns-remap": «""» }\n', fixed: '{ "userns-remap": "default" }\n' },
      { file: 'home/.config/docker/daemon.json', good: '{ "icc": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "userns-remap": "dockremap" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.string('userns-remap');
      if (/(?:^|\/)\.config\/docker\//.test(daemon.path) || (setting.value !== '' && !isAbsent(setting))) return;
      yield {
        at: setting,
        message: 'Root in the containers of this engine is root on the host.',
        fixes: setTo(setting, 'default', 'Give containers users of their own; images and volumes are set up anew'),
      };
    },
  },
});
