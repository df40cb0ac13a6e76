import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-yum-sslverify-false',
    title: 'yum or dnf does not verify the server',
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
      checkov: ['CKV2_DOCKER_15'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Without verification whoever sits on the network answers as the repository: with old packages that have known holes, or with names that nobody signed.',
    remedy: 'Take the setting out. For a private authority set `sslcacert=`.',
    exceptions: 'Repositories on the same machine.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN yum «--setopt=sslverify=false» install -y tool\n',
        fixed: 'FROM rockylinux:9\nRUN yum install -y tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN yum-config-manager --save «--setopt=epel.sslverify=0»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN echo "«sslverify=0»" >> /etc/yum.conf\n',
        fixed: 'FROM rockylinux:9\nRUN echo "sslverify=1" >> /etc/yum.conf\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM fedora:42\nRUN dnf config-manager setopt «x.sslverify=false» x.enabled=1\n',
        fixed: 'FROM fedora:42\nRUN dnf config-manager setopt x.enabled=1\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM rockylinux:9\nRUN yum --setopt=sslverify=1 install -y tool && echo sslverify=1 >> /etc/yum.conf\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['yum', 'dnf', 'microdnf', 'tdnf', 'sslverify'],
  checks: {
    instruction: switchedOff(
      'yumTls',
      ({ written }) => `The server of the packages is not verified (${written.replace(/=.*/, '')}: sslverify is off).`,
    ),
  },
});
