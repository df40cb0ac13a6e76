import type { DaemonItem } from '../../core/facts/documents/daemon.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { isWildcard, listenHost } from './_address.js';

export default defineRule({
  meta: {
    id: 'daemon-no-public-tcp-bind',
    title: 'The engine listens on every address of its host',
    layer: 'host',
    per: {
      daemon: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.7'],
      'owasp-docker': ['RULE #1'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_7'],
    },

    why: 'An address on all interfaces is also one on the interface that the internet reaches. Hosts with an open engine are found by scanners within hours.',
    remedy: 'Listen on the address of a management network, or on none: `docker -H ssh://host` needs no address.',
    exceptions:
      'With certificates on both sides (`tlsverify`) it is reported as medium. An address without a host, `tcp://:2375`, means this machine only.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "hosts": ["unix:///var/run/docker.sock", «"tcp://0.0.0.0:2375"»] }\n',
        fixed: '{ "hosts": ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2375"] }\n',
        message: 'The engine listens on every address of the host (tcp://0.0.0.0:2375).',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "hosts": [«"tcp://[::]:2376"»], "tlsverify": true }\n',
        fixed: '{ "hosts": ["tcp://127.0.0.1:2376"], "tlsverify": true }\n',
      },
      { file: 'etc/docker/daemon.json', good: '{ "hosts": ["tcp://10.0.0.5:2376", "tcp://127.0.0.1:2375", "tcp://:2375", "fd://"] }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      for (const item of daemon.items('hosts')) {
        const host = listenHost(item.value);
        if (host === undefined || !isWildcard(host)) continue;
        yield {
          at: item,
          message: `The engine listens on every address of the host (${item.value}).`,
          ...(daemon.boolean('tlsverify').value === true ? { severity: 'medium' as const } : {}),
          fixes: onLoopback(item),
        };
      }
    },
  },
});

function onLoopback(item: DaemonItem): readonly Fix[] {
  const edits = item.replace(item.value.replace(/(?:\[[0:]*\]|0\.0\.0\.0|\*)/, '127.0.0.1'));
  return edits ? [{ title: 'Listen on this machine only', safety: 'review', edits: () => edits }] : [];
}
