import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { Span, TextEdit } from '../../core/text.js';
import { fixWith, withoutLine } from './_edits.js';

export default defineRule({
  meta: {
    id: 'no-empty-password',
    title: 'An account has no password',
    layer: 'access',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['IA-5'],
      'pci-dss-4': ['2.2.2', '8.3.1'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(d)'],
    },
    alsoKnownAs: {
      dockle: ['DKL-LI-0001'],
    },
    supersedes: ['no-sshd'],
    why: 'Whoever reaches a login or `su` gets in without being asked. With `root` that is everything.',
    remedy: 'Lock the account instead: `passwd -l`, or `adduser --disabled-password`. Programs run under it all the same.',
    exceptions: 'None.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN passwd «-d» root\n',
        fixed: 'FROM debian:12\nRUN passwd -l root\n',
        message: 'root needs no password to log in.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN useradd -m «-p ""» app\n',
        fixed: 'FROM debian:12\nRUN useradd -m app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN usermod «-p ""» app && usermod -s /bin/sh «--password ""» b\n',
        fixed: 'FROM debian:12\nRUN usermod -L app && usermod -s /bin/sh --password "" b\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN echo "«app::19000:0:99999:7:::»" >> /etc/shadow\n',
        fixed: 'FROM debian:12\nRUN echo "app:!:19000:0:99999:7:::" >> /etc/shadow\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCOPY <<EOF /etc/ssh/sshd_config\nPort 22\n«PermitEmptyPasswords yes»\nEOF\n',
        fixed: 'FROM debian:12\nCOPY <<EOF /etc/ssh/sshd_config\nPort 22\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: "FROM debian:12\nRUN sed -i «'s/root:x:/root::/'» /etc/passwd && echo '«PermitEmptyPasswords yes»' >> /etc/ssh/sshd_config\n",
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN adduser -D app && adduser --disabled-password x && passwd -l root && usermod -L y && useradd -d /home/z z && usermod -p "$HASH" a\n',
      },
    ],
  },
  mentions: ['shadow', 'passwd', 'useradd', 'usermod', 'PermitEmptyPasswords'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const write of instruction.writes) {
        const accounts = write.path === '/etc/shadow' || write.path === '/etc/passwd';
        const sshd = write.path?.includes('sshd_config') === true;
        if (!accounts && !sshd) continue;
        for (const line of linesOf(write)) {
          const { text, span } = line;
          const name = accounts ? /^([a-z_][\w-]*)::/i.exec(text)?.[1] : undefined;
          const at = { span, place: `${instruction.place}/${name ?? 'sshd_config'}` };
          // What locks an account stands where its password would.
          const locked = write.path === '/etc/shadow' && name && instruction.text.slice(span.start, span.end) === text;
          const behind = span.start + (name?.length ?? 0) + 1;
          if (name)
            yield {
              at,
              message: `${name} needs no password to log in.`,
              fixes: fixWith('Lock the account instead', locked ? [{ span: { start: behind, end: behind }, text: '!' }] : null),
            };
          if (sshd && /^PermitEmptyPasswords\s+yes$/i.test(text))
            yield {
              at,
              message: 'SSH lets accounts without a password in.',
              fixes: fixWith('Leave the line out', withoutLine(instruction, write, line)),
            };
        }
      }
      if (instruction.keyword !== 'RUN') return;
      for (const { shell, place } of instruction.commands) {
        const found = emptied(shell);
        if (!found) continue;
        yield {
          at: { span: found.span, place },
          message: `${found.account} needs no password to log in.`,
          fixes: fixWith(shell.name !== 'useradd' ? 'Lock the account instead' : 'Give it no password', found.edits),
        };
      }
    },
  },
});

function emptied(command: ShellCommand): { span: Span; account: string; edits: readonly TextEdit[] | undefined } | undefined {
  if (command.name !== 'passwd' && command.name !== 'useradd' && command.name !== 'usermod') return undefined;
  const options = toolOptions(command);
  if (!options) return undefined;
  const account = options.operands.at(-1)?.value ?? 'The account';
  if (command.name === 'passwd') {
    const use = options.of('--delete')[0];
    const edits = use && /^(?:-d|--delete)$/.test(use.word.text) ? [{ span: use.word.span, text: '-l' }] : undefined;
    return use && { span: use.word.span, account, edits };
  }
  const use = options.of('--password').find(({ value }) => value?.value === '');
  if (!use) return undefined;
  const span = { start: use.word.span.start, end: Math.max(use.word.span.end, use.value!.span.end) };
  // Without any option `usermod` fails.
  const edits = command.name === 'usermod' ? [{ span, text: '-L' }] : use.removal?.map(part => ({ span: part, text: '' }));
  return { span, account, edits: command.name === 'usermod' && (options.has('--lock') || options.has('--unlock')) ? undefined : edits };
}
