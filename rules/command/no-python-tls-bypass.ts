import { toolName } from '../../core/facts/shell/tools/index.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

const UNVERIFIED = 'ssl._create_unverified_context';

export default defineRule({
  meta: {
    id: 'no-python-tls-bypass',
    title: 'Python verifies no server',
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
      checkov: ['CKV2_DOCKER_5'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Connections then take any certificate: what is fetched can be changed on the way, and passwords go to whoever answers. An empty `REQUESTS_CA_BUNDLE` does the same in many versions.',
    remedy: 'Take it out. For a private authority set `REQUESTS_CA_BUNDLE` or `SSL_CERT_FILE` to its certificate.',
    exceptions: 'None; tests too can be given a certificate.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV «PYTHONHTTPSVERIFY=0»\n',
        fixed: 'FROM python:3.13\n',
        message: 'Python verifies no server any more (PYTHONHTTPSVERIFY).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV «CURL_CA_BUNDLE=""» PORT=80\n',
        fixed: 'FROM python:3.13\nENV PORT=80\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM continuumio/miniconda3:24.9.2-0\nRUN «conda config --set ssl_verify no» && conda install -y numpy=2.1\n',
        fixed: 'FROM continuumio/miniconda3:24.9.2-0\nRUN conda install -y numpy=2.1\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN python <<EOF\nimport ssl\nssl._create_default_https_context = «ssl._create_unverified_context»\nEOF\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN python «-c "import ssl, nltk; ssl._create_default_https_context = ssl._create_unverified_context; nltk.download(1)"»\n',
        fixed: 'FROM python:3.13\nRUN python -c "import ssl, nltk; nltk.download(1)"\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nENV PYTHONHTTPSVERIFY=1 REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\nARG CURL_CA_BUNDLE\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['unverified', 'ssl_verify', 'CONDA_SSL_VERIFY', 'PYTHONHTTPSVERIFY', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'],
  checks: {
    instruction: switchedOff('python', ({ written }) => `Python verifies no server any more (${written}).`),
    *command({ shell, phase, place }) {
      if (phase !== 'build' || toolName(shell) !== 'python') return;
      for (const { operator, target } of shell.redirects) {
        if (!operator.startsWith('<<') || !target || !isFaithful(target)) continue;
        const found = target.text.indexOf(UNVERIFIED);
        // A comment says nothing.
        if (found < 0 || target.text.slice(target.text.lastIndexOf('\n', found) + 1, found).includes('#')) continue;
        const start = target.span.start + found;
        yield { at: { span: { start, end: start + UNVERIFIED.length }, place }, message: 'Python verifies no server any more (ssl).' };
      }
    },
  },
});
