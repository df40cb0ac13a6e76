import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-pip-trusted-host',
    title: 'pip does not verify the index',
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
      checkov: ['CKV2_DOCKER_4', 'CKV2_DOCKER_16'],
      'docker-bench': ['check_4_11'],
    },
    why: 'A trusted host is one that is not verified any more. Whoever sits on the network between can hand out any package in its name, and packages run code when they are installed.',
    remedy: 'Take it out. For a private authority give pip its certificate: `--cert`, or `PIP_CERT`.',
    exceptions: 'An index on the same machine (`localhost`) is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pip install «--trusted-host pypi.example.com» flask==3.1.0\n',
        fixed: 'FROM python:3.13\nRUN pip install flask==3.1.0\n',
        message: 'Packages of this index come from whoever answers: it is not verified (--trusted-host).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV PORT=80 «PIP_TRUSTED_HOST=pypi.example.com»\n',
        fixed: 'FROM python:3.13\nENV PORT=80\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN «pip config set global.trusted-host pypi.example.com» && pip install flask==3.1.0\n',
        fixed: 'FROM python:3.13\nRUN pip install flask==3.1.0\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nCOPY <<EOF /etc/pip.conf\n[global]\nindex-url = https://pypi.example.com/simple\n«trusted-host = pypi.example.com»\nEOF\n',
        fixed: 'FROM python:3.13\nCOPY <<EOF /etc/pip.conf\n[global]\nindex-url = https://pypi.example.com/simple\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pipx install «--pip-args="--no-cache-dir --trusted-host pypi.example.com"» tool==1.2\n',
        fixed: 'FROM python:3.13\nRUN pipx install --pip-args="--no-cache-dir" tool==1.2\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nENV PIP_TRUSTED_HOST=\nRUN pip install --trusted-host localhost flask==3.1.0 && echo --trusted-host\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['pip', 'pipx', 'uv', 'poetry', 'trusted-host'],
  checks: {
    instruction: switchedOff('pip', ({ written }) => `Packages of this index come from whoever answers: it is not verified (${written}).`),
  },
});
