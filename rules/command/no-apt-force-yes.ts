import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-apt-force-yes',
    title: 'APT is told to agree to anything',
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
      checkov: ['CKV2_DOCKER_11'],
      'docker-bench': ['check_4_11'],
    },
    why: 'The option answers yes to every question at once, also to those about packages without a signature and about removing what the system needs. It has been deprecated for years.',
    remedy: 'Write `-y`; where a downgrade is meant, `--allow-downgrades`.',
    exceptions: 'Releases of APT that are older than 1.1.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install «--force-yes» tool\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y tool\n',
        message: 'apt-get agrees to anything, unsigned packages included (--force-yes).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get -y «--force-yes» install tool\n',
        fixed: 'FROM debian:12\nRUN apt-get -y install tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN ["apt-get", "install", «"--force-yes"», "tool"]\n',
        fixed: 'FROM debian:12\nRUN ["apt-get", "install", "-y", "tool"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN apt-get install --yes --allow-downgrades tool && dpkg --force-confold -i x.deb\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['force-yes', 'force-all', 'force-bad-verify'],
  checks: {
    instruction: switchedOff(
      'aptForce',
      ({ program, written }) => `${program} agrees to anything, unsigned packages included (${written}).`,
    ),
  },
});
