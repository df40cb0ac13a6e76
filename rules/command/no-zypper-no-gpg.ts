import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-zypper-no-gpg',
    title: 'zypper does not check signatures',
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
      'docker-bench': ['check_4_11'],
    },
    why: 'Signatures are what tells packages of the repository from packages of whoever answers in its place. A key that is taken unseen proves nothing either.',
    remedy: "Import the repository's key with `rpm --import`, then refresh and install without the option.",
    exceptions: 'A repository that the same build has just made in its own file system.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM opensuse/leap:15.6\nRUN zypper -n «--no-gpg-checks» install tool\n',
        fixed: 'FROM opensuse/leap:15.6\nRUN zypper -n install tool\n',
        message: 'zypper takes packages without a valid signature (--no-gpg-checks).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM opensuse/leap:15.6\nRUN zypper ar «-G» https://example.com/repo x && zypper «--gpg-auto-import-keys» refresh\n',
        fixed: 'FROM opensuse/leap:15.6\nRUN zypper ar https://example.com/repo x && zypper --gpg-auto-import-keys refresh\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM opensuse/leap:15.6\nRUN «zypper ar "https://example.com/repo?ssl_verify=no" x» && zypper install tool\n',
        fixed: 'FROM opensuse/leap:15.6\nRUN zypper ar "https://example.com/repo" x && zypper install tool\n',
        message: 'zypper does not verify the server of this repository (ssl_verify=no).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM opensuse/leap:15.6\nRUN zypper modifyrepo «-G» x\nCOPY <<EOF /etc/zypp/repos.d/x.repo\n[x]\n«baseurl=https://example.com/x?ssl_verify=no»\n«gpgcheck=0»\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM opensuse/leap:15.6\nCOPY <<EOF /etc/zypp/repos.d/x.repo\n[x]\n«gpgcheck=0»\nbaseurl=https://example.com/x\nEOF\n',
        fixed: 'FROM opensuse/leap:15.6\nCOPY <<EOF /etc/zypp/repos.d/x.repo\n[x]\ngpgcheck=1\nbaseurl=https://example.com/x\nEOF\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive install tool\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['zypper', 'zypp', 'gpgcheck', 'ssl_verify'],
  checks: {
    instruction: switchedOff('zypper', ({ written }) =>
      written === '--gpg-auto-import-keys'
        ? 'zypper trusts whatever key the repository shows (--gpg-auto-import-keys).'
        : written.endsWith('ssl_verify') || written === 'baseurl'
          ? 'zypper does not verify the server of this repository (ssl_verify=no).'
          : `zypper takes packages without a valid signature (${written}).`,
    ),
  },
});
