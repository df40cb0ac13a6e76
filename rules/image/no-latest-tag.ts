import { isLatestTag } from '../../core/facts/tables/tags.js';
import { defineRule } from '../../core/judge/rule.js';
import { versionFix } from './_version-fix.js';

export default defineRule({
  meta: {
    id: 'no-latest-tag',
    title: 'Image is used by its latest tag',
    layer: 'image',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2', '5.28'],
      'nist-800-190': ['4.1.3', '4.1.5', '4.2.2', 'AppB CM-3'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      kics: ['f45ea400-6bbe-4501-9fc7-1c3d75c32067', '583053b7-e632-46f0-b989-f81ff8045385'],
      trivy: ['DS-0001', 'KSV-0013'],
      checkov: ['CKV_DOCKER_7', 'CKV_K8S_14'],
      hadolint: ['DL3007'],
      semgrep: ['avoid-latest-version'],
      dockle: ['DKL-DI-0006'],
      sonar: ['S6596'],
      terrascan: ['AC_DOCKER_0041'],
      dockerfilelint: ['latest_tag'],
      'docker-bench': ['check_4_2', 'check_5_28'],
      dclint: ['service-image-require-explicit-tag'],
      'kube-linter': ['latest-tag'],
      'kube-score': ['container-image-tag'],
      polaris: ['tagNotSpecified'],
      monokle: ['KBP001', 'KBP116', 'KSV013'],
    },
    supersedes: ['pin-image-digest', 'no-rolling-tag'],
    why: '`latest` is whatever was pushed last. Two builds of one commit can differ, a roll-back brings the same image again, and nobody can say what ran yesterday.',
    remedy: 'Name the version that you have tested, or pin the digest.',
    exceptions: 'Throw-away experiments.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: «example/web:latest»\n',
        fixed: 'services:\n  web:\n    image: example/web:version\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «node:latest»\n',
        fixed: 'FROM node:version\n',
        message: '`node:latest` is whatever was pushed last: name a version.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: «example/web:${TAG:-latest}»\n',
        fixed: 'services:\n  web:\n    image: example/web:${TAG:-version}\n',
      },
      {
        file: 'Dockerfile',
        bad: 'ARG TAG="«latest»"\nFROM node:${TAG} AS a\nFROM alpine:${V:-«latest»}\n',
        fixed: 'ARG TAG="version"\nFROM node:${TAG} AS a\nFROM alpine:${V:-latest}\n',
      },
      { file: 'Dockerfile', bad: 'ARG TAG=latest\nFROM «node:$TAG» AS a\nFROM «alpine:$TAG»\n' },
      { file: 'Dockerfile', good: 'FROM node:latest@sha256:c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeecafe\n' },
      { file: 'compose.yaml', bad: 'services:\n  web:\n    image: «${REGISTRY}/web:latest»\n' },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build: .\n    image: example/web:latest\n  api:\n    image: ${API}:${TAG}\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «example/web:latest»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:version\n',
      },
      {
        file: 'web.yaml',
        files: {
          'job.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: job }\nspec:\n  containers: [{ name: job, image: "example/web:1.4" }]\n',
        },
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «example/web:latest»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
    ],
  },
  mentions: { dockerfile: ['latest'], compose: ['latest'] },
  checks: {
    *image(image, { workspace }) {
      const { reference, builtHere, text } = image;
      // Where a variable leaves the name open, the tag is still what is written. What patches may replace is not.
      const tag = reference ? reference.tag : /\$.*:([\w.-]+)$/.exec(text)?.[1];
      if (builtHere || reference?.digest !== undefined || tag === undefined || !isLatestTag(tag)) return;
      const { origin, place } = image;
      yield {
        at: origin ? { span: origin, place } : image,
        message: `\`${text}\` is whatever was pushed last: name a version.`,
        fixes: () => versionFix(image, workspace),
        ...(origin ? { related: [{ at: image, message: 'It is used here.' }] } : {}),
      };
    },
  },
});
