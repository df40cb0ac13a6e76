import { containerOf } from '../../core/facts/documents/compose/container.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { dataPathsOf } from '../../core/facts/tables/server-images.js';
import type { Container, Mount } from '../../core/facts/views/container.js';
import { identityOf } from '../../core/facts/views/image.js';
import { askFor, defineRule, type Fix, listed } from '../../core/judge/rule.js';
import { isForData } from '../container/_host-mounts.js';
import { isVisiblyWritten, placeOf } from '../container/_writes.js';

export default defineRule({
  meta: {
    id: 'review-shared-volume',
    title: 'Several services can write to one volume',
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
        message: 'app and web can both write to site.',
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
      for (const [place, [first, ...others]] of writersOf(servicesOf(document, workspace).flatMap(service => containerOf(service) ?? []))) {
        const what = place === '.' ? 'the folder of this file' : first!.mount.source!.replace(/(?<=.)\/+$/, '');
        for (const other of others) {
          yield {
            at: other.mount,
            message: `${first!.container.name} and ${other.container.name} can both write to ${what}.`,
            related: [{ at: first!.mount, message: `${first!.container.name} can write to it here.` }],
            fixes: () => fixesFor([first!, other], what),
          };
        }
      }
    },
  },
});

interface Writer {
  readonly container: Container;
  readonly mount: Mount;
}

/** Who can write to a place, for each place in the order of the file. */
function writersOf(containers: readonly Container[]): ReadonlyMap<string, readonly Writer[]> {
  const writers = new Map<string, Writer[]>();
  for (const container of containers) {
    for (const mount of container.mounts) {
      const { source, type, readOnly } = mount;
      const place = type === 'volume' || type === 'bind' ? placeOf(mount) : undefined;
      if (place === undefined || readOnly.value === true || readOnly.origin === 'unknown') continue;
      if (/\.sock$|^\/(?:dev|etc\/localtime|var\/run|run)(?:\/|$)/.test(source ?? '')) continue;
      const list = writers.get(place) ?? [];
      // The same layer of `extends` is one place.
      if (!list.some(other => other.container === container || other.mount.span.start === mount.span.start))
        list.push({ container, mount });
      writers.set(place, list);
    }
  }
  return writers;
}

/** Which of them only reads is the user's to say. None where each keeps its data there, or visibly writes. */
function fixesFor(writers: readonly Writer[], what: string): readonly Fix[] {
  const readers = writers.filter(({ container, mount }) => !keepsData(container, mount) && !isVisiblyWritten(mount, [container]));
  const names = readers.map(({ container }) => container.name);
  const set = (answer: string) => readers.find(({ container }) => container.name === answer)?.mount.readOnly.set(true) ?? null;
  return readers.length === 0
    ? []
    : listed(
        askFor({ set }, `Mount ${what} read-only in ${names.join(' or ')} ...`, {
          prompt: `Which service only reads ${what}: ${names.join(' or ')}?`,
          placeholder: names.at(-1)!,
        }),
      );
}

function keepsData({ image }: Container, { target }: Mount): boolean {
  const identity = identityOf(image);
  return isForData({ target }) || (identity && dataPathsOf(identity)?.some(path => path === target)) === true;
}
