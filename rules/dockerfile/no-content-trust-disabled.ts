import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from '../command/_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-content-trust-disabled',
    title: 'Signatures of images are not checked',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.5', '4.12'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      dockle: ['CIS-DI-0005'],
      'docker-bench': ['check_4_5', 'check_4_12'],
    },

    why: 'A signature tells that an image comes from whom it claims to. Switched off, any image of the right name will do.',
    remedy: 'Take the switch out; where an image has no signature, name it by digest.',
    exceptions: 'Images of your own that are not signed yet, named by digest.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM docker:28\nENV «DOCKER_CONTENT_TRUST=0»\n',
        fixed: 'FROM docker:28\n',
        message: 'DOCKER_CONTENT_TRUST switches off the check of signatures.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM docker:28\nRUN docker pull «--disable-content-trust» example/app:1.4\n',
        fixed: 'FROM docker:28\nRUN docker pull example/app:1.4\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN cosign verify «--insecure-ignore-tlog» --key k.pub example/app:1.4\n',
        fixed: 'FROM alpine:3.22\nRUN cosign verify --key k.pub example/app:1.4\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN echo \'«{"default":[{"type":"insecureAcceptAnything"}]}»\' > /etc/containers/policy.json\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN cosign verify «--insecure-ignore-sct=true» --key k.pub example/app:1.4\nRUN skopeo «--insecure-policy» copy docker://example/app:1.4 dir:app\n',
        fixed:
          'FROM alpine:3.22\nRUN cosign verify --key k.pub example/app:1.4\nRUN skopeo --insecure-policy copy docker://example/app:1.4 dir:app\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM docker:28\nENV DOCKER_CONTENT_TRUST=1\nRUN docker pull --disable-content-trust=false example/app:1.4 && echo --disable-content-trust\n',
      },
    ],
  },

  keywords: TELLING,
  mentions: ['content-trust', 'cosign insecure', 'insecure-policy', 'insecureAcceptAnything'],
  checks: {
    instruction: switchedOff('signatures', ({ written, program }) =>
      program.endsWith('policy.json')
        ? `${program} accepts images without a signature.`
        : `${written} switches off the check of signatures.`,
    ),
  },
});
