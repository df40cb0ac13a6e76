import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-su',
    title: 'The user is switched with su',
    layer: 'access',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #2'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    why: '`su` stays as a parent that runs as root, does not pass signals on, and can be fed input by what it started. The container is root all the while.',
    remedy: 'Set `USER`; where the start needs root, let the entrypoint end with `exec gosu user program`.',
    exceptions: 'In RUN it does little harm and is information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENTRYPOINT «su -c "serve --port 80" app»\n',
        message: 'su stays above the program as root and swallows its signals.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nCMD [«"runuser", "-u", "app", "serve"»]\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nCMD ["gosu", "app", "serve", "su"]\nHEALTHCHECK CMD su -c true\n' },
    ],
  },
  keywords: ['CMD', 'ENTRYPOINT', 'RUN'],
  mentions: ['su', 'runuser'],
  checks: {
    *instruction(instruction) {
      const { keyword } = instruction;
      if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'RUN') return;
      for (const { shell, span, place } of instruction.commands) {
        if (shell.name !== 'su' && shell.name !== 'runuser') continue;
        yield {
          at: { span, place },
          message: `${shell.name} stays above the program as root and swallows its signals.`,
          ...(keyword === 'RUN' ? { severity: 'info' as const } : {}),
        };
      }
    },
  },
});
