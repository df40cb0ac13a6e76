import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-insecure-wget',
    title: 'A downloader does not verify the server',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-53': ['SC-8', 'SC-13', 'SI-7'],
      'pci-dss-4': ['4.2.1', '6.2.4'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_3'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Without verification whoever sits on the network decides what gets into the image. The build does not notice, and everything that is built on it inherits the result.',
    remedy: 'Take the option out. For a private authority copy its certificate in and run `update-ca-certificates`.',
    exceptions: 'Downloads from the same machine (`localhost`) are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN wget -q «--no-check-certificate» https://example.com/tool.tgz\n',
        fixed: 'FROM alpine:3.22\nRUN wget -q https://example.com/tool.tgz\n',
        message: 'wget takes whatever answers: it does not verify the server (--no-check-certificate).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN aria2c «--check-certificate=false» https://example.com/tool.tgz\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN wget -O x https://example.com/x && echo "wget --no-check-certificate" && wget --no-check-certificate https://localhost:8443/\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['wget', 'aria2c', 'http', 'https', 'check_certificate', 'checkcertificate'],
  checks: {
    instruction: switchedOff(
      'wget',
      ({ program, written }) => `${program} takes whatever answers: it does not verify the server (${written}).`,
    ),
  },
});
