import type { DaemonDocument, DaemonItem } from '../../core/facts/documents/daemon.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, type Fix, listed, without } from '../../core/judge/rule.js';
import { isLoopback, listenHost } from './_address.js';

const FILES: Readonly<Record<string, string>> = { tlscacert: 'ca.pem', tlscert: 'cert.pem', tlskey: 'key.pem' };

export default defineRule({
  meta: {
    id: 'daemon-tls-verify',
    title: 'The engine listens on the network without asking who is there',
    layer: 'host',
    per: {
      daemon: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.7'],
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3', '4.5.4'],
      'nist-800-53': ['AC-17', 'IA-2', 'SC-8'],
      'pci-dss-4': ['2.2.7'],
      soc2: ['CC6.1', 'CC6.6'],
      hipaa: ['164.312(d)', '164.312(e)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_7'],
    },

    why: 'Who can call the engine is root on its host: one request starts a privileged container. Only certificates on both sides tell callers apart.',
    remedy:
      'Reach the engine over SSH (`docker -H ssh://host`) and drop the TCP address, or turn on `tlsverify` with certificates of your own authority.',
    exceptions:
      'None. An address that only this machine reaches is one step less grave: every local process, and every web page that a browser opens here, can still call it.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "hosts": ["unix:///var/run/docker.sock", «"tcp://10.0.0.5:2375"»]\n}\n',
        message: 'Whoever reaches tcp://10.0.0.5:2375 commands the engine, and so the host.',
        fixed:
          '{\n  "hosts": ["unix:///var/run/docker.sock", "tcp://10.0.0.5:2375"],\n  "tlsverify": true,\n  "tlscacert": "/etc/docker/tls/ca.pem",\n  "tlscert": "/etc/docker/tls/cert.pem",\n  "tlskey": "/etc/docker/tls/key.pem"\n}\n',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "hosts": [«"tcp://10.0.0.5:2376"»], "tls": true, "tlscert": "/c.pem", "tlskey": "/k.pem" }\n',
        message: 'The engine encrypts tcp://10.0.0.5:2376, and obeys whoever calls.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "hosts": [«"tcp://10.0.0.5:2376"»], "tlsverify": true, "tlscacert": "/ca.pem", "tlscert": "/c.pem" }\n',
        message: 'tlsverify is on without tlskey: a default path decides whom the engine trusts.',
      },
      { file: 'etc/docker/daemon.json', good: '{ "hosts": ["unix:///var/run/docker.sock", "fd://"] }\n' },
      {
        file: 'etc/docker/daemon.json',
        good: '{ "hosts": ["tcp://10.0.0.5:2376"], "tlsverify": true, "tlscacert": "/ca.pem", "tlscert": "/c.pem", "tlskey": "/k.pem" }\n',
      },
    ],
  },

  checks: {
    *daemon(daemon) {
      const verify = daemon.boolean('tlsverify');
      const missing = Object.keys(FILES).filter(key => isAbsent(daemon.string(key)));
      const verified = verify.value === true;
      if (!verified && verify.value !== false && !isAbsent(verify)) return;
      if (verified && missing.length === 0) return;
      for (const item of daemon.items('hosts')) {
        const host = listenHost(item.value);
        if (host === undefined) continue;
        const encrypted = daemon.boolean('tls').value === true;
        const severity = verified ? ('low' as const) : encrypted || isLoopback(host) ? ('high' as const) : undefined;
        yield {
          at: item,
          message: verified
            ? `tlsverify is on without ${missing.join(' and ')}: a default path decides whom the engine trusts.`
            : encrypted
              ? `The engine encrypts ${item.value}, and obeys whoever calls.`
              : `Whoever reaches ${item.value} commands the engine, and so the host.`,
          ...(severity ? { severity } : {}),
          fixes: fixesFor(daemon, item, missing),
        };
      }
    },
  },
});

function fixesFor(daemon: DaemonDocument, item: DaemonItem, missing: readonly string[]): readonly Fix[] {
  const changesFor = (folder: string) => [
    [['tlsverify'], true] as const,
    ...missing.map(key => [[key], `${folder.replace(/\/+$/, '')}/${FILES[key]}`] as const),
  ];
  if (!daemon.setAll(changesFor('/'))) return [];
  return [
    {
      title: 'Ask callers for a certificate ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const folder = await ask({ prompt: 'Which folder holds ca.pem, cert.pem and key.pem?', placeholder: '/etc/docker/tls' });
        return folder === null ? null : daemon.setAll(changesFor(folder));
      },
    },
    ...listed(without(item, `Stop listening on ${item.value}`)),
  ];
}
