import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { argumentOf, isIn, pathIn } from './_paths.js';

const KERNEL = ['/proc', '/sys', '/dev', '/boot', '/initrd', '/lost+found'];
const SYSTEM = ['/etc', '/bin', '/sbin', '/lib', '/usr/bin', '/root'];

export default defineRule({
  meta: {
    id: 'no-system-workdir',
    title: 'The working folder is one of the system',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-6'],
    },
    alsoKnownAs: {
      trivy: ['DS-0030'],
    },

    why: 'Commands of the build and of the container then read and write the files of the kernel or of the system by plain names. A folder of an open file (`/proc/self/fd/...`) once led out of the container.',
    remedy: 'Give the program a folder of its own, such as `/app`.',
    exceptions:
      'Folders of the system that are only passed through during the build are not reported; `/etc`, `/root` and those of programs are reported as information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENV HOME_OF=/sys\nWORKDIR «${HOME_OF}/app»\n',
        fixed: 'FROM debian:12\nENV HOME_OF=/sys\nWORKDIR /app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nWORKDIR «/proc/self/fd/8»\n',
        fixed: 'FROM debian:12\nWORKDIR /app\n',
        message: '/proc/self/fd/8 is a way out of the container on engines with an old hole.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG BASE=/sys\nWORKDIR «$BASE»\nWORKDIR «kernel»\n',
        message: '/sys belongs to the system: commands here change it by plain names.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nWORKDIR «/root»\nCMD ["serve"]\n',
        fixed: 'FROM debian:12\nWORKDIR /app\nCMD ["serve"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nWORKDIR /etc\nRUN make\nWORKDIR /usr/src/app\nWORKDIR /dev-app\nWORKDIR ../processor\nWORKDIR $UNKNOWN\nWORKDIR lib\n',
      },
    ],
  },

  keywords: ['WORKDIR'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      if (!instruction.stage) return;
      const written = argumentOf(instruction);
      const path = written === undefined ? undefined : pathIn(instruction, written);
      if (path === undefined) return;
      const kernel = KERNEL.some(folder => isIn(path, folder));
      // A folder of the system counts only where the program ends up in it.
      if (!kernel && !(SYSTEM.includes(path) && instruction.stage.final && instruction.stage.last('WORKDIR') === instruction)) return;
      const open = path.startsWith('/proc/self/fd/');
      yield {
        at: { span: instruction.words[0]?.span ?? instruction.span, place: instruction.place },
        message: open
          ? `${path} is a way out of the container on engines with an old hole.`
          : `${path} belongs to the system: commands here change it by plain names.`,
        ...(open ? { severity: 'critical' as const } : kernel ? {} : { severity: 'info' as const }),
        fixes: elsewhere(instruction),
      };
    },
  },
});

function elsewhere(instruction: Instruction): readonly Fix[] {
  const [word] = instruction.words;
  if (!word || instruction.words.length > 1) return [];
  return [
    {
      title: 'Work in a folder of its own ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const folder = await ask({ prompt: 'In which folder does the program live?', placeholder: '/app' });
        return folder === null ? null : [{ span: word.span, text: folder }];
      },
    },
  ];
}
