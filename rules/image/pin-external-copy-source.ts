import { isLatestTag } from '../../core/facts/tables/tags.js';
import { defineRule, NOTHING } from '../../core/judge/rule.js';
import { versionFix } from './_version-fix.js';

export default defineRule({
  meta: {
    id: 'pin-external-copy-source',
    title: 'Files are copied from whatever an image is today',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
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
    alsoKnownAs: { kics: ['68a51e22-ae5a-4d48-8e87-b01a323605c9'], hadolint: ['DL3022', 'DL3026'], 'docker-bench': ['check_4_2'] },
    supersedes: ['no-latest-tag', 'require-image-tag', 'pin-image-digest', 'no-rolling-tag'],
    why: 'Programs from another image run in yours. Without a version they are whatever was pushed last, and nobody sees when they change.',
    remedy: 'Name the version, and best the digest: `COPY --from=image:1.4@sha256:...`.',
    exceptions: 'Images that you build and push yourself in the same pipeline.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nCOPY --from=«ghcr.io/example/tool» /tool /bin/\nRUN --mount=type=bind,from=«busybox:latest»,target=/b true\n',
        fixed:
          'FROM alpine:3.22\nCOPY --from=ghcr.io/example/tool:version /tool /bin/\nRUN --mount=type=bind,from=busybox:latest,target=/b true\n',
        message: '`ghcr.io/example/tool` brings whatever was pushed last into this image: name a version.',
      },
      {
        file: 'Dockerfile',
        files: { 'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      additional_contexts: { assets: ../assets }\n' },
        good: 'FROM alpine:3.22 AS Build\nCOPY --from=assets /a /a\nCOPY --from=later /l /l\nFROM alpine:3.22 AS Later\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\nCOPY --from=example/tool:1.4 /c /c\n',
      },
    ],
  },
  checks: {
    image(image, { workspace }) {
      const { reference, text, use } = image;
      if ((use !== 'copy' && use !== 'mount') || !reference || reference.digest !== undefined) return NOTHING;
      if (reference.tag !== undefined && !isLatestTag(reference.tag)) return NOTHING;
      const message = `\`${text}\` brings whatever was pushed last into this image: name a version.`;
      return [{ at: image, message, fixes: () => versionFix(image, workspace) }];
    },
  },
});
