import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { type ModeUse, modesOf, readMode } from '../../core/facts/shell/tools/modes.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { bareSpan, fixWith } from './_edits.js';

const PROGRAMS = /^\/(?:usr\/(?:local\/)?)?(?:s?bin|libexec|lib(?:32|64)?)\/|^\/opt\/|\.(?:sh|py|so|bin)$|\{\}/;

export default defineRule({
  meta: {
    id: 'no-setuid-binaries',
    title: 'A program is made set-uid or set-gid',
    layer: 'access',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.8'],
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #4'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      sonar: ['S2612'],
      dockle: ['CIS-DI-0008'],
      'docker-bench': ['check_4_8'],
    },
    why: 'Whoever runs such a program gets the rights of its owner. One hole in it turns any process of the container into root.',
    remedy: 'Leave the bit out. Run what needs root before `USER`, or grant the one capability that is needed.',
    exceptions: 'A set-gid directory only hands its group to new files: reported as information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN chmod «4755» /usr/bin/tool && chmod «u+s» /bin/ping && make\n',
        fixed: 'FROM debian:12\nRUN chmod 0755 /usr/bin/tool && chmod u+s /bin/ping && make\n',
        message: '/usr/bin/tool is made set-uid: whoever runs it gets the rights of its owner.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN make && chmod «u+s» /bin/ping\n', fixed: 'FROM debian:12\nRUN make\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nADD --chmod=«u+s» tool /usr/bin/\n',
        fixed: 'FROM debian:12\nADD tool /usr/bin/\n',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN chmod «+s» /usr/bin/tool\n', fixed: 'FROM debian:12\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nCOPY --chmod=«6755» tool /usr/bin/\nRUN install -m «2755» a /usr/bin/a\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN mkdir -p /opt/app/keys && chmod «2700» /opt/app/keys && chmod «2775» /var/lib/app\n',
        message: 'New files in /opt/app/keys get its group (set-gid).',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN find / -perm /6000 -type f -exec chmod a-s {} + && chmod u-s /bin/su && chmod 1777 /tmp && chmod 0755 /a && echo 4755\n',
      },
    ],
  },
  keywords: ['RUN', 'COPY', 'ADD'],
  mentions: ['chmod', 'install', 'mkdir'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      if (instruction.keyword === 'RUN') {
        for (const { shell, place } of instruction.commands) {
          for (const use of modesOf(shell)) yield* report(use, place, instruction, shell);
        }
      }
      if (instruction.keyword === 'RUN') return;
      const flag = instruction.flag('chmod');
      const mode = flag?.value === undefined ? undefined : readMode(flag.value);
      if (!mode) return;
      const paths = instruction.words.slice(-1).map(({ text }) => text);
      yield* report(
        { text: flag!.value!, span: flag!.valueSpan!, mode, paths, directories: false },
        instruction.place,
        instruction,
        undefined,
      );
    },
  },
});

/** What the step itself makes with `mkdir`. */
const foldersMadeIn = ({ script }: Instruction): readonly string[] =>
  script.commands.flatMap(({ name, words }) => (name === 'mkdir' ? words.slice(1).flatMap(({ value }) => value ?? []) : []));

function* report(use: ModeUse, place: string, instruction: Instruction, command: ShellCommand | undefined): Iterable<Finding> {
  const { setuid, setgid } = use.mode;
  if (!setuid && !setgid) return;
  const [path = 'It'] = use.paths;
  const isMade = use.paths.every(each => foldersMadeIn(instruction).includes(each));
  const directory = !setuid && (use.directories || isMade || (command?.name === 'chmod' && !use.paths.some(each => PROGRAMS.test(each))));
  yield {
    at: { span: use.span, place: `${place}/mode` },
    message: directory
      ? `New files in ${path} get its group (set-gid).`
      : `${path} is made ${setuid ? 'set-uid' : 'set-gid'}: whoever runs it gets the rights of its ${setuid ? 'owner' : 'group'}.`,
    ...(directory ? { severity: 'info' as const } : {}),
    fixes: fixWith('Leave the bit out', editsFor(use, instruction, command)),
  };
}

function editsFor({ text, span: whole }: ModeUse, instruction: Instruction, command: ShellCommand | undefined): readonly TextEdit[] | null {
  const span = bareSpan(instruction, whole, text);
  if (!span) return null;
  if (/^\d+$/.test(text)) return [{ span, text: text.slice(0, -3).replace(/[2-7]/g, digit => String(Number(digit) & 1)) + text.slice(-3) }];
  const rest = text
    .split(',')
    .map(clause => clause.replace(/s/g, ''))
    .filter(clause => !/^[ugoa]*[-+=]$/.test(clause))
    .join(',');
  if (rest !== '') return [{ span, text: rest }];
  const flag = command ? undefined : instruction.flag('chmod');
  if (flag) return instruction.removeFlag(flag);
  return command?.name === 'chmod' ? removeCommand(instruction, command) : null;
}
