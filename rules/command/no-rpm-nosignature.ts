import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { assuming, defineRule } from '../../core/judge/rule.js';
import { fixWith } from './_edits.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-rpm-nosignature',
    title: 'rpm does not check packages',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-190': ['4.1.3'],
      'nist-800-53': ['SI-7', 'CM-14', 'SR-11'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_10'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Signature and digest are all that shows whether a package is what its publisher built. Its scripts run as root while it is installed.',
    remedy: "Import the publisher's key with `rpm --import`, then install without the option.",
    exceptions: 'Queries (`rpm -q`, `rpm -V`) are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN rpm -i «--nosignature» tool.rpm\n',
        fixed: 'FROM rockylinux:9\nRUN rpm -i tool.rpm\n',
        message: 'rpm installs packages without checking them (--nosignature).',
      },
      {
        file: 'Dockerfile',
        bad: "FROM rockylinux:9\nRUN rpm «--define '_pkgverify_level none'» -i tool.rpm\n",
        fixed: 'FROM rockylinux:9\nRUN rpm -i tool.rpm\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN «rpm -K tool.rpm || true» && rpm -i tool.rpm\n',
        fixed: 'FROM rockylinux:9\nRUN rpm -K tool.rpm && rpm -i tool.rpm\n',
        message: 'The build goes on when the check of the package fails.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM rockylinux:9\nRUN rpm -qa --nosignature && rpm -V --nodigest bash\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['rpm', 'pkgverify_level'],
  checks: {
    instruction: switchedOff('rpm', ({ written }) => `rpm installs packages without checking them (${written}).`),
    *command({ shell, script, phase, span, place }) {
      if (phase !== 'build' || shell.name !== 'rpm' || shell.next !== '||' || !toolOptions(shell)?.has('--checksig')) return;
      const after = script[script.indexOf(shell) + 1];
      if (after?.name !== 'true' && after?.name !== ':') return;
      const rest = { start: shell.span.end, end: after.span.end };
      yield {
        at: { span: { start: span.start, end: rest.end }, place },
        message: 'The build goes on when the check of the package fails.',
        fixes: assuming(fixWith('Let the build fail then', [{ span: rest, text: '' }]), 'rpm has the key of whoever signed the package.'),
      };
    },
  },
});
