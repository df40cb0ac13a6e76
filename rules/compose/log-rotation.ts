import type { DaemonDocument } from '../../core/facts/documents/daemon.js';
import { setAllAt } from '../../core/facts/documents/yaml/edit.js';
import { enginesSay } from '../../core/facts/engines.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

const rotates = (engine: DaemonDocument): boolean =>
  /^(?:json-file)?$/.test(engine.string('log-driver').value ?? '') && engine.string('log-opts', 'max-size').value !== undefined;

export default defineRule({
  meta: {
    id: 'log-rotation',
    title: 'Logs grow without end',
    layer: 'operations',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: { 'nist-800-53': ['AU-4', 'SC-5'] },
    why: 'Everything that the service writes fills the disk of the host in the end, and an attacker can make it write a lot. Then every service there stops.',
    remedy: 'Set `max-size` and `max-file`, or use the driver `local`, which rotates by itself.',
    exceptions: 'Engines that rotate the logs of all containers.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    logging:\n      driver: «json-file»\n',
        fixed:
          "services:\n  web:\n    image: example/web:1.4\n    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: '3'\n",
        message: 'The log of web grows until the disk is full.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    logging: { driver: local }\n  db:\n    image: example/db:1.4\n    logging: { options: { max-size: 1m } }\n',
      },
      {
        file: 'compose.yaml',
        files: { 'etc/docker/daemon.json': '{ "log-driver": "json-file", "log-opts": { "max-size": "10m" } }' },
        good: 'services:\n  web:\n    image: example/web:1.4\n    logging: { driver: json-file }\n',
      },
    ],
  },
  mentions: ['logging'],
  checks: {
    *service(service, { workspace }) {
      const driver = service.text('logging', 'driver');
      const size = service.text('logging', 'options', 'max-size');
      if (service.provided || (driver.value !== 'json-file' && !isAbsent(driver)) || !isAbsent(size)) return;
      // Options of the engine's own driver hold for containers that name the same one.
      if (enginesSay(workspace, rotates)) return;
      // Without a driver it is the engine that decides which one, and it may rotate.
      const edits = () =>
        setAllAt(service.map, [
          [['logging', 'options', 'max-size'], '10m'],
          [['logging', 'options', 'max-file'], '3'],
        ]);
      if (driver.value === undefined) return;
      yield {
        at: driver,
        message: `The log of ${service.name} grows until the disk is full.`,
        fixes: edits() ? [{ title: 'Keep three files of 10 MB', safety: 'review', edits }] : [],
      };
    },
  },
});
