import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-apk-allow-untrusted',
    title: 'apk installs packages that nobody signed',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-190': ['4.1.3'],
      'nist-800-53': ['SI-7', 'CM-14', 'SR-11'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_7'],
      'docker-bench': ['check_4_11'],
    },
    why: 'A package without a signature of a known key can be anything, and its scripts run as root while it is installed.',
    remedy: "Copy the publisher's public key into `/etc/apk/keys` and take the option out.",
    exceptions: 'Packages that an earlier stage of the same file has built.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN apk add --no-cache «--allow-untrusted» ./tool.apk\n',
        fixed: 'FROM alpine:3.22\nRUN apk add --no-cache ./tool.apk\n',
        message: 'apk installs packages without a valid signature (--allow-untrusted).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.23\nRUN echo «allow-untrusted» >> /etc/apk/config && apk add --no-cache tool\n',
        fixed: 'FROM alpine:3.23\nRUN apk add --no-cache tool\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN apk add --no-cache --repository https://example.com/apk tool\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['allow-untrusted'],
  checks: { instruction: switchedOff('apk', () => 'apk installs packages without a valid signature (--allow-untrusted).') },
});
