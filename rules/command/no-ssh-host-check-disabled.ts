import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-ssh-host-check-disabled',
    title: 'SSH trusts whatever host answers',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-53': ['SC-8', 'SC-13', 'SI-7'],
      'pci-dss-4': ['4.2.1', '6.2.4'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_11'],
    },
    why: 'The host key is how SSH knows whom it talks to. Without the check anyone on the network can pose as the server, hand out other sources, and use the forwarded key meanwhile.',
    remedy: 'Copy a `known_hosts` file with the published keys of the host, or write it with `COPY <<EOF`.',
    exceptions: 'Hosts that are made anew for each test run.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN ssh «-o StrictHostKeyChecking=no» git@example.com true\n',
        fixed: 'FROM alpine:3.22\nRUN ssh git@example.com true\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV «GIT_SSH_COMMAND="ssh -o UserKnownHostsFile=/dev/null"»\n',
        fixed: 'FROM alpine:3.22\n',
        message: 'SSH does not check whom it talks to (GIT_SSH_COMMAND).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN printf "Host *\\n  «StrictHostKeyChecking no»\\n" >> /root/.ssh/config\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN «ssh-keyscan example.com >> /root/.ssh/known_hosts»\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN ssh -o StrictHostKeyChecking=yes git@example.com true\nCOPY <<EOF /root/.ssh/known_hosts\nexample.com ssh-ed25519 AAAAC3Nz\nEOF\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['ssh', 'scp', 'sftp', 'sshCommand', 'StrictHostKeyChecking', 'UserKnownHostsFile'],
  checks: {
    instruction: switchedOff('sshHost', ({ written }) => `SSH does not check whom it talks to (${written}).`),
    *command({ shell, script, phase, span, place }) {
      if (phase !== 'build' || shell.name !== 'ssh-keyscan' || script.some(({ name }) => name === 'ssh-keygen' || name === 'grep')) return;
      const output = shell.pipeline.flatMap(({ redirects, words }) => [...redirects.map(({ target }) => target), ...words.slice(1)]);
      if (!output.some(word => /known_hosts/.test(word?.text ?? ''))) return;
      yield { at: { span, place }, message: 'The key of whoever answers now is taken for that of the host.', severity: 'low' };
    },
  },
});
