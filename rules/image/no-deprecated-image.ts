import type { DeprecatedImage } from '../../core/facts/tables/deprecated-images.js';
import { deprecatedImage } from '../../core/facts/tables/deprecated-images.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import { defineRule, type Finding, type Fix, NOTHING } from '../../core/judge/rule.js';
import { writtenAs } from './_written-as.js';

export default defineRule({
  meta: {
    id: 'no-deprecated-image',
    title: 'Image has been given up by its publisher',
    layer: 'image',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2', '4.4'],
      'nist-800-53': ['SA-22', 'SI-2', 'RA-5'],
      'nist-800-190': ['4.1.1'],
      'pci-dss-4': ['6.3.3'],
      soc2: ['CC7.1'],
      hipaa: ['164.308(a)(5)(ii)(B)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_4_2', 'check_4_4'], kubescape: ['C-0253'] },
    why: 'It gets no fixes any more, so that every weakness found from now on stays open; some registries that served such images are frozen or will be switched off.',
    remedy: 'Move to the successor that the message names. Check what is different there: paths, users, options.',
    exceptions: 'Copies that you build and maintain yourself.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «openjdk:8-jre-alpine» AS app\n',
        fixed: 'FROM eclipse-temurin:8-jre-alpine AS app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «openjdk:17-slim»\n',
        fixed: 'FROM eclipse-temurin:17\n',
        message: '`openjdk` is given up since 2022-07: use eclipse-temurin.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «"k8s.gcr.io/pause:3.2"» # old\n',
        message: '`k8s.gcr.io` is frozen since 2023-04, and gets no new images: use registry.k8s.io.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: "registry.k8s.io/pause:3.2" # old\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  java:\n    image: «public.ecr.aws/docker/library/openjdk:11.0.16-jdk-slim-buster»\n',
        fixed: 'services:\n  java:\n    image: public.ecr.aws/docker/library/eclipse-temurin:11-jdk\n',
      },
      { file: 'Dockerfile', bad: 'FROM «openjdk:17-oracle»\nFROM «openjdk:16»\nFROM «openjdk»\n' },
      { file: 'compose.yaml', bad: 'services:\n  vault:\n    image: «vault:1.13»\n' },
      {
        file: 'compose.yaml',
        good: 'services:\n  java:\n    image: registry.example/openjdk:17\n  db:\n    build: .\n    image: centos\n',
      },
    ],
  },
  checks: {
    image(image): readonly Finding[] {
      const { reference, builtHere } = image;
      const known = reference && !builtHere ? deprecatedImage(reference) : undefined;
      if (!reference || !known) return NOTHING;
      return [
        {
          at: image,
          message: known.frozen
            ? `\`${known.frozen}\` is frozen since ${known.since}, and gets no new images: use ${known.replacement}.`
            : `\`${reference.name}\` is given up since ${known.since}: use ${known.replacement}.`,
          fixes: () => fixesFor(image, known),
        },
      ];
    },
  },
});

function fixesFor(image: ImageUse, { moved, next, replacement }: DeprecatedImage): readonly Fix[] {
  const to = moved ?? next;
  const edits = to === undefined ? null : writtenAs(image, to);
  if (!edits) return [];
  const fix: Fix = { title: `Take it from ${moved === undefined ? to : replacement}`, safety: 'review', edits: () => edits };
  if (moved !== undefined) return [fix];
  // The successor has variants without what builds need, and is measured by them.
  return [{ ...fix, assumes: 'Paths and packages of the old image are not used.', expects: ['no-build-tools-in-final-image'] }];
}
