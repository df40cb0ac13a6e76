import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-log-rotation',
    title: 'Logs of containers grow without end',
    layer: 'operations',
    per: {
      daemon: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['AU-4', 'SC-5'],
    },

    why: 'The default driver keeps every line for ever. A container that is made to complain fills the disk, and with it stops every other one.',
    remedy: 'Limit the size of a file and the number of files, or use the driver `local`, which does so by itself.',
    exceptions: 'Hosts on which another program rotates the files.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "log-opts": {"max-size":"10m","max-file":"3"}\n}\n',
        message: 'Logs of containers grow until the disk is full.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '«{» "log-driver": "json-file", "log-opts": { "max-file": "5" } }\n',
        fixed: '{ "log-driver": "json-file", "log-opts": { "max-file": "5", "max-size": "10m" } }\n',
      },
      { file: 'etc/docker/daemon.json', good: '{ "log-driver": "local" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "log-driver": "journald" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "icc": false, "log-opts": { "max-size": "50m" } }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const driver = daemon.string('log-driver');
      const size = daemon.string('log-opts', 'max-size');
      if ((driver.value !== 'json-file' && !isAbsent(driver)) || !isAbsent(size)) return;
      const changes = [
        [['log-opts', 'max-size'], '10m'] as const,
        ...(isAbsent(daemon.string('log-opts', 'max-file')) ? [[['log-opts', 'max-file'], '3'] as const] : []),
      ];
      yield {
        at: size,
        message: 'Logs of containers grow until the disk is full.',
        fixes: daemon.setAll(changes)
          ? [{ title: 'Keep three files of 10 MB for each container', safety: 'review', edits: () => daemon.setAll(changes) }]
          : [],
      };
    },
  },
});
