import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { defineRule } from '../../core/judge/rule.js';
import { fixWith, removeInstall } from './_edits.js';

export default defineRule({
  meta: {
    id: 'no-dist-upgrade',
    title: 'The whole distribution is upgraded in the build',
    layer: 'image',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.4'],
      'nist-800-53': ['CM-3'],
    },
    alsoKnownAs: {
      kics: [
        '682fe378-c180-4bd5-8a14-95fc285fb269',
        '09fda05e-da85-4ee7-ab8d-2800a5e6e756',
        '989ab888-7d1e-410f-9dde-c64a1d367bf2',
        '8f6456be-0018-46db-9ce6-b3b6dc8d34d2',
        'd4895357-dd49-4ba5-b726-1bb81cb50989',
      ],
      trivy: ['DS-0024'],
      hadolint: ['DL3035'],
      semgrep: ['avoid-apt-get-upgrade', 'avoid-apk-upgrade', 'avoid-dnf-update', 'avoid-yum-update', 'avoid-zypper-update'],
      dockle: ['DKL-DI-0003'],
      terrascan: ['AC_DOCKER_0003', 'AC_DOCKER_0029', 'AC_DOCKER_0039', 'AC_DOCKER_0052'],
      'docker-bench': ['check_4_4'],
    },
    why: 'The upgrade may replace and remove packages as it likes, so that two builds of one commit differ and neither is what the base image was tested as.',
    remedy: 'Take a newer tag or digest of the base image; for a single hole upgrade the one package.',
    exceptions: 'A plain `upgrade`, which only patches what is there, is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get -y dist-upgrade» && apt-get install -y curl\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
        message: 'The build upgrades the whole distribution: its result differs from day to day.',
      },
      { file: 'Dockerfile', bad: 'FROM opensuse/leap:15.6\nRUN «zypper -n dup»\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get -y dist-upgrade» && rm -rf /var/lib/apt/lists/*\nRUN make\n',
        fixed: 'FROM debian:12\nRUN make\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN apt-get update && apt-get upgrade -y && apk upgrade && yum -y update && echo dist-upgrade\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['upgrade', 'dup'],
  checks: {
    *instruction(instruction) {
      for (const { shell, span, place } of instruction.commands) {
        if (packageCommand(shell)?.does !== 'release' && shell.name !== 'do-release-upgrade') continue;
        yield {
          at: { span, place },
          message: 'The build upgrades the whole distribution: its result differs from day to day.',
          fixes: fixWith('Leave the upgrade out; take a newer base image', removeInstall(instruction, shell)),
        };
      }
    },
  },
});
