import { type ComposeMount, mountsOf } from '../../core/facts/documents/compose/mounts.js';
import type { ComposeService } from '../../core/facts/documents/compose/service.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { sensitiveHostPath } from '../../core/facts/tables/mounts.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import { defineRule } from '../../core/judge/rule.js';

/** All that a user has. */
const HOME = /^\/home\/[^/]+$/;

export default defineRule({
  meta: {
    id: 'no-selinux-relabel-host',
    title: 'A system path of the host is relabelled for SELinux',
    layer: 'host',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.3', '5.6'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_3', 'check_5_6'] },
    why: 'The engine writes a new label on every file below the path, and nothing puts the old ones back. On /etc, /usr or a home folder programs of the host then cannot read their own files.',
    remedy: 'Mount a folder of its own, or leave the option out.',
    exceptions: 'None: choose another folder.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  backup:\n    image: example/backup:1.4\n    volumes:\n      - «/home:/home:ro,Z»\n',
        fixed: 'services:\n  backup:\n    image: example/backup:1.4\n    volumes:\n      - /home:/home:ro\n',
        message: 'Every file below /home of the host gets a new SELinux label.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    volumes: ["./site:/site:ro,z", "/usr/share/zoneinfo:/z:ro"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: example/app:1.4\n    volumes: ["./data:/data:Z"]\n  job:\n    image: example/job:1.4\n    volumes: [«"./data:/data:ro,Z"», «"/home/me:/home/me:z"»]\n',
        message: './data is relabelled for job alone: app, which mounts it too, loses it.',
        fixed:
          'services:\n  app:\n    image: example/app:1.4\n    volumes: ["./data:/data:z"]\n  job:\n    image: example/job:1.4\n    volumes: ["./data:/data:ro,z", "/home/me:/home/me:z"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: example/app:1.4\n    volumes: [«"./data:/data:Z"»]\n  job:\n    image: example/job:1.4\n    volumes: ["./data:/data:ro"]\n',
        message: './data is relabelled for app alone: job, which mounts it too, loses it.',
      },
    ],
  },
  mentions: ['volumes'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const mount of mountsOf(service)) {
        if (!mount.relabel || mount.type !== 'bind' || mount.source === undefined) continue;
        if (!sensitiveHostPath(mount.source, false) && !HOME.test(normalizeHostPath(mount.source))) continue;
        yield {
          at: mount,
          message: `Every file below ${mount.source} of the host gets a new SELinux label.`,
          fixes: mount.relabelAs(undefined)
            ? [{ title: 'Leave the labels as they are', safety: 'review', edits: () => mount.relabelAs(undefined) }]
            : [],
        };
      }
    },
    /** The label of one container keeps the others out. */
    *compose(document, { workspace }) {
      const uses = new Map<string, Use[]>();
      for (const service of servicesOf(document, workspace).filter(({ provided }) => !provided)) {
        for (const mount of mountsOf(service)) {
          if (mount.type !== 'bind' || mount.source === undefined) continue;
          const path = normalizeHostPath(mount.source);
          uses.set(path, [...(uses.get(path) ?? []), { service, mount }]);
        }
      }
      for (const sharers of uses.values()) {
        const owners = sharers.filter(({ mount }) => mount.relabel === 'Z');
        const edits = () => together(...owners.map(({ mount }) => mount.relabelAs('z')));
        // Where each takes it for itself, the first one has done nothing wrong yet.
        for (const { service, mount } of owners.length === sharers.length ? owners.slice(1) : owners) {
          const other = sharers.find(one => one.service !== service)?.service;
          if (!other) continue;
          yield {
            at: mount,
            message: `${mount.source} is relabelled for ${service.name} alone: ${other.name}, which mounts it too, loses it.`,
            severity: 'low',
            fixes: edits() ? [{ title: `Label ${mount.source} for all containers (z)`, safety: 'review', edits }] : [],
          };
        }
      }
    },
  },
});

interface Use {
  readonly service: ComposeService;
  readonly mount: ComposeMount;
}
