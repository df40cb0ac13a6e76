import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-direct-routing',
    title: 'Unpublished ports can be reached from other hosts',
    layer: 'network',
    per: {
      daemon: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },

    why: 'Neighbours on the network can then send packets straight to the addresses of containers. What was not published is open to them all the same.',
    remedy: 'Take the setting out; publish the ports that others need.',
    exceptions: 'Networks in which routers and firewalls of your own do the filtering.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "allow-direct-routing": «true»,\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false\n}\n',
        message: 'Other hosts can reach ports of containers that were never published.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "icc": false, "default-network-opts": { "bridge": { "com.docker.network.bridge.gateway_mode_ipv6": «"nat-unprotected"» } } }\n',
        fixed: '{ "icc": false }\n',
      },
      {
        file: 'etc/docker/daemon.json',
        good: '{ "allow-direct-routing": false, "default-network-opts": { "bridge": { "com.docker.network.bridge.gateway_mode_ipv4": "nat" } } }\n',
      },
    ],
  },

  checks: {
    *daemon(daemon) {
      const modes = ['ipv4', 'ipv6'].map(version =>
        daemon.string('default-network-opts', 'bridge', `com.docker.network.bridge.gateway_mode_${version}`),
      );
      const direct = daemon.boolean('allow-direct-routing');
      for (const setting of [...(direct.value === true ? [direct] : []), ...modes.filter(({ value }) => value === 'nat-unprotected')]) {
        yield {
          at: setting,
          message: 'Other hosts can reach ports of containers that were never published.',
          fixes: without(setting, 'Keep unpublished ports closed'),
        };
      }
    },
  },
});
