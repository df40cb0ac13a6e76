import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-run-device',
    title: 'A build step gets a device of the host',
    layer: 'host',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.18'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'The step can use the device as the host does. Drivers are a way into the kernel, and a script from a package runs in the same step.',
    remedy: 'Leave the option out unless the step cannot do without.',
    exceptions: 'Steps that need a graphics processor; an optional one is information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «--device=vendor.example/loop,required» make\n',
        fixed: 'FROM debian:12\nRUN make\n',
        message: 'This step can use a device of the machine that builds.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN make --device=x\n' },
    ],
  },
  keywords: ['RUN'],
  mentions: ['device'],
  checks: {
    *instruction(instruction) {
      const flag = instruction.flag('device');
      if (!flag?.value) return;
      yield {
        at: { span: flag.span, place: `${instruction.place}/device` },
        message: 'This step can use a device of the machine that builds.',
        ...(/\bgpu\b/i.test(flag.value) && !/\brequired\b(?!=false)/.test(flag.value) ? { severity: 'info' as const } : {}),
        fixes: [{ title: 'Run it without the device', safety: 'review', edits: () => instruction.removeFlag(flag) }],
      };
    },
  },
});
