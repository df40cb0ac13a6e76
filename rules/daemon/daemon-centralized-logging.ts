import type { DaemonDocument } from '../../core/facts/documents/daemon.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-centralized-logging',
    title: 'Logs of containers stay in files beside them',
    layer: 'operations',
    per: {
      daemon: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.13'],
      'pci-dss-4': ['10.3.3', '10.2.1'],
      'nist-800-53': ['AU-2', 'AU-9', 'AU-12'],
      soc2: ['CC7.2'],
      hipaa: ['164.312(b)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_13'],
    },

    why: 'Whoever takes the host takes the logs too, and `docker rm` deletes them. What is sent on at once tells the story afterwards.',
    remedy:
      'Choose a log driver that hands the lines on (`journald`, `syslog`, `fluentd`, `gelf`, ...), or an agent that collects the files.',
    exceptions: 'Hosts on which an agent already collects the files.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "log-driver": "journald"\n}\n',
        message: 'Logs of containers stay on this host and go with it.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "log-driver": «"none"» }\n',
        fixed: '{ "log-driver": "journald" }\n',
        message: 'Containers leave no logs at all.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "log-driver": «"json-file"», "log-opts": { "max-size": "10m" } }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "log-driver": "journald" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "log-driver": "loki" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const driver = daemon.string('log-driver');
      const none = driver.value === 'none';
      if (!none && driver.value !== 'json-file' && driver.value !== 'local' && !isAbsent(driver)) return;
      yield {
        at: driver,
        message: none ? 'Containers leave no logs at all.' : 'Logs of containers stay on this host and go with it.',
        ...(none ? { severity: 'medium' as const } : {}),
        fixes: fixesFor(daemon),
      };
    },
  },
});

/** Options belong to their driver: another one would refuse them. */
function fixesFor(daemon: DaemonDocument): readonly Fix[] {
  if (daemon.root?.get('log-opts')) return [];
  return [
    {
      title: 'Hand logs on by another driver ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const driver = await ask({ prompt: 'Which log driver hands the lines on?', placeholder: 'journald' });
        return driver === null ? null : daemon.string('log-driver').set(driver);
      },
    },
  ];
}
