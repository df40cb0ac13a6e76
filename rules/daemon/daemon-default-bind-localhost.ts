import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';
import { isWildcard } from './_address.js';

const BINDING = ['default-network-opts', 'bridge', 'com.docker.network.bridge.host_binding_ipv4'];

export default defineRule({
  meta: {
    id: 'daemon-default-bind-localhost',
    title: 'Ports are published on every address by default',
    layer: 'network',
    per: {
      daemon: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.14'],
      'owasp-docker': ['RULE #5a'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_5_14'],
    },

    why: 'A port that is published without an address is open to every network that the host is on, past the rules of most host firewalls.',
    remedy:
      'Set `"ip": "127.0.0.1"`; ports that the outside needs name their address. Networks other than the default one take `com.docker.network.bridge.host_binding_ipv4`.',
    exceptions: 'Hosts whose containers are meant to serve the network.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "ip": "127.0.0.1"\n}\n',
        message: 'Ports published without an address are open to every network of the host.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "ip": «"0.0.0.0"» }\n', fixed: '{ "ip": "127.0.0.1" }\n' },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "ip": "127.0.0.1", "default-network-opts": { "bridge": { "com.docker.network.bridge.host_binding_ipv4": «"0.0.0.0"» } } }\n',
        fixed:
          '{ "ip": "127.0.0.1", "default-network-opts": { "bridge": { "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" } } }\n',
      },
      { file: 'etc/docker/daemon.json', good: '{ "ip": "10.0.0.5" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const ip = daemon.string('ip');
      const binding = daemon.string(...BINDING);
      for (const setting of [ip, binding]) {
        const missing = setting === ip && isAbsent(setting);
        if (!missing && (setting.value === undefined || !isWildcard(setting.value))) continue;
        yield {
          at: setting,
          message: 'Ports published without an address are open to every network of the host.',
          fixes: setTo(setting, '127.0.0.1', 'Publish ports on this machine only by default'),
        };
      }
    },
  },
});
