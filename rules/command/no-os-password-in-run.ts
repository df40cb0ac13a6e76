import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';

/** Nobody knows such a password, the image's readers included. */
const RANDOM = /openssl\s+rand|pwgen|urandom|uuidgen|mktemp/;

export default defineRule({
  meta: {
    id: 'no-os-password-in-run',
    title: 'The build sets the password of an account',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
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
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_17'],
      'docker-bench': ['check_4_10'],
    },
    why: 'The password is in the history of the image, and its hash is in a file of it: everyone who can pull the image has both. Every container then starts with the same one.',
    remedy: 'Give the account no password: programs do not need one. For logins use keys that are mounted when the container starts.',
    exceptions:
      'Random passwords that nobody keeps are not reported. A password from a secret mount leaves its hash in the image: information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN useradd app && «echo "app:s3cr3t" | chpasswd»\n',
        message: 'The password of an account is in the image: everyone who can pull it has it.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nARG PW\nRUN «useradd -p "$PW" app» && «echo $PW | passwd --stdin app»\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN «printf "s3cr3t\\ns3cr3t\\n" | adduser app»\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN printf "\\n\\n\\ny\\ny\\n" | adduser --disabled-password app\n' },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN useradd app && passwd -l root && apt-get install -y chpasswd && useradd -p "!" x && echo "app:$(openssl rand -hex 20)" | chpasswd\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['chpasswd', 'passwd', 'useradd', 'usermod', 'adduser'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const { shell, place } of instruction.commands) {
        if (!setsPassword(shell) || RANDOM.test(instruction.logical)) continue;
        const { pipeline } = shell;
        yield {
          at: { span: { start: pipeline[0]!.span.start, end: pipeline.at(-1)!.span.end }, place },
          message: 'The password of an account is in the image: everyone who can pull it has it.',
          ...(fromMount(instruction) ? { severity: 'info' as const } : {}),
        };
      }
    },
  },
});

function setsPassword(command: ShellCommand): boolean {
  const options = toolOptions(command);
  switch (command.name) {
    case 'chpasswd':
      return true;
    case 'adduser':
      return answersTwice(command.pipeline[command.pipeline.indexOf(command) - 1]);
    case 'passwd':
      return options!.has('--stdin') || command.pipeline.indexOf(command) > 0;
    case 'useradd':
    case 'usermod':
      // `!` and `*` are no password of anyone; an empty one is another rule's.
      return options!.values('--password').some(({ value }) => value === undefined || !/^[!*x]*$/.test(value));
    default:
      return false;
  }
}

const fromMount = (instruction: Instruction): boolean =>
  instruction.logical.includes('/run/secrets/') || instruction.flags.some(({ value }) => value?.includes('type=secret'));

/** `printf 'word\\nword\\n'`: what a program that asks for a new password wants to read. */
const answersTwice = (command: ShellCommand | undefined): boolean =>
  (command?.name === 'echo' || command?.name === 'printf') &&
  command.words.some(({ text }) => /(?<![^"'\s])(\S{2,80})\\n\1(?:\\n|["'\s]|$)/.test(text));
