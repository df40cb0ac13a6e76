import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-git-tls-bypass',
    title: 'Git verifies no server',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-53': ['SC-8', 'SC-13', 'SI-7'],
      'pci-dss-4': ['4.2.1', '6.2.4'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_14'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Whoever sits on the network can then hand out any source in place of the real one. For the variable any value does, 0 and nothing included: Git only looks whether it is there.',
    remedy: 'Take it out. For a private authority set `http.sslCAInfo` to its certificate.',
    exceptions: 'None.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENV «GIT_SSL_NO_VERIFY=false»\n',
        fixed: 'FROM debian:12\n',
        message: 'Git verifies no server: this variable does that with any value, even 0 or nothing.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «git config --global http.sslVerify false» && make\n',
        fixed: 'FROM debian:12\nRUN make\n',
        message: 'Git does not verify servers (http.sslVerify).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN git «-c http.sslVerify=false» clone https://example.com/a.git\n',
        fixed: 'FROM debian:12\nRUN git clone https://example.com/a.git\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN export «GIT_SSL_NO_VERIFY=1» && git clone https://example.com/a.git\n',
        fixed: 'FROM debian:12\nRUN git clone https://example.com/a.git\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCOPY <<EOF /root/.gitconfig\n[http]\n\t«sslVerify = false»\nEOF\n',
        fixed: 'FROM debian:12\nCOPY <<EOF /root/.gitconfig\n[http]\n\tsslVerify = true\nEOF\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN unset GIT_SSL_NO_VERIFY && git config --global http.sslVerify true && echo GIT_SSL_NO_VERIFY=1\n',
      },
    ],
  },
  keywords: TELLING,
  // The escape of `printf '[http]\nsslVerify=0'` puts its `n` before the word.
  mentions: ['sslVerify', 'nsslVerify', 'GIT_SSL_NO_VERIFY'],
  checks: {
    instruction: switchedOff('git', ({ written }) =>
      written === 'GIT_SSL_NO_VERIFY'
        ? 'Git verifies no server: this variable does that with any value, even 0 or nothing.'
        : `Git does not verify servers (${written}).`,
    ),
  },
});
