import { type EndOfLife, endOfLife } from '../../core/facts/tables/eol.js';
import { supportedTag } from '../../core/facts/tables/supported-tag.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';

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
      'Move to a supported release; the fix names the oldest one of the same variant. A database is moved by its own upgrade, as it has to read what the old version wrote. The dates come from a table that ships with Seaworthy; how old an image is comes from its registry, where you had it asked.',
    exceptions: 'Images that somebody supports for you beyond the public date.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «node:14-slim»\n',
        fixed: 'FROM node:22-slim\n',
        message: '`node:14-slim` gets no fixes any more: Node.js 14 ended on 2023-04-30.',
      },
      { file: 'compose.yaml', bad: 'services:\n  db:\n    image: «mysql:5.7»\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: «nginx:1.24-alpine»\n',
        fixed: 'services:\n  web:\n    image: nginx:1.30-alpine\n',
      },
      { file: 'Dockerfile', bad: 'FROM «python:3.9-slim-bullseye» AS web\n', fixed: 'FROM python:3.11-slim-bookworm AS web\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM «ubuntu:20.04»\nRUN make\nFROM «example-build:1-focal»\n',
        message: '`ubuntu:20.04` gets fixes only for subscribers: Ubuntu 20.04 ended for everyone else on 2025-05-31.',
      },
      {
        file: 'Dockerfile',
        bad: 'ARG VERSION=14\nFROM «node:${VERSION}-slim» AS build\nFROM «node:${VERSION}-slim»\n',
        fixed: 'ARG VERSION=22\nFROM node:${VERSION}-slim AS build\nFROM node:${VERSION}-slim\n',
      },
      {
        file: 'Dockerfile',
        bad: 'ARG BASE=node:14\nFROM «$BASE»\n',
        fixed: 'ARG BASE=node:22\nFROM $BASE\n',
      },
      { file: 'Dockerfile', bad: 'ARG VERSION=14\nFROM «node:$VERSION»\nARG VERSION\nRUN make VERSION=$VERSION\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM «python:3.9» AS build\nRUN make\nFROM scratch\nCOPY --from=build /usr/local/lib/python3.9/site-packages /lib\n',
      },
      { file: 'Dockerfile', bad: 'FROM «debian:buster»\nRUN echo "deb https://example.com/debian buster main" > /etc/apt/sources.list\n' },
      { file: 'Dockerfile', good: 'FROM node:24-slim\nFROM debian:12\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM «fedora:43»\n',
        message: '`fedora:43` gets no fixes any more after 2026-12-09: Fedora 43 ends then.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «python:3.8»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: python:3.11\n',
      },
    ],
  },
  checks: {
    *image(image, { today, images, workspace }) {
      if (!image.reference || image.builtHere) return;
      const own = images.endOfLife?.(image.reference);
      if (own !== undefined) {
        if (own !== 'never' && own < today)
          yield { at: image, message: `\`${image.text}\` gets no fixes any more: your support for it ended on ${own}.` };
        return;
      }
      const end = endOfLife(image.reference, today);
      const created = images.details(image.reference)?.created?.slice(0, 10);
      const days = created === undefined ? 0 : daysBetween(created, today);
      if (days > OLD && (!end || end.state === 'soon')) {
        const message = `\`${image.text}\` was built ${Math.floor(days / 365)} years ago, on ${created}: no fix since then is in it.`;
        yield { at: image, message, severity: 'medium' };
      } else if (end) {
        yield { at: image, ...said(image, end), fixes: () => (isNamedElsewhere(image, end, workspace) ? [] : moves(image, today)) };
      }
    },
  },
});

function said({ text }: ImageUse, { state, product, cycle, date }: EndOfLife): Pick<Finding, 'message' | 'severity'> {
  const release = `${product} ${cycle}`;
  if (state === 'ended') return { message: `\`${text}\` gets no fixes any more: ${release} ended on ${date}.` };
  if (state === 'soon') return { message: `\`${text}\` gets no fixes any more after ${date}: ${release} ends then.`, severity: 'info' };
  return { message: `\`${text}\` gets fixes only for subscribers: ${release} ended for everyone else on ${date}.`, severity: 'medium' };
}

/** Whether the file names the release in other places, too: `/usr/local/lib/python3.9`, `openjdk-11`, a code name in a list of sources. */
function isNamedElsewhere({ use, text }: ImageUse, { product, cycle, codename }: EndOfLife, workspace: Workspace): boolean {
  if (use !== 'base') return false;
  const lines = (workspace.text(workspace.path) ?? '')
    .split('\n')
    .filter(line => !/^\s*(?:#|FROM\s|ARG\s)/i.test(line) && !line.includes(text));
  const [name] = /[a-z]+/.exec(product.toLowerCase()) ?? [product];
  const number = cycle.replace('.', String.raw`\.?`);
  const word = codename?.split(' ', 1)[0];
  const pattern = new RegExp(String.raw`\b${name}(?:js|sql)?[-_/]?v?${number}(?![\d])${word ? String.raw`|\b${word}\b` : ''}`, 'i');
  return lines.some(line => pattern.test(line));
}

function moves(image: ImageUse, today: string): readonly Fix[] {
  const next = image.reference && supportedTag(image.reference, today);
  const edits = next && image.setTag(next.tag);
  if (!edits) return [];
  const isPinned = image.reference?.digest !== undefined;
  return [
    {
      title: `Move to ${image.reference?.name}:${next.tag}, the oldest release with support${isPinned ? ', without the old digest' : ''}`,
      safety: 'review',
      assumes: `What is built on it and runs in it works with ${next.releases.join(' and ')}.`,
      edits: () => edits,
      expects: isPinned ? ['pin-image-digest'] : [],
    },
  ];
}

/** Days after which an image has missed so many fixes of what it is built on that its age alone is worth a word. */
const OLD = 2 * 365;

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
