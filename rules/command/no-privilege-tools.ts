import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { PRIVILEGE_PACKAGES } from '../../core/facts/tables/packages.js';
import { defineRule, expecting, listed } from '../../core/judge/rule.js';
import { fixWith, withoutWord } from './_edits.js';
import { isSaidElsewhere } from './_mentions.js';

export default defineRule({
  meta: {
    id: 'no-privilege-tools',
    title: 'A program for becoming root is installed',
    layer: 'access',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'owasp-docker': ['RULE #4'],
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_3'],
    },
    why: 'The program is set-uid root and stays in the image: a hole in it, or one careless line of its configuration, makes every process root. A build needs it as little as a server does.',
    remedy: 'Leave it out. RUN is root until `USER`; an entrypoint that has to switch the user can use `gosu`, `su-exec` or `setpriv`.',
    exceptions: 'Development containers in which a person works (reported as information); stages that do not ship are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y \\\n      curl \\\n      «sudo» \\\n      git\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y \\\n      curl \\\n      git\n',
        message: 'sudo stays in the image as a way to become root.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && apt-get install -y «sudo» && rm -rf /var/lib/apt/lists/*\nRUN make\n',
        fixed: 'FROM debian:12\nRUN make\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\n# sudo is for the developer.\nRUN apt-get update && apt-get install -y git «sudo»\nRUN sed -i s/x/y/ /etc/sudoers\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nRUN apt-get install -y sudo\nFROM debian:12\nRUN apt-get install -y gosu tini && echo sudo\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: [...PRIVILEGE_PACKAGES],
  checks: {
    *instruction(instruction, { workspace }) {
      if (instruction.units.length === 0) return;
      const development = /(?:^|\/)\.devcontainer\//.test(workspace.path);
      for (const { shell, place } of instruction.commands) {
        const command = packageCommand(shell);
        for (const { name, word } of command?.packages ?? []) {
          if (!command?.system || !PRIVILEGE_PACKAGES.has(name)) continue;
          yield {
            at: { span: word.span, place: `${place}/${name}` },
            message: `${name} stays in the image as a way to become root.`,
            ...(development ? { severity: 'info' as const } : {}),
            fixes: () =>
              isSaidElsewhere(instruction, word.span, wordsOf(name))
                ? []
                : listed(
                    expecting(
                      fixWith(`Do not install ${name}`, withoutWord(instruction, shell, word, command.options.operands)),
                      'no-update-alone',
                    ),
                  ),
          };
        }
      }
    },
  },
});

/** The program, and what it reads: `/etc/sudoers`, `visudo`. */
const wordsOf = (name: string): RegExp => (/sudo/.test(name) ? /sudo/ : /doas/.test(name) ? /doas/ : /\bsux?\b/);
