import { commandsOf, sideCommandsOf } from '../../core/facts/documents/compose/commands.js';
import type { Command } from '../../core/facts/views/command.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { secretWords, suppliedSecrets } from './_secret-words.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-command',
    title: 'A secret stands in the command of a container',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
      compose: { severity: 'high', preset: 'essential', fix: null },
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10', '7.4'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
      'owasp-k8s': ['K03'],
    },
    alsoKnownAs: {
      kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'],
      'docker-bench': ['check_4_10', 'check_7_4'],
    },
    why: 'The command line is in the image or the manifest, in `inspect`, and in the list of processes for everyone on the host. Programs also log it.',
    remedy:
      'Read the secret from a mounted file (`--password-file=/run/secrets/db`) or from the environment. Then change it, since history keeps it.',
    exceptions: 'Passwords of services that exist only inside a test run.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM redis:8.0\nCMD ["redis-server", "--requirepass", "«Tr0ub4dor-9x7»"]\n',
        message: '--requirepass gives a secret away to whoever can see the command.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM eclipse-temurin:21\nCMD ["java", "-Dspring.datasource.password=«Tr0ub4dor-9x7»", "-jar", "app.jar"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.0\n    command: redis-server --requirepass «Tr0ub4dor-9x7»\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: mysql:8.4\n    healthcheck:\n      test: ["CMD-SHELL", "mysqladmin ping -uroot -p«Tr0ub4dor-9x7»"]\n    post_start:\n      - command: ["setup", "--password=«Tr0ub4dor-9x7»"]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n      args: ["--token=«9f8e7d6c5b4a3f2e»"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.0\n    entrypoint: [sh, -c]\n    command: ["redis-server --requirepass «Tr0ub4dor-9x7»"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM redis:8.0\nHEALTHCHECK CMD redis-cli -a "$PASSWORD" ping\nCMD ["serve", "--password-file", "/run/secrets/db", "--token=$TOKEN", "-p", "8080", "-Ddb.password", "Tr0ub4dor-9x7"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.0\n    command: redis-server --requirepass «$REDIS_PASSWORD»\n    healthcheck: { test: ["CMD", "redis-cli", "-a", «"${REDIS_PASSWORD:?}"», "ping"] }\n',
        message: '--requirepass shows the value of REDIS_PASSWORD to whoever can inspect the container.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.0\n    command: redis-server --requirepass «${REDIS_AUTH:-b1ue-Heron-42}»\n',
        message: '--requirepass gives a secret away to whoever can see the command.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM eclipse-temurin:21\nCMD ["java", "-Dplay.http.secret.key=«Tr0ub4dor-9x7»", "-Dapi.key=«9f8e7d6c5b4a3f2e»", "-jar", "app.jar"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  cache:\n    image: redis:8.0\n    command: ["sh", "-c", "redis-server --requirepass $$PASSWORD"]\n    healthcheck: { test: ["CMD-SHELL", "redis-cli -a $$PASSWORD ping"] }\n',
      },
    ],
  },
  keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
  checks: {
    command: judge,
    // The engine starts the health check and hooks again and again: what they say is in `inspect` too.
    *service(service) {
      if (service.provided) return;
      const beside = sideCommandsOf(service);
      yield* beside.flatMap(judge);
      yield* [...commandsOf(service), ...beside].flatMap(judgeSupplied);
    },
  },
});

/** Compose replaces variables before the engine is told the command: it keeps and shows their values. */
const judgeSupplied = ({ shell, place }: Command): readonly Finding[] =>
  suppliedSecrets(shell).map(({ what, variable, span, weight }) => ({
    at: { span, place: `${place}/${what}` },
    message: weight === undefined ? `${what} shows the value of ${variable} to whoever can inspect the container.` : givenAway(what),
    severity: weight === 'literal' ? 'high' : 'medium',
  }));

const givenAway = (what: string): string => `${what} gives a secret away to whoever can see the command.`;

function judge({ shell, phase, place }: Command): readonly Finding[] {
  if (phase !== 'run') return [];
  return secretWords(shell).map(secret => ({
    at: { span: secret.span, place: `${place}/${secret.what}` },
    message: givenAway(secret.what),
    ...(secret.weight === 'default-credential' ? { severity: 'medium' as const } : {}),
  }));
}
