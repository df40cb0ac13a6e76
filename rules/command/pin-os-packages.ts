import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'pin-os-packages',
    title: 'Packages of the system are installed without a version',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.7'],
      'owasp-docker': ['RULE #9'],
      'nist-800-53': ['CM-2'],
    },
    alsoKnownAs: {
      kics: [
        '965a08d7-ef86-4f14-8792-4a3b2098937e',
        'd3499f6d-1651-41bb-a9a7-de925fea487b',
        '93d88cf7-f078-46a8-8ddc-178e03aeacf1',
        '6452c424-1d92-4deb-bb18-a03e95d579c4',
        '562952e4-0348-4dea-9826-44f3a2c6117b',
      ],
      hadolint: ['DL3008', 'DL3018', 'DL3033', 'DL3037', 'DL3041'],
      terrascan: ['AC_DOCKER_0033'],
      'docker-bench': ['check_4_7'],
    },
    why: 'Two builds of one commit can hold different packages. Pins also break the build once the archive drops a version, which is why this rule is off unless it is asked for.',
    remedy: 'Pin the digest of the base image and use snapshot repositories, or append the version to each package.',
    exceptions: 'Images that are rebuilt often and want the newest patches.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «apt-get install» -y -t bookworm-backports curl=7.88.1-10 git python3.11\n',
        message: 'git and python3.11 come in whatever version is current.',
      },
      { file: 'Dockerfile', bad: 'FROM rockylinux:9\nRUN «dnf install» -y gcc.x86_64 bash-5.1.8-9.el9.x86_64\n' },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN apk add --no-cache --virtual .deps -X https://example.com/apk "curl~8.14" ./x.apk\nRUN apt-get install -y ./x.deb $PACKAGES vim/bookworm\nRUN dnf install -y @development https://example.com/x.rpm\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['apt', 'aptitude', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper'],
  checks: {
    *command({ shell, place, phase }) {
      const command = phase === 'build' ? packageCommand(shell) : undefined;
      if (command?.does !== 'install' || !command.system) return;
      const names = command.packages.filter(({ version }) => version === '').map(({ name }) => name);
      if (names.length === 0) return;
      const [first, second] = names;
      const listed = names.length === 1 ? first : names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more`;
      yield {
        at: { span: command.head, place },
        message: `${listed} ${names.length === 1 ? 'comes' : 'come'} in whatever version is current.`,
      };
    },
  },
});
