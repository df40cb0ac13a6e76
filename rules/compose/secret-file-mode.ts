import { textOf } from '../../core/facts/documents/yaml.js';
import { replaceScalar } from '../../core/facts/documents/yaml-edit.js';
import { defineRule } from '../../core/judge/rule.js';

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
        good: 'services:\n  api:\n    image: example/api:1.4\n    secrets:\n      - db\n      - { source: key, mode: 0o440 }\n      - { source: pin, mode: 0400 }\n      - { source: dec, mode: 256 }\n',
      },
    ],
  },
  mentions: ['mode'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const entry of service.all('secrets')) {
        for (const item of entry.value?.type === 'seq' ? entry.value.items() : []) {
          const node = item?.type === 'map' ? item.get('mode')?.value : undefined;
          const name = item?.type === 'map' ? textOf(item.get('source')?.value) : undefined;
          if (node?.type !== 'scalar' || name === undefined) continue;
          // What nobody would write as an octal number, such as 256, is meant as a decimal one.
          const decimal = !node.quoted && /^[1-9]\d{2}$/.test(node.text);
          const mistaken = /^[4-7][04-7]{2}$/.test(node.text);
          const octal = /^0o?[0-7]{3}$/.test(node.text) || (node.quoted && /^[0-7]{3}$/.test(node.text));
          const mode = decimal ? Number(node.text) : octal ? Number.parseInt(node.text.replace(/^0o?/, ''), 8) : undefined;
          if (mode === undefined || (!(decimal && mistaken) && (mode & 4) === 0)) continue;
          const edits = () => replaceScalar(node, '0400');
          yield {
            at: { span: node.useSpan, place: `${service.place}.secrets.${name}.mode` },
            message:
              decimal && mistaken
                ? `The mode ${node.text} of the secret ${name} is taken as a decimal number: it means ${mode.toString(8).padStart(4, '0')}.`
                : `Every user in ${service.name} can read the secret ${name} (mode ${node.text}).`,
            fixes: edits() ? [{ title: 'Let its owner alone read it (0400)', safety: 'review', edits }] : [],
          };
        }
      }
    },
  },
});
