import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { fixWith } from './_edits.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-package-tls-bypass',
    title: 'A tool does not verify the server',
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
      'docker-bench': ['check_4_11'],
    },
    why: 'Whoever sits on the network can then answer in place of the registry or cluster: with other artefacts, and with an ear for the credentials that are sent.',
    remedy: 'Take the switch out, and give the tool the certificate of your authority.',
    exceptions: 'Servers on the same machine (`localhost`) are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM php:8.4\nRUN «composer config -g disable-tls true» && composer install\n',
        fixed: 'FROM php:8.4\nRUN composer install\n',
        message: 'composer does not verify the server that it talks to (disable-tls).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN skopeo copy «--src-tls-verify=false» docker://r.example/a dir:a && helm pull «--insecure-skip-tls-verify» x\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM maven:3.9\nRUN mvn «-Dmaven.wagon.http.ssl.insecure=true» package\n',
        fixed: 'FROM maven:3.9\nRUN mvn package\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nRUN «bundle config --global ssl_verify_mode 0» && make\n',
        fixed: 'FROM ruby:3.4\nRUN make\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM maven:3.9\nENV «MAVEN_OPTS="-Xmx1g -Dmaven.wagon.http.ssl.insecure=true"»\n',
        fixed: 'FROM maven:3.9\nENV MAVEN_OPTS="-Xmx1g"\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM maven:3.9\nRUN mvn «-Dhttps.protocols=TLSv1,TLSv1.1» package\n',
        fixed: 'FROM maven:3.9\nRUN mvn package\n',
        message: 'mvn speaks only versions of TLS that are broken (-Dhttps.protocols).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM gradle:8\nRUN echo "«allowInsecureProtocol = true»" >> build.gradle\nENV «CARGO_HTTP_CHECK_REVOKE=false»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.com/x.zip «-SkipCertificateCheck» -OutFile x.zip\n',
        fixed:
          'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.com/x.zip -OutFile x.zip\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «openssl s_client -connect a.example:443 </dev/null» | openssl x509 > /usr/local/share/ca-certificates/a.crt\n',
        message: 'The certificate of whoever answers now is trusted from here on.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN podman pull --tls-verify=true a && docker pull --tls-verify=false localhost:5000/a\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: [
    'kubectl',
    'oc',
    'helm',
    'argocd',
    'crane',
    'docker',
    'podman',
    'buildah',
    'skopeo',
    'mvn',
    'mvnw',
    'aws',
    'conda',
    'mamba',
    'micromamba',
    'composer',
    'bundle',
    'VAULT_SKIP_VERIFY',
    'AZURE_CLI_DISABLE_CONNECTION_VERIFICATION',
    'CARGO_HTTP_CAINFO',
    'MAVEN_OPTS',
    'ssl_verify_mode',
    'gradle',
    'gradlew',
    'vault',
    'MAVEN_ARGS',
    'JAVA_TOOL_OPTIONS',
    'CARGO_HTTP_CHECK_REVOKE',
    'allowInsecureProtocol',
    'isAllowInsecureProtocol',
    'SkipCertificateCheck',
    'ServerCertificateValidationCallback',
    's_client',
  ],
  checks: {
    *instruction(instruction) {
      yield* inSwitches(instruction);
      if (instruction.keyword !== 'RUN') return;
      const { logical } = instruction;
      if (/certificate/i.test(logical)) yield* inPowerShell(instruction);
      if (logical.includes('s_client')) yield* ofWhoeverAnswers(instruction);
    },
  },
});

const inSwitches = switchedOff(
  'packages',
  ({ program, written }) =>
    written === '-Dhttps.protocols'
      ? `${program} speaks only versions of TLS that are broken (${written}).`
      : `${program} does not verify the server that it talks to (${written}).`,
  ({ written }) => (written === 'CARGO_HTTP_CHECK_REVOKE' ? 'info' : undefined),
);

/** The option, and the callback that agrees to everything. */
const POWERSHELL = /(?<=\s)-SkipCertificateCheck\b(?!:)|ServerCertificateValidationCallback\s*=\s*\{\s*(?:return\s+)?\$?true\s*;?\s*\}/gi;

/** Scripts that are not taken apart: of PowerShell, in its SHELL or by its name. */
function* inPowerShell(instruction: Instruction): Iterable<Finding> {
  const { stage, commands, span, text, place } = instruction;
  const called = commands.some(({ shell }) => shell.name === 'pwsh' || shell.name === 'powershell');
  if (!called && (!stage || stage.shellBefore(instruction) === 'posix')) return;
  for (const match of text.slice(span.start, span.end).matchAll(POWERSHELL)) {
    const start = span.start + match.index;
    const end = start + match[0].length;
    const option = match[0].startsWith('-');
    const written = option ? match[0] : 'ServerCertificateValidationCallback';
    yield {
      at: { span: { start, end }, place: `${place}/${written}` },
      message: `PowerShell does not verify the server that it talks to (${written}).`,
      fixes: option ? fixWith(`Take out ${written}`, [{ span: { start: start - 1, end }, text: '' }]) : [],
    };
  }
}

/** Certificates that a server shows are put among those that are trusted. */
function* ofWhoeverAnswers({ commands }: Instruction): Iterable<Finding> {
  for (const { shell, span, place } of commands) {
    if (shell.name !== 'openssl' || shell.words[1]?.value !== 's_client' || !shell.pipeline.some(addsTrust)) continue;
    yield { at: { span, place }, message: 'The certificate of whoever answers now is trusted from here on.', severity: 'info' };
  }
}

/** Whether a command puts what it reads among the certificates that are trusted. */
const addsTrust = ({ name, words, redirects }: ShellCommand): boolean =>
  name === 'keytool'
    ? words.some(({ value }) => /^-import(?:cert)?$/.test(value ?? ''))
    : redirects.some(({ operator, target }) => operator.startsWith('>') && TRUSTED.test(target?.text ?? '')) ||
      (name === 'tee' && words.some(({ text }) => TRUSTED.test(text)));
const TRUSTED = /\/ca-certificates\/|\/ca-trust\/|\/ssl\/certs\/|\/trust\/anchors\//;
