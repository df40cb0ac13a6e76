import { defineRule, setTo } from '../../core/judge/rule.js';
import { hostOf, isWildcard } from './_address.js';

export default defineRule({
  meta: {
    id: 'daemon-no-public-metrics',
    title: 'Figures about the engine are open to everyone',
    layer: 'network',
    per: {
      daemon: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },

    why: 'The endpoint asks nobody who he is. It tells versions, load and what the engine is doing, which is what one looks for before an attack.',
    remedy: 'Listen on this machine only, or on an address that just the collector reaches.',
    exceptions: 'Hosts behind a firewall that lets in the collector only.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "metrics-addr": «"0.0.0.0:9323"» }\n',
        fixed: '{ "metrics-addr": "127.0.0.1:9323" }\n',
        message: 'Everyone on the network can read the figures of this engine.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "metrics-addr": «"[::]:9323"» }\n', fixed: '{ "metrics-addr": "127.0.0.1:9323" }\n' },
      { file: 'etc/docker/daemon.json', bad: '{ "metrics-addr": «":9323"» }\n', fixed: '{ "metrics-addr": "127.0.0.1:9323" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "metrics-addr": "127.0.0.1:9323" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "metrics-addr": "10.0.0.5:9323" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const address = daemon.string('metrics-addr');
      const port = /:(\d+)$/.exec(address.value ?? '')?.[1];
      const host = address.value === undefined ? undefined : hostOf(address.value);
      if (port === undefined || host === undefined || (host !== '' && !isWildcard(host))) return;
      yield {
        at: address,
        message: 'Everyone on the network can read the figures of this engine.',
        fixes: setTo(address, `127.0.0.1:${port}`, 'Serve the figures on this machine only'),
      };
    },
  },
});
