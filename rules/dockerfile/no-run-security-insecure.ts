import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-run-security-insecure',
    title: 'A build step runs without its sandbox',
    layer: 'host',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      sonar: ['S6502'],
    },
    why: 'The step has all capabilities of the builder and may touch its devices. Whatever it runs, a script from a package included, can take the machine that builds.',
    remedy: 'Leave the option out. What needs such rights belongs outside of an image build.',
    exceptions: 'Builders that are thrown away after each build.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «--security=insecure» make\n',
        fixed: 'FROM debian:12\nRUN make\n',
        message: 'This step runs with the rights of the machine that builds.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nONBUILD RUN «--security=insecure» make\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN --security=sandbox make --security=insecure\n' },
    ],
  },
  keywords: ['RUN'],
  mentions: ['security'],
  checks: {
    *instruction(instruction) {
      const flag = instruction.flag('security');
      if (!flag?.value || instruction.expand({ text: flag.value, span: flag.span }).value?.toLowerCase() !== 'insecure') return;
      yield {
        at: { span: flag.span, place: `${instruction.place}/security` },
        message: 'This step runs with the rights of the machine that builds.',
        fixes: [{ title: 'Run it in the sandbox (it may fail)', safety: 'review', edits: () => instruction.removeFlag(flag) }],
      };
    },
  },
});
