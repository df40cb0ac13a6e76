import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-npm-strict-ssl-false',
    title: 'npm, yarn or pnpm does not verify the registry',
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
      checkov: ['CKV2_DOCKER_12', 'CKV2_DOCKER_13'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Whoever sits on the network can then answer as the registry and hand out any package, and install scripts run at once. The setting often stays in the image as well.',
    remedy: 'Take it out. For a private authority set `cafile`, or `NODE_EXTRA_CA_CERTS`.',
    exceptions: 'A registry on the same machine.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN «npm config set strict-ssl false» && npm ci\n',
        fixed: 'FROM node:22\nRUN npm ci\n',
        message: 'Packages come from whoever answers: the registry is not verified (strict-ssl).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nENV «NPM_CONFIG_STRICT_SSL=false»\nRUN npm ci «--no-strict-ssl»\n',
        fixed: 'FROM node:22\nRUN npm ci --no-strict-ssl\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN echo "«strict-ssl=false»" >> .npmrc\n',
        fixed: 'FROM node:22\nRUN echo "strict-ssl=true" >> .npmrc\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN npm config set registry=https://r.example «strict-ssl=false»\n',
        fixed: 'FROM node:22\nRUN npm config set registry=https://r.example\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nENV «YARN_UNSAFE_HTTP_WHITELIST=*»\nCOPY <<EOF /app/.yarnrc.yml\n«enableStrictSsl: false»\n«unsafeHttpWhitelist:»\n  - "*"\nEOF\n',
        fixed: 'FROM node:22\nCOPY <<EOF /app/.yarnrc.yml\nenableStrictSsl: false\nunsafeHttpWhitelist:\n  - "*"\nEOF\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN npm config set strict-ssl true && npm install --strict-ssl=true\n',
      },
    ],
  },
  keywords: TELLING,
  // A line's first word may have the `n` of an escape before it, so that `strict` and `enableStrictSsl` alone would miss some.
  mentions: ['ssl', 'enableStrictSsl', 'yarnrc', 'unsafeHttpWhitelist', 'YARN_UNSAFE_HTTP_WHITELIST'],
  checks: {
    instruction: switchedOff('npm', ({ written }) => `Packages come from whoever answers: the registry is not verified (${written}).`),
  },
});
