import type { ComposeService } from '../../core/facts/documents/compose/service.js';
import { setAllAt } from '../../core/facts/documents/yaml/edit.js';
import type { YamlMap, YamlScalar } from '../../core/facts/documents/yaml/nodes.js';
import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import { askFor, defineRule, type Fixes } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'secret-file-mode',
    title: 'Every user of the container can read the secret',
    layer: 'secrets',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'nist-800-53': ['AC-3', 'AC-6'], soc2: ['CC6.1'] },
    why: 'A secret mounted for everybody is read by whatever process breaks first, however little that process may do otherwise. A mode written without its leading zero means another number than it seems.',
    remedy:
      'Write the mode in quotes with a leading zero, for the owner alone: `"0400"`, with `uid` and `gid` of the user that the service runs as.',
    exceptions: 'Compose without swarm mounts files as they are and ignores `mode`; then set it on the file.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    secrets:\n      - source: db\n        mode: «"0444"»\nsecrets:\n  db: { external: true }\n',
        fixed:
          'services:\n  api:\n    image: example/api:1.4\n    secrets:\n      - source: db\n        mode: "0400"\nsecrets:\n  db: { external: true }\n',
        message: 'Every user in api can read the secret db (mode 0444).',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    secrets:\n      - source: db\n        mode: «400»\nsecrets:\n  db: { external: true }\n',
        message: 'The mode 400 of the secret db is taken as a decimal number: it means 0620.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000:1000"\n    secrets:\n      - source: «db»\n        target: db\nsecrets:\n  db: { external: true }\n',
        fixed:
          "services:\n  api:\n    image: example/api:1.4\n    user: \"1000:1000\"\n    secrets:\n      - source: db\n        target: db\n        mode: '0400'\n        uid: '1000'\n        gid: '1000'\nsecrets:\n  db: { external: true }\n",
        message: 'Every user in api can read the secret db, which has no mode.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000"\n    secrets:\n      - { source: db, target: db }\nsecrets:\n  db: { file: ./secrets/db.example.txt }\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    secrets:\n      - db\n      - { source: key, mode: 0o440 }\n      - { source: pin, mode: 0400 }\n      - { source: dec, mode: 256 }\n',
      },
    ],
  },
  mentions: ['secrets'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const entry of service.all('secrets')) {
        for (const item of entry.value?.type === 'seq' ? entry.value.items() : []) {
          const source = item?.type === 'map' ? item.get('source')?.value : undefined;
          const name = textOf(source);
          if (item?.type !== 'map' || !source || name === undefined) continue;
          const mode = item.get('mode')?.value;
          const place = `${service.place}.secrets.${name}.mode`;
          const text = mode?.type === 'scalar' ? mode.text : undefined;
          const read = mode?.type === 'scalar' ? modeOf(mode) : undefined;
          if (text !== undefined && mode && read && (read.mistaken || readableByAll(read.bits)))
            yield {
              at: { span: mode.useSpan, place },
              message: read.mistaken
                ? `The mode ${text} of the secret ${name} is taken as a decimal number: it means ${read.bits.toString(8).padStart(4, '0')}.`
                : `Every user in ${service.name} can read the secret ${name} (mode ${text}).`,
              fixes: forOwner(service, item),
            };
          else if (!item.get('mode') && service.text('user').value && isMadeForContainer(service, name))
            yield {
              at: { span: source.useSpan, place },
              message: `Every user in ${service.name} can read the secret ${name}, which has no mode.`,
              severity: 'info',
              fixes: forOwner(service, item),
            };
        }
      }
    },
  },
});

interface Mode {
  readonly bits: number;
  /** Written without its leading nought, and so read as another number than it looks. */
  readonly mistaken: boolean;
}

/** What nobody would write as an octal number, such as 256, is meant as a decimal one. */
function modeOf({ quoted, text }: YamlScalar): Mode | undefined {
  if (!quoted && /^[1-9]\d{2}$/.test(text)) return { bits: Number(text), mistaken: /^[4-7][04-7]{2}$/.test(text) };
  const octal = /^0o?[0-7]{3}$/.test(text) || (quoted && /^[0-7]{3}$/.test(text));
  return octal ? { bits: Number.parseInt(text.replace(/^0o?/, ''), 8), mistaken: false } : undefined;
}

const readableByAll = (bits: number): boolean => (bits & 4) !== 0;

/** Files of the host are mounted with the mode that they have there; others get the one of the list, or 0444. */
const isMadeForContainer = ({ project }: ComposeService, name: string): boolean =>
  project.section('secrets').some(secrets => booleanOf(secrets.at(name, 'external')) === true || secrets.at(name, 'environment'));

/** The secret is root's unless it says otherwise, so that the user of the service has to become its owner. */
function forOwner(service: ComposeService, item: YamlMap): Fixes {
  const title = 'Let its owner alone read it (0400)';
  const write = (...owner: readonly (readonly [readonly string[], string])[]) => setAllAt(item, [[['mode'], '0400'], ...owner]);
  const user = service.text('user').value;
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? '') ?? [];
  if (user !== undefined && uid === undefined && !/^root\b/.test(user) && !item.get('uid'))
    return askFor({ set: answer => (/^\d+$/.test(answer) ? write([['uid'], answer]) : null) }, `${title} ...`, {
      prompt: `Which user, by number, is ${user} in ${service.name}?`,
      placeholder: '1000',
    });
  const isOwned = item.get('uid') !== undefined;
  const owner = isOwned || !Number(uid) ? [] : [[['uid'], uid!] as const, ...(gid ? [[['gid'], gid] as const] : [])];
  const edits = () => write(...owner);
  const assumes = isOwned || user !== undefined ? undefined : `${service.name} reads it as root.`;
  return edits() ? [{ title, safety: 'review', ...(assumes ? { assumes } : {}), edits }] : [];
}
