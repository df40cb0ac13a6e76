import { defineRule } from '../../core/judge/rule.js';
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
  ],
  checks: {
    instruction: switchedOff('packages', ({ program, written }) => `${program} does not verify the server that it talks to (${written}).`),
  },
});
