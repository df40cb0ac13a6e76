import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-userland-proxy-disabled',
    title: 'A process of its own passes on each published port',
    layer: 'network',
    per: {
      daemon: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.16'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_16'],
    },

    why: 'The kernel can pass packets on by itself. The extra program is one more that listens to the network as root, and it hides callers: containers see the gateway instead.',
    remedy: 'Set `"userland-proxy": false`.',
    exceptions: 'Hosts without hairpin NAT, or where ports have to be reached by IPv6 from IPv4 containers.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "userland-proxy": false\n}\n',
        message: 'A process as root listens for each published port where the kernel would do.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "userland-proxy": «true» }\n', fixed: '{ "userland-proxy": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "userland-proxy": false }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('userland-proxy');
      if (setting.value !== true && !isAbsent(setting)) return;
      yield {
        at: setting,
        message: 'A process as root listens for each published port where the kernel would do.',
        fixes: setTo(setting, false, 'Let the kernel pass on published ports'),
      };
    },
  },
});
