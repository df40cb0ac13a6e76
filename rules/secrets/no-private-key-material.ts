import { defineRule } from '../../core/judge/rule.js';
import { standingKeys } from './_standing.js';

export default defineRule({
  meta: {
    id: 'no-private-key-material',
    title: 'A private key stands in the file',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: { kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'], 'docker-bench': ['check_4_10'] },
    why: 'Whoever can read this file or pull the image has the key, and history keeps it after it is taken out. A key that has been published is no key any more.',
    remedy: 'Make a new key and withdraw this one. Give keys to the RUN that needs them: `RUN --mount=type=ssh` or `type=secret`.',
    exceptions: 'Keys made for tests, which open nothing.',
    examples: [
      {
        file: 'Dockerfile',
        bad: `FROM alpine:3.22\nCOPY <<E /key\n«-----BEGIN ${'PRIVATE'} KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA'}\n-----END ${'PRIVATE'} KEY-----»\nE\n`,
        message: 'A private key stands here: withdraw it, whoever has seen this file can use it.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN grep -q "BEGIN RSA PRIVATE KEY" /key && echo "-----BEGIN PUBLIC KEY-----"\n',
      },
    ],
  },
  mentions: { dockerfile: ['PRIVATE_KEY', 'LS_tLS', 'AGE_SECRET_KEY', 'PuTTY'] },
  checks: {
    *dockerfile({ text }) {
      yield* standingKeys(text);
    },
  },
});
