import { isRollingTag } from '../../core/facts/tables/tags.js';
import { defineRule, NOTHING } from '../../core/judge/rule.js';
import { versionFix } from './_version-fix.js';

export default defineRule({
  meta: {
    id: 'no-rolling-tag',
    title: 'Image follows a release line',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_4_2'] },
    supersedes: ['pin-image-digest'],
    why: 'A tag such as `edge` or `stable` moves from version to version. Two builds of one commit can differ, and an update with a new weakness arrives unasked.',
    remedy: 'Name the version that you have tested, or pin the digest.',
    exceptions: 'Test runs that are there to meet the newest state.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «node:lts-alpine»\n',
        fixed: 'FROM node:version\n',
        message: '`node:lts-alpine` moves from version to version: name one.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: «example/web:main»\n',
        fixed: 'services:\n  web:\n    image: example/web:version\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «nginx:stable»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: nginx:version\n',
      },
      { file: 'Dockerfile', good: 'FROM node:22-lts\nFROM debian:bookworm\nFROM example/web:main-1a2b3c4\nFROM example/dev:1.4\n' },
    ],
  },
  checks: {
    image(image, { workspace }) {
      const { reference, builtHere, text, use } = image;
      if (!reference || builtHere || use === 'syntax' || reference.digest !== undefined) return NOTHING;
      if (reference.tag === undefined || !isRollingTag(reference.tag)) return NOTHING;
      return [{ at: image, message: `\`${text}\` moves from version to version: name one.`, fixes: () => versionFix(image, workspace) }];
    },
  },
});
