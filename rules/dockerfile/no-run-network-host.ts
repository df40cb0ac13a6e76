import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-run-network-host',
    title: "A build step shares the builder's network",
    layer: 'network',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.10'],
      'nist-800-190': ['4.4.2'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      sonar: ['S6431'],
    },
    why: 'The step reaches what listens on the machine that builds: its metadata service, its Docker API, services that trust localhost. A script from a package can use them.',
    remedy: 'Leave the option out; steps have a network of their own by default.',
    exceptions: 'Builders that have no other way to a private registry.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN --mount=type=cache,target=/x «--network=host» make\n',
        fixed: 'FROM debian:12\nRUN --mount=type=cache,target=/x make\n',
        message: 'This step reaches what listens on the machine that builds.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN --network=none make --network=host\nRUN --network=default make\n' },
    ],
  },
  keywords: ['RUN'],
  mentions: ['network'],
  checks: {
    *instruction(instruction) {
      const flag = instruction.flag('network');
      if (!flag?.value || instruction.expand({ text: flag.value, span: flag.span }).value?.toLowerCase() !== 'host') return;
      yield {
        at: { span: flag.span, place: `${instruction.place}/network` },
        message: 'This step reaches what listens on the machine that builds.',
        fixes: [{ title: 'Give it a network of its own', safety: 'review', edits: () => instruction.removeFlag(flag) }],
      };
    },
  },
});
