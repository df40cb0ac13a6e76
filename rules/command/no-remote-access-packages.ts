import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { REMOTE_ACCESS_ON_ALPINE, REMOTE_ACCESS_PACKAGES } from '../../core/facts/tables/packages.js';
import { defineRule } from '../../core/judge/rule.js';
import { fixWith, withoutWord } from './_edits.js';
import { isSaidElsewhere } from './_mentions.js';

export default defineRule({
  meta: {
    id: 'no-remote-access-packages',
    title: 'A server for remote access is installed',
    layer: 'access',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.3', '5.7'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_3', 'check_5_7'],
    },
    why: 'A login server in a container is a door of its own: with accounts and keys that nobody rotates, past what the engine logs and restricts. `exec` reaches the same container through the engine.',
    remedy: 'Leave the package out; use `docker exec` or `kubectl exec`.',
    exceptions: 'Images whose purpose is the server, such as SFTP; stages that do not ship are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y curl «openssh-server» git\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y curl git\n',
        message: 'openssh-server lets people log in to the container from outside.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN apk update && apk add «openssh=9.9_p2-r0» && make\n',
        fixed: 'FROM alpine:3.22\nRUN apk update && make\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && apt-get install -y git «openssh-server»\nRUN sed -i s/22/2222/ /etc/ssh/sshd_config\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nRUN apt-get install -y openssh-server\nFROM debian:12\nRUN apt-get install -y openssh-client libssh-4 && dnf install -y openssh\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: [...REMOTE_ACCESS_PACKAGES, ...REMOTE_ACCESS_ON_ALPINE],
  checks: {
    *instruction(instruction) {
      if (instruction.units.length === 0) return;
      for (const { shell, place } of instruction.commands) {
        const command = packageCommand(shell);
        if (!command?.system) continue;
        for (const { name, word } of command.packages) {
          if (!REMOTE_ACCESS_PACKAGES.has(name) && !(command.manager === 'apk' && REMOTE_ACCESS_ON_ALPINE.has(name))) continue;
          yield {
            at: { span: word.span, place: `${place}/${name}` },
            message: `${name} lets people log in to the container from outside.`,
            fixes: () =>
              isSaidElsewhere(instruction, word.span, wordsOf(name))
                ? []
                : fixWith(`Do not install ${name}`, withoutWord(instruction, shell, word, command.options.operands)),
          };
        }
      }
    },
  },
});

/** The programs of a package, and what they read: `/etc/ssh/sshd_config`, `ssh-keygen`, an address that git asks over SSH. */
const wordsOf = (name: string): RegExp => (/ssh/.test(name) ? /ssh|\bgit@/ : new RegExp(String.raw`\b${name.replace(/[^\w]/g, '.')}`));
