import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { fixWith } from './_edits.js';

/** Each of these is as good as root. */
const STRONG = new Set(
  'cap_sys_admin cap_sys_ptrace cap_sys_module cap_dac_override cap_dac_read_search cap_setuid cap_setgid cap_sys_rawio cap_bpf all'.split(
    ' ',
  ),
);

export default defineRule({
  meta: {
    id: 'no-file-capabilities',
    title: 'A program gets a capability of the kernel',
    layer: 'access',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #3', 'RULE #4'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'Whoever runs the program has the capability, whatever account he is, and so has whoever takes the program over. Some of them are root under another name.',
    remedy: 'Leave it out: listen on a port above 1023, or add the capability to the one container that needs it.',
    exceptions: '`cap_net_bind_service` only opens low ports and is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN make && «setcap cap_sys_admin+ep /usr/bin/tool»\n',
        fixed: 'FROM debian:12\nRUN make\n',
        message: 'Whoever runs /usr/bin/tool has cap_sys_admin.',
      },
      {
        file: 'Dockerfile',
        bad: "FROM debian:12\nRUN «setcap 'cap_net_bind_service,cap_net_raw=+ep' /bin/ping»\n",
        fixed: "FROM debian:12\nRUN setcap 'cap_net_bind_service=+ep' /bin/ping\n",
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN setcap CAP_NET_BIND_SERVICE=+eip /usr/bin/node && setcap -r /bin/ping && getcap /bin/ping && setcap $CAPS x\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['setcap'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const { shell, span, place } of instruction.commands) {
        const options = shell.name === 'setcap' ? toolOptions(shell) : undefined;
        const [word, file] = options?.operands ?? [];
        const granted = word?.value === undefined || options!.has('-r') ? [] : capabilitiesOf(word.value);
        const refused = granted.filter(name => name !== 'cap_net_bind_service');
        if (refused.length === 0) continue;
        yield {
          at: { span, place },
          message: `Whoever runs ${file?.value ?? 'it'} has ${refused.join(', ')}.`,
          ...(refused.some(name => STRONG.has(name)) ? { severity: 'high' as const } : {}),
          fixes: fixWith(
            refused.length === granted.length ? 'Grant none' : 'Grant less',
            editsFor(instruction, shell, word!, refused.length === granted.length),
          ),
        };
      }
    },
  },
});

/** Names of a clause list, lower case: `cap_net_raw,cap_net_admin=eip`. `=ep` alone is all of them. */
const capabilitiesOf = (text: string): readonly string[] =>
  text.split(/\s+/).flatMap(clause => {
    const match = /^([a-z_0-9,]*)[=+][=+eip]*$/i.exec(clause);
    if (!match) return [];
    return match[1] === '' ? ['all'] : match[1]!.toLowerCase().split(',');
  });

function editsFor(instruction: Instruction, command: ShellCommand, word: ShellWord, all: boolean): readonly TextEdit[] | null {
  if (all) return removeCommand(instruction, command);
  if (!isFaithful(word) || /\s/.test(word.value!)) return null;
  const kept = word.text.replace(/[a-z_0-9,]+(?=[=+])/i, names =>
    names
      .split(',')
      .filter(name => name.toLowerCase() === 'cap_net_bind_service')
      .join(','),
  );
  return [{ span: word.span, text: kept }];
}
