import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-yum-nogpgcheck',
    title: 'yum or dnf does not check signatures',
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
      checkov: ['CKV2_DOCKER_9'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Signatures are what tells packages of the repository from packages of whoever answers in its place. Without them every mirror can run code as root in this build.',
    remedy: "Take the option out, and name the repository's key with `gpgkey=`.",
    exceptions: 'A repository that the same build has just made in its own file system.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN dnf -y «--nogpgcheck» install tool\n',
        fixed: 'FROM rockylinux:9\nRUN dnf -y install tool\n',
        message: 'Packages are installed without a check of their signature (--nogpgcheck).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN dnf install «--setopt=epel.gpgcheck=0» -y tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nCOPY <<EOF /etc/yum.repos.d/x.repo\n[x]\nbaseurl=https://example.com/x\n«gpgcheck=0»\nEOF\n',
        fixed: 'FROM rockylinux:9\nCOPY <<EOF /etc/yum.repos.d/x.repo\n[x]\nbaseurl=https://example.com/x\ngpgcheck=1\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM fedora:42\nRUN «dnf config-manager setopt x.gpgcheck=0» && dnf install -y tool\n',
        fixed: 'FROM fedora:42\nRUN dnf install -y tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN sed -i «s/gpgcheck=1/gpgcheck=0/» /etc/yum.conf && dnf install -y tool\n',
        fixed: 'FROM rockylinux:9\nRUN dnf install -y tool\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM rockylinux:9\nRUN dnf install -y tool --setopt=gpgcheck=1 && sed -i s/gpgcheck=0/gpgcheck=1/ /etc/yum.repos.d/x.repo\nRUN echo repo_gpgcheck=0 >> /etc/yum.repos.d/x.repo\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['yum', 'dnf', 'microdnf', 'tdnf', 'gpgcheck'],
  checks: { instruction: switchedOff('yum', ({ written }) => `Packages are installed without a check of their signature (${written}).`) },
});
