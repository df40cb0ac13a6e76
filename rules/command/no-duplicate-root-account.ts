import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { fixWith, inPlaceOf } from './_edits.js';

export default defineRule({
  meta: {
    id: 'no-duplicate-root-account',
    title: 'A second account has the number of root',
    layer: 'access',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      dockle: ['DKL-LI-0002'],
    },
    why: 'The kernel knows numbers, not names: an account with the number 0 is root under another name. Checks that look for `root` do not see it.',
    remedy: 'Give the account a number of its own, 10000 or higher.',
    exceptions: 'None. The group 0 is another matter and is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN useradd -o -u «0» admin\n',
        fixed: 'FROM debian:12\nRUN useradd -o -u 10001 admin\n',
        message: 'admin is root under another name: its number is 0.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN echo "«toor:x:0:0::/root:/bin/sh»" >> /etc/passwd\n',
        fixed: 'FROM debian:12\nRUN echo "toor:x:10001:0::/root:/bin/sh" >> /etc/passwd\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN useradd -u 1000 -g 0 app && usermod -u 0 root && echo "root:x:0:0::/root:/bin/sh" > /etc/passwd && adduser -u 0$ID x\n',
      },
    ],
  },
  keywords: ['RUN', 'COPY', 'ADD'],
  mentions: ['passwd', 'useradd', 'usermod', 'adduser'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const write of instruction.writes) {
        if (write.path !== '/etc/passwd') continue;
        for (const { text, span } of linesOf(write)) {
          const [, before, name, number] = /^((?!root:)([a-z_][\w-]*):[^:]*:)(0+):\d*:/i.exec(text) ?? [];
          if (!name) continue;
          const start = span.start + before!.length;
          const isExact = instruction.text.slice(span.start, span.end) === text;
          yield {
            at: { span, place: `${instruction.place}/${name}` },
            message: `${name} is root under another name: its number is 0.`,
            fixes: fixWith('Use the number 10001', isExact ? [{ span: { start, end: start + number!.length }, text: '10001' }] : null),
          };
        }
      }
      if (instruction.keyword !== 'RUN') return;
      for (const { shell, place } of instruction.commands) {
        if (shell.name !== 'useradd' && shell.name !== 'usermod' && shell.name !== 'adduser') continue;
        const options = toolOptions(shell);
        const number = options?.values('--uid').find(({ value }) => /^0+$/.test(value ?? ''));
        const name = options?.operands[0]?.value ?? 'It';
        if (!number || name === 'root') continue;
        yield {
          at: { span: number.span, place },
          message: `${name} is root under another name: its number is 0.`,
          fixes: fixWith('Use the number 10001', inPlaceOf(instruction, number.span, '10001')),
        };
      }
    },
  },
});
