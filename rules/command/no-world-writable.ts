import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { bare } from '../../core/facts/shell/tools/downloads.js';
import { type ModeUse, modesOf, readMode } from '../../core/facts/shell/tools/modes.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { assuming, defineRule, type Finding } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { bareSpan, fixWith, inPlaceOf } from './_edits.js';

export default defineRule({
  meta: {
    id: 'no-world-writable',
    title: 'Everybody may write',
    layer: 'access',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['AC-3', 'AC-6'],
      'pci-dss-4': ['7.2.5'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      sonar: ['S2612'],
    },
    why: 'Any process of the container can change the file or put another in its place, also one that runs as an account without rights. What root reads or runs there next is theirs.',
    remedy: 'Give the files to the account that writes them: `COPY --chown`, `chown`, or a group with `g+w`.',
    exceptions: 'Shared directories with the sticky bit (`1777`) are not reported; stages that do not ship are information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN mkdir /data && chmod -R «777» /data\n',
        fixed: 'FROM debian:12\nRUN mkdir /data && chmod -R 775 /data\n',
        message: 'Everybody may write to /data.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN chmod «u+x,a+rw» /app/log && mkdir -m «0777» /data && chmod «o+w» /x\n',
        fixed: 'FROM debian:12\nRUN chmod u+x,ug+rw,o+r /app/log && mkdir -m 0777 /data && chmod o+w /x\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN ["chmod", «"777"», "/data"]\n',
        fixed: 'FROM debian:12\nRUN ["chmod", "775", "/data"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN chmod -R «777» /opt/app /etc/passwd /var/log/app\n',
        fixed: 'FROM debian:12\nRUN chmod -R 775 /opt/app /etc/passwd /var/log/app\n',
        message: 'Everybody may write to /etc/passwd and 2 more.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nCOPY --chmod=«0666» app.conf /etc/\nRUN umask «000» && make\n' },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN chmod 1777 /tmp && chmod +w a && chmod o-w b && chmod $MODE c && chmod 775 d && umask 022 && echo chmod 777\n',
      },
    ],
  },
  keywords: ['RUN', 'COPY', 'ADD'],
  mentions: ['chmod', 'umask', 'install', 'mkdir'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      if (instruction.keyword === 'RUN') {
        for (const { shell, place } of instruction.commands) {
          for (const use of modesOf(shell)) yield* report(use, place, instruction, shell);
          const mask = shell.name === 'umask' && shell.words.length === 2 ? shell.words[1]! : undefined;
          if (!mask || !/^0?[0-7]?[0-7][0145]$|^0{1,4}$/.test(mask.value ?? '')) continue;
          yield {
            at: { span: mask.span, place },
            message: 'Everybody may write to the files that follow (umask).',
            ...severityOf(instruction),
            fixes: fixWith('Keep others from writing', inPlaceOf(instruction, mask.span, '022')),
          };
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

const severityOf = ({ units }: Instruction) => (units.length > 0 ? {} : { severity: 'info' as const });

function* report(use: ModeUse, place: string, instruction: Instruction, command: ShellCommand | undefined): Iterable<Finding> {
  if (!use.mode.worldWritable) return;
  yield {
    at: { span: use.span, place: `${place}/mode` },
    message: `Everybody may write to ${named(use.paths)}.`,
    ...severityOf(instruction),
    fixes: assuming(
      () => fixWith('Keep others from writing', editsFor(use, instruction, command)),
      'Who writes there owns it, or is in its group.',
    ),
  };
}

/** The paths, files of the system first: whoever writes to those is root. */
function named(paths: readonly string[]): string {
  const [first = 'it', ...rest] = [...paths].sort((a, b) => Number(SYSTEM.test(b)) - Number(SYSTEM.test(a)));
  const plain = bare(first);
  return rest.length > 0 ? `${plain} and ${rest.length} more` : plain;
}

const SYSTEM = /^\/(?:etc|usr|s?bin|lib(?:64)?|root|boot)(?:\/|$)/;

/** The same mode without the right of others to write; who else may is not touched. */
function editsFor({ text, span: whole }: ModeUse, instruction: Instruction, command: ShellCommand | undefined): readonly TextEdit[] | null {
  const span = bareSpan(instruction, whole, text);
  if (!span) return null;
  if (/^\d+$/.test(text)) return [{ span, text: text.slice(0, -1) + String(Number(text.at(-1)) & 0o5) }];
  const clauses = text.split(',').map(clause => /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause));
  if (clauses.some(clause => !clause)) return null;
  const rest = clauses
    .flatMap(clause => {
      const [whole, who, operator, letters] = clause!;
      if (operator === '-' || !letters!.includes('w') || !/[oa]/.test(who!)) return [whole];
      const others = letters!.replace('w', '');
      const rest = who!.includes('a') ? 'ug' : who!.replace('o', '');
      return [...(rest ? [`${rest}${operator}${letters}`] : []), ...(others || operator === '=' ? [`o${operator}${others}`] : [])];
    })
    .join(',');
  if (rest !== '') return [{ span, text: rest }];
  const flag = command ? undefined : instruction.flag('chmod');
  if (flag) return instruction.removeFlag(flag);
  return command?.name === 'chmod' ? removeCommand(instruction, command) : null;
}
