import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-node-tls-bypass',
    title: 'Node.js verifies no server',
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
      checkov: ['CKV2_DOCKER_6'],
      'docker-bench': ['check_4_11'],
    },
    why: 'With this variable every TLS connection of every Node.js program takes any certificate: passwords and tokens go to whoever answers. As ENV it also holds in production.',
    remedy: 'Take it out. For a private authority set `NODE_EXTRA_CA_CERTS` to its certificate.',
    exceptions: 'None; tests too can be given a certificate.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nENV «NODE_TLS_REJECT_UNAUTHORIZED=0»\n',
        fixed: 'FROM node:22\n',
        message: 'Node.js verifies no server, in the build and wherever the image runs: all its TLS can be read and changed.',
      },
      {
        file: 'Dockerfile',
        bad: "FROM node:22\nRUN export «NODE_TLS_REJECT_UNAUTHORIZED='0'»; npm ci\n",
        fixed: 'FROM node:22\nRUN npm ci\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN «NODE_TLS_REJECT_UNAUTHORIZED=0» npm ci\n',
        fixed: 'FROM node:22\nRUN npm ci\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN env «NODE_TLS_REJECT_UNAUTHORIZED=0» CI=1 npm ci\n',
        fixed: 'FROM node:22\nRUN env CI=1 npm ci\n',
        message: 'Node.js verifies no server any more: TLS connections can be read and changed.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\nRUN echo "NODE_TLS_REJECT_UNAUTHORIZED=0"\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['NODE_TLS_REJECT_UNAUTHORIZED'],
  checks: {
    instruction: switchedOff('node', ({ lasts }) =>
      lasts
        ? 'Node.js verifies no server, in the build and wherever the image runs: all its TLS can be read and changed.'
        : 'Node.js verifies no server any more: TLS connections can be read and changed.',
    ),
  },
});
