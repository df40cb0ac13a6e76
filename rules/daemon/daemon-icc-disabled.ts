import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-icc-disabled',
    title: 'Containers on the default network can all reach each other',
    layer: 'network',
    per: {
      daemon: { severity: 'medium', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.2'],
      'owasp-docker': ['RULE #5'],
      'nist-800-190': ['4.3.3'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_2'],
    },

    why: 'On the default bridge every container can connect to every port of every other one, published or not. One that is taken over then reaches all of them.',
    remedy: 'Set `"icc": false`, and give containers that belong together a network of their own.',
    exceptions: 'Engines without the default bridge (`"bridge": "none"`) are not reported. Networks that Compose creates are not affected.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "debug": false\n}\n',
        fixed: '{\n  "debug": false,\n  "icc": false\n}\n',
        message: 'All containers on the default network can reach each other.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "icc": «true» }\n', fixed: '{ "icc": false }\n' },
      { file: 'etc/docker/daemon.json', bad: '«{» "iptables": false }\n' },
      { file: 'etc/docker/daemon.json', bad: '«{» "ipv6": true, "ip6tables": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "bridge": "none", "live-restore": true, "icc": true }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "icc": false }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('icc');
      if (daemon.string('bridge').value === 'none' || (setting.value !== true && !isAbsent(setting))) return;
      const filters =
        daemon.boolean('iptables').value !== false &&
        (daemon.boolean('ipv6').value !== true || daemon.boolean('ip6tables').value !== false);
      yield {
        at: setting,
        message: 'All containers on the default network can reach each other.',
        // It is iptables that keeps them apart: without them the engine does not start with it.
        fixes: filters ? setTo(setting, false, 'Keep containers on the default network apart; linked ports stay open') : [],
      };
    },
  },
});
