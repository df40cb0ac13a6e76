import { endOfLife } from '../../core/facts/tables/eol.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-eol-image',
    title: 'Image is past its end of life',
    layer: 'image',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.4', '5.28'],
      'nist-800-53': ['SA-22', 'SI-2', 'RA-5'],
      'pci-dss-4': ['12.3.4', '6.3.3'],
      'nist-800-190': ['4.1.1'],
      soc2: ['CC7.1'],
      hipaa: ['164.308(a)(5)(ii)(B)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_4', 'check_5_28'],
    },
    why: 'Nobody mends it any more: every weakness found from now on stays open in whatever is built on it.',
    remedy:
      'Move to a supported release. The dates come from a table that ships with Seaworthy; how old an image is comes from its registry, where you had it asked.',
    exceptions: 'Images that somebody supports for you beyond the public date.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «node:14-slim»\n',
        message: '`node:14-slim` gets no fixes any more: Node.js 14 ended on 2023-04-30.',
      },
      { file: 'compose.yaml', bad: 'services:\n  db:\n    image: «mysql:5.7»\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM «ubuntu:20.04»\nRUN make\nFROM «example-build:1-focal»\n',
        message: '`ubuntu:20.04` gets fixes only for subscribers: Ubuntu 20.04 ended for everyone else on 2025-05-31.',
      },
      { file: 'Dockerfile', good: 'FROM node:24-slim\nFROM debian:12\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «python:3.8»\n',
      },
    ],
  },
  checks: {
    *image(image, { today, images }) {
      if (!image.reference || image.builtHere) return;
      const said = images.endOfLife?.(image.reference);
      if (said !== undefined) {
        if (said !== 'never' && said < today)
          yield { at: image, message: `\`${image.text}\` gets no fixes any more: your support for it ended on ${said}.` };
        return;
      }
      const ended = endOfLife(image.reference, today);
      const created = images.details(image.reference)?.created?.slice(0, 10);
      if (ended?.state === 'paid') {
        const { product, cycle, date } = ended;
        yield {
          at: image,
          message: `\`${image.text}\` gets fixes only for subscribers: ${product} ${cycle} ended for everyone else on ${date}.`,
          severity: 'medium',
        };
        return;
      }
      if (ended?.state !== 'ended') {
        const days = created === undefined ? 0 : daysBetween(created, today);
        if (days > OLD) {
          yield {
            at: image,
            message: `\`${image.text}\` was built ${Math.floor(days / 365)} years ago, on ${created}: no fix since then is in it.`,
            severity: 'medium',
          };
        }
        return;
      }
      yield { at: image, message: `\`${image.text}\` gets no fixes any more: ${ended.product} ${ended.cycle} ended on ${ended.date}.` };
    },
  },
});

/** Days after which an image has missed so many fixes of what it is built on that its age alone is worth a word. */
const OLD = 2 * 365;

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
