import { isUntagged, parseImageReference } from '../../core/facts/image-reference.js';
import { defineRule, NOTHING } from '../../core/judge/rule.js';
import { versionFix } from './_version-fix.js';

export default defineRule({
  meta: {
    id: 'require-image-tag',
    title: 'Image has no tag',
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
      kics: ['9efb0b2d-89c9-41a3-91ca-dcc0aec911fd', '583053b7-e632-46f0-b989-f81ff8045385'],
      trivy: ['DS-0001', 'KSV-0013'],
      checkov: ['CKV_DOCKER_7', 'CKV_K8S_14'],
      hadolint: ['DL3006'],
      semgrep: ['missing-image-version'],
      dockle: ['DKL-DI-0006'],
      sonar: ['S6596'],
      dockerfilelint: ['missing_tag'],
      'docker-bench': ['check_4_2', 'check_5_28'],
      dclint: ['service-image-require-explicit-tag'],
      'kube-linter': ['latest-tag'],
      'kube-score': ['container-image-tag'],
      polaris: ['tagNotSpecified'],
      monokle: ['KBP001', 'KBP116', 'KSV013'],
    },
    supersedes: ['pin-image-digest'],
    why: 'Without a tag the engine takes `latest`: whatever was pushed last. Two builds of one commit can differ, and nobody can say what ran yesterday.',
    remedy: 'Name the version that you have tested, or pin the digest.',
    exceptions: 'Throw-away experiments.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «registry.example:5000/app» AS app\n',
        fixed: 'FROM registry.example:5000/app:version AS app\n',
        message: '`registry.example:5000/app` has no tag, so it is whatever was pushed last.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: «${DB_IMAGE:-postgres}»\n',
        fixed: 'services:\n  db:\n    image: ${DB_IMAGE:-postgres:version}\n',
      },
      { file: 'compose.yaml', bad: 'services:\n  db:\n    image: «postgres»\n', fixed: 'services:\n  db:\n    image: postgres:version\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    pre_start:\n      - image: «busybox»\n        command: check\n    volumes:\n      - { type: image, source: «example/data», target: /data }\n  web:\n    build:\n      context: .\n      additional_contexts: ["lib=../lib", «"base=docker-image://alpine"»]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      dockerfile_inline: FROM «alpine»\n',
        fixed: 'services:\n  web:\n    build:\n      dockerfile_inline: FROM alpine:version\n',
      },
      { file: 'Dockerfile', bad: 'ARG REGISTRY\nARG TAG\nFROM «${REGISTRY}/ubuntu»\nFROM «alpine$TAG»\n' },
      {
        file: 'Dockerfile',
        good: 'ARG BASE\nARG TAG\nFROM $BASE\nFROM ${BASE}/app${TAG}\nFROM $BASE/app:1.2\nFROM app:1-${TAG}\nFROM app-${TARGETARCH}\n',
      },
      { file: 'Dockerfile', good: 'FROM golang:1.24 AS build\nFROM build AS test\nFROM scratch\nCOPY --from=0 /app /app\n' },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build: .\n    image: example/web\n  db:\n    image: ${DB_IMAGE}\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «example/web»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:version\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: gateway }\nspec:\n  containers:\n    - name: istio-proxy\n      image: auto\n',
      },
    ],
  },
  checks: {
    image(image, { workspace }) {
      const { builtHere, text, reference } = image;
      const untagged = reference?.text === text ? reference.tag === undefined && reference.digest === undefined : isUntagged(text);
      if (builtHere || !untagged) return NOTHING;
      // Something else puts an image in its place: a kustomization, or Istio for `auto`.
      if (!reference && parseImageReference(text)) return NOTHING;
      return [
        { at: image, message: `\`${text}\` has no tag, so it is whatever was pushed last.`, fixes: () => versionFix(image, workspace) },
      ];
    },
  },
});
