import { containerOf } from '../../core/facts/documents/compose/container.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import type { Mount } from '../../core/facts/views/container.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'review-shared-volume',
    title: 'Several services write to one volume',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: { 'nist-800-190': ['4.4.3'], 'nist-800-53': ['AC-4'] },
    alsoKnownAs: { kics: ['8c978947-0ff6-485c-b0c2-0bfca6026466'] },
    why: 'What one of them puts there the others read, as configuration, as a page, or to run it: a break-in into the weakest reaches all of them.',
    remedy: 'Let one service write, and mount the volume read-only (`:ro`) in the others.',
    exceptions: 'Queues and uploads that all of them have to change.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: example/app:1.4\n    volumes:\n      - site:/site\n  web:\n    image: example/web:1.4\n    volumes:\n      - «site:/site»\n',
        fixed:
          'services:\n  app:\n    image: example/app:1.4\n    volumes:\n      - site:/site\n  web:\n    image: example/web:1.4\n    volumes:\n      - site:/site:ro\n',
        message: 'app and web both write to site.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  app:\n    image: example/app:1.4\n    volumes: ["site:/site", "./a:/a"]\n  web:\n    image: example/web:1.4\n    volumes: ["site:/site:ro", "/run/x.sock:/run/x.sock"]\nvolumes:\n  site: {}\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: example/app:1.4\n    volumes: ["./site/:/site"]\n  web:\n    image: example/web:1.4\n    volumes: [«"./site:/site:rw"»]\n',
      },
    ],
  },
  mentions: ['volumes'],
  checks: {
    *compose(document, { workspace }) {
      const writers = new Map<string, { name: string; mount: Mount }[]>();
      for (const service of servicesOf(document, workspace)) {
        const { name, mounts = [] } = containerOf(service) ?? {};
        for (const mount of mounts) {
          const { source, type, readOnly } = mount;
          if (!name || !source || (type !== 'volume' && type !== 'bind') || readOnly.value === true || readOnly.origin === 'unknown')
            continue;
          if (/\.sock$|^\/(?:dev|etc\/localtime|var\/run|run)(?:\/|$)/.test(source)) continue;
          const key = type === 'bind' ? normalizeHostPath(source) : source;
          const list = writers.get(key) ?? [];
          // The same layer of `extends` is one place.
          if (!list.some(other => other.name === name || other.mount.span.start === mount.span.start)) list.push({ name, mount });
          writers.set(key, list);
        }
      }
      for (const [source, [first, ...others]] of writers) {
        for (const { name, mount } of first ? others : []) {
          yield {
            at: mount,
            message: `${first!.name} and ${name} both write to ${source}.`,
            related: [{ at: first!.mount, message: `${first!.name} writes to it here.` }],
            fixes: setTo(mount.readOnly, true, `Mount ${source} read-only in ${name}`),
          };
        }
      }
    },
  },
});
