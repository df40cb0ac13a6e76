import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { fixWith, withoutLine } from './_edits.js';
import { isSaidElsewhere } from './_mentions.js';

/** Members of these are root in all but name. */
const GROUPS = new Set(['sudo', 'wheel', 'docker', 'root', 'admin', 'shadow', 'disk', 'lxd']);

/** A line of sudoers that gives everything, or asks for no password. */
const GRANT = /^(?!#|Defaults\b|root\b)\S+\s.*(?:\bNOPASSWD\b|=\s*(?:\(ALL(?:\s*:\s*ALL)?\)\s*)?ALL$)/;

export default defineRule({
  meta: {
    id: 'no-passwordless-sudo',
    title: 'An account may become root',
    layer: 'access',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #4'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'The image runs as an ordinary user in name only: whoever breaks into the program becomes root with one command.',
    remedy: 'Leave the line or the group out. Do what needs root in RUN before `USER`.',
    exceptions: 'Development containers in which a person works, and stages that do not ship, weigh little.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN useradd app && echo "«app ALL=(ALL) NOPASSWD:ALL»" >> /etc/sudoers\nUSER app\n',
        fixed: 'FROM debian:12\nRUN useradd app\nUSER app\n',
        message: 'This line lets its account become root.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN useradd -m app && «usermod -aG sudo app» && «adduser app docker»\n',
        fixed: 'FROM debian:12\nRUN useradd -m app && adduser app docker\n',
        message: 'Members of sudo can become root.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCOPY <<EOF /etc/sudoers.d/app\nDefaults !lecture\n«%app ALL=(ALL:ALL) ALL»\nEOF\n',
        fixed: 'FROM debian:12\nCOPY <<EOF /etc/sudoers.d/app\nDefaults !lecture\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG WHO=app\nRUN echo "«${WHO} ALL=(ALL) NOPASSWD: ALL»" > /etc/sudoers.d/${WHO}\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN echo "«app ALL=(ALL) NOPASSWD:ALL»" > /etc/sudoers.d/app && chmod 0440 /etc/sudoers.d/app\n',
      },
      {
        file: 'Dockerfile',
        bad: "FROM debian:12\nRUN sed -i «'$aapp ALL=(ALL) NOPASSWD:ALL'» /etc/sudoers && sed -i -e «'/^root/a app ALL=(ALL) ALL'» /etc/sudoers\n",
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «useradd -m -G sudo,video,docker app» && «usermod -s /bin/sh -aG wheel,audio b»\n',
        fixed: 'FROM debian:12\nRUN useradd -m -G video app && usermod -s /bin/sh -aG wheel,audio b\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «useradd --create-home --groups docker app»\n',
        fixed: 'FROM debian:12\nRUN useradd --create-home app\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN usermod -aG video app && chgrp -R 0 /app && useradd -g 0 -G audio app && echo "usermod -aG sudo" && adduser --disabled-password app\nRUN echo "root ALL=(ALL) ALL" > /etc/sudoers\n',
      },
    ],
  },
  keywords: ['RUN', 'COPY', 'ADD'],
  mentions: ['sudoers', 'usermod', 'useradd', 'adduser', 'addgroup', 'gpasswd'],
  checks: {
    *instruction(instruction, { workspace }): Iterable<Finding> {
      const severity = () => (isMinor(instruction, workspace.path) ? { severity: 'low' as const } : {});
      for (const write of instruction.writes) {
        const path = write.path ?? targetOf(write.command);
        if (!path?.includes('sudoers') || !/^["']?\/etc\/sudoers(?:\.d\/|["']?$)/.test(path)) continue;
        for (const line of linesOf(write)) {
          const { text, span } = line;
          if (!GRANT.test(text)) continue;
          // The file's mode is set, or it is checked, and then it has to be there.
          const file = path.replace(/^["']|["']$/g, '').replace(/[^\w/]/g, '.');
          const fixes = () =>
            isSaidElsewhere(instruction, span, new RegExp(`visudo|(?:chmod|chown)[^\\n;&|]*${file}`))
              ? []
              : fixWith('Leave the line out', withoutLine(instruction, write, line));
          yield {
            at: { span, place: `${instruction.place}/sudoers` },
            message: 'This line lets its account become root.',
            ...severity(),
            fixes,
          };
        }
      }
      if (instruction.keyword !== 'RUN') return;
      for (const { shell, place, span } of instruction.commands) {
        const group = groupOf(shell);
        if (group === undefined) continue;
        yield {
          at: { span, place },
          message: `Members of ${group} can become root.`,
          ...severity(),
          // Steps that run through sudo rest on it.
          fixes: () =>
            isSaidElsewhere(instruction, span, /\bsudo\s+[-\w./]/)
              ? []
              : fixWith(`Do not join ${joined(shell)}`, soleGroup(shell) ? removeCommand(instruction, shell) : withoutGroup(shell)),
        };
      }
    },
  },
});

/** Where a command writes, as it is written: a variable may name the file. */
const targetOf = (command: ShellCommand | undefined): string | undefined =>
  command?.redirects.find(({ operator }) => operator.startsWith('>'))?.target?.text;

/** In what does not ship, and in what is for development. */
const isMinor = ({ units, stage }: Instruction, path: string): boolean =>
  units.length === 0 || /(?:^|\/)\.devcontainer\//.test(path) || /\bdev/i.test(stage?.name ?? '');

const JOINING: ReadonlySet<string | undefined> = new Set(['usermod', 'useradd', 'adduser', 'addgroup', 'gpasswd']);

/** The privileged group that the command puts an account into. */
function groupOf(command: ShellCommand): string | undefined {
  if (!JOINING.has(command.name)) return undefined;
  const options = toolOptions(command);
  if (!options || (options.operands.some(({ value }) => value === 'root') && command.name === 'usermod')) return undefined;
  const { operands } = options;
  const named = (words: readonly ShellWord[]) => words.flatMap(({ value }) => value?.split(',') ?? []).find(group => GROUPS.has(group));
  switch (command.name) {
    case 'usermod':
    case 'useradd':
      return named(options.values('--groups'));
    case 'adduser':
      return (
        named(options.values('--ingroup').filter(({ value }) => value !== 'root')) ??
        (operands.length === 2 ? named(operands.slice(1)) : undefined)
      );
    case 'addgroup':
      return operands.length === 2 ? named(operands.slice(1)) : undefined;
    case 'gpasswd':
      return options.has('--add') ? named(operands) : undefined;
    default:
      return undefined;
  }
}

/** All such groups, as a command names them. */
const joined = ({ words }: ShellCommand): string =>
  [...new Set(words.slice(1).flatMap(({ value }) => value?.split(',').filter(group => GROUPS.has(group)) ?? []))].join(' and ');

/** Whether joining that one group is all that the command does. */
function soleGroup(command: ShellCommand): boolean {
  const options = toolOptions(command)!;
  if (command.name === 'useradd') return false;
  if (command.name !== 'usermod') return command.name !== 'adduser' || options.uses.length === 0;
  return (
    options.uses.every(({ name }) => name === '--append' || name === '--groups') &&
    !options.values('--groups').some(({ value }) => value?.includes(','))
  );
}

/** Takes the privileged groups out of the list of a command that does more. */
function withoutGroup(command: ShellCommand): readonly TextEdit[] | undefined {
  const use = toolOptions(command)!.of('--groups')[0];
  const written = use?.value;
  if (command.name === 'adduser' || !written?.value || written.span.end - written.span.start !== written.value.length) return undefined;
  const kept = written.value.split(',').filter(group => !GROUPS.has(group));
  if (kept.length > 0) return [{ span: written.span, text: kept.join(',') }];
  // `usermod` fails without any option, and `--append` is nothing without groups.
  return command.name === 'useradd' ? use!.removal?.map(span => ({ span, text: '' })) : undefined;
}
