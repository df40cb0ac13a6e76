import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-apt-unauthenticated',
    title: 'APT installs packages that nobody signed',
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
      checkov: ['CKV2_DOCKER_8'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Signatures are what tells packages of the archive from packages of whoever answers in its place. Without them every mirror and every hop can run code as root in this build.',
    remedy: 'Take the option out. For a repository of your own, store its key under `/etc/apt/keyrings` and name it with `signed-by=`.',
    exceptions: 'A repository that the same build has just made in its own file system.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y «--allow-unauthenticated» tool\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y tool\n',
        message: 'APT takes packages without a valid signature (--allow-unauthenticated).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get «-o Acquire::https::Verify-Peer=false» update\n',
        fixed: 'FROM debian:12\nRUN apt-get update\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN echo "«deb [trusted=yes] https://example.com/apt ./»" > /etc/apt/sources.list.d/x.list\n',
        fixed: 'FROM debian:12\nRUN echo "deb https://example.com/apt ./" > /etc/apt/sources.list.d/x.list\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN add-apt-repository -y "«deb [trusted=yes] https://example.com/apt ./»"\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCOPY <<EOF /etc/apt/sources.list.d/x.sources\nTypes: deb\nURIs: https://example.com/apt\nSuites: ./\n«Trusted: yes»\nEOF\n',
        fixed: 'FROM debian:12\nCOPY <<EOF /etc/apt/sources.list.d/x.sources\nTypes: deb\nURIs: https://example.com/apt\nSuites: ./\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN echo \'«Acquire { https { Verify-Peer "false"; Verify-Host "false"; }; };»\' > /etc/apt/apt.conf.d/99x\n',
        fixed: 'FROM debian:12\nRUN echo \'Acquire { https { Verify-Peer "true"; Verify-Host "true"; }; };\' > /etc/apt/apt.conf.d/99x\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN aptitude -y «--allow-untrusted» install tool\n',
        fixed: 'FROM debian:12\nRUN aptitude -y install tool\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN apt-get -o Acquire::https::Verify-Peer=true install -y tool\nRUN echo "deb [signed-by=/etc/apt/keyrings/x.gpg] https://example.com/apt ./" > /etc/apt/sources.list.d/x.list\n',
      },
    ],
  },
  keywords: TELLING,
  // `printf "x\nTrusted: yes" > x.sources`: the first word of a line may have the `n` of an escape before it.
  mentions: [
    'allow-unauthenticated',
    'allow-insecure',
    'AllowUnauthenticated',
    'AllowInsecureRepositories',
    'Verify-Peer',
    'Verify-Host',
    'trusted=yes',
    '.sources: yes',
    'aptitude --allow-untrusted',
  ],
  checks: { instruction: switchedOff('apt', ({ written }) => `APT takes packages without a valid signature (${written}).`) },
});
