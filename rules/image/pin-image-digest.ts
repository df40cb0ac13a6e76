import { tagKey } from '../../core/facts/image-details.js';
import { type ImageReference, parseImageReference } from '../../core/facts/image-reference.js';
import { memo } from '../../core/facts/memo.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import type { FileSummary, Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'pin-image-digest',
    title: 'Image is not pinned by digest',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2'],
      'owasp-docker': ['RULE #9', 'RULE #13'],
      'nist-800-190': ['4.1.3', '4.1.5', 'AppB SI-7', 'AppB CM-6', 'AppB IA-5', 'AppB AC-4', 'AppB AC-6'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      semgrep: ['dockerfile-source-not-pinned'],
      sonar: ['S7023'],
      'docker-bench': ['check_4_2'],
      kics: ['7c81d34c-8e5a-402b-9798-9f442630e678'],
      kubescape: ['C-0306'],
      checkov: ['CKV_K8S_43'],
    },
    why: 'A tag can be moved to other content at any time, by its owner or by whoever gets hold of the registry. Only a digest says which bytes were reviewed.',
    remedy: 'Append the digest and keep the tag for the reader: `node:22.11@sha256:...`. Let an update bot raise both together.',
    exceptions: 'Images that you build and push yourself in the same pipeline.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM --platform=$BUILDPLATFORM «node:22.11-slim» AS build\n',
        fixed:
          'FROM --platform=$BUILDPLATFORM node:22.11-slim@sha256:c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeecafe AS build\n',
        message: '`node:22.11-slim` can change under you: pin it to a digest.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: «"postgres:17.2"»\n',
        fixed: 'services:\n  db:\n    image: "postgres:17.2@sha256:c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeecafe"\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «registry.example:5000/web:1.4»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: registry.example:5000/web:1.4@sha256:c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeecafe\n',
      },
      {
        file: 'Dockerfile',
        bad: 'ARG BASE=node:22.11\nFROM «${BASE}»\n',
        fixed: 'ARG BASE=node:22.11@sha256:c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeecafe\nFROM ${BASE}\n',
      },
      { file: 'Dockerfile', bad: 'ARG VERSION=22.11\nFROM «node:${VERSION}»\n' },
      { file: 'Dockerfile', good: 'ARG BASE\nFROM ${BASE} AS build\nFROM scratch\nCOPY --from=build /app /app\n' },
    ],
  },
  checks: {
    *image(image, { workspace }) {
      const { reference, builtHere, text } = image;
      if (!reference || builtHere || (reference.digest !== undefined && reference.digestValid)) return;
      yield {
        at: image,
        message: reference.digest
          ? `The digest of \`${reference.name}\` is malformed: nothing can match it.`
          : `\`${text}\` can change under you: pin it to a digest.`,
        ...(reference.digest ? { severity: 'medium' as const } : {}),
        fixes: () =>
          image.setDigest('') && reference.tag !== undefined
            ? [askRegistry(image, reference), ...asElsewhere(image, reference, workspace)]
            : [],
      };
    },
  },
});

const askRegistry = (image: ImageUse, reference: ImageReference): Fix => ({
  title: `Pin ${image.text} to its current digest`,
  safety: 'review',
  needs: 'registry',
  edits: async ({ registry }) => image.setDigest(await registry.digest(reference)),
});

/** Without asking anybody: the digest that the rest of the workspace has for the same tag, where it agrees on one. */
function asElsewhere(image: ImageUse, reference: ImageReference, { summaries }: Workspace): readonly Fix[] {
  const [digest, ...others] = pinsOf(summaries).get(tagKey(reference)) ?? [];
  if (digest === undefined || others.length > 0) return [];
  return [
    {
      title: `Pin ${image.text} to the digest that this workspace uses elsewhere`,
      safety: 'review',
      edits: () => image.setDigest(digest),
    },
  ];
}

/** The digests that a workspace names for each tag: summaries are one object until one of them changes. */
const pinsOf = memo((summaries: Iterable<FileSummary>): ReadonlyMap<string, ReadonlySet<string>> => {
  const pins = new Map<string, Set<string>>();
  for (const pin of [...summaries].flatMap(summary => summary.pins)) {
    const reference = parseImageReference(pin);
    if (!reference) continue;
    const key = tagKey(reference);
    pins.set(key, (pins.get(key) ?? new Set()).add(reference.digest!));
  }
  return pins;
});
