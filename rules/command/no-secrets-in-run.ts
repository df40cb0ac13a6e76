import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type ImageFacts } from '../../core/judge/rule.js';
import { at, type TextEdit } from '../../core/text.js';
import { isRootName, userAt } from './_build-user.js';
import { fixWith } from './_edits.js';
import { type SecretWord, secretWords } from './_secret-words.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-run',
    title: 'A secret stands in a build command',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: {
      kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'],
      trivy: ['DS-0031'],
      dockle: ['CIS-DI-0010'],
      'docker-bench': ['check_4_10'],
    },
    supersedes: ['no-known-secret-pattern'],
    why: 'Commands are in the history of the image: everyone who can pull it reads the secret with `docker history`. It is in the repository as well.',
    remedy:
      'Mount it for the one step: `RUN --mount=type=secret,id=token ...`, and read `/run/secrets/token`. Then change the secret, since history keeps it.',
    exceptions: 'Passwords of servers that exist only during the build weigh less.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN deploy --token=«9f8e7d6c5b4a3f2e» && make\n',
        fixed: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,required=true deploy --token="$(cat /run/secrets/token)" && make\n',
        message: '--token gives a secret away: everyone who can pull the image can read it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN curl -u ci:«Tr0ub4dor-9x7» https://example.com/a && PGPASSWORD=«Tr0ub4dor-9x7» psql && mysql -p«Tr0ub4dor-9x7» db\n',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nRUN bash -c "curl -u ci:«Tr0ub4dor-9x7» https://example.com/a"\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN export DB_PASSWORD=«\'Tr0ub4dor-9x7\'» && make\nRUN wget --header="Authorization: Bearer «9f8e7d6c5b4a3f2e»" https://example.com/a\n',
        fixed:
          'FROM alpine:3.22\nRUN --mount=type=secret,id=db_password,required=true export DB_PASSWORD="$(cat /run/secrets/db_password)" && make\nRUN wget --header="Authorization: Bearer 9f8e7d6c5b4a3f2e" https://example.com/a\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN echo "«//npm.example.com/:_authToken=9f8e7d6c5b4a3f2e»" > .npmrc\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nUSER 1001\nRUN APP_SECRET=«9f8e7d6c5b4a3f2e» rake assets\n',
        fixed:
          'FROM ruby:3.4\nUSER 1001\nRUN --mount=type=secret,id=app_secret,uid=1001,required=true APP_SECRET="$(cat /run/secrets/app_secret)" rake assets\n',
      },
      { file: 'Dockerfile', bad: 'FROM ruby:3.4\nUSER app\nRUN APP_SECRET=«9f8e7d6c5b4a3f2e» rake assets\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nRUN deploy --token=«9f8e7d6c5b4a3f2e» a && deploy --token=«9f8e7d6c5b4a3f2e» b\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM eclipse-temurin:21-jre\nRUN keytool -importcert -cacerts -storepass changeit -file ca.crt -noprompt\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN mkdir -p x && cp -p a b && docker run -p 80:80 x && deploy --token=$TOKEN --password-file pw && PGPASSWORD="" psql && curl -u "$U:$P" https://example.com\nRUN deploy --password "$(cat /run/secrets/pw)" --token "<token>" --api-key=xxx && docker build --secret id=npm,src=.npmrc .\n',
      },
    ],
  },
  keywords: ['RUN'],
  checks: {
    *instruction(instruction, { images }): Iterable<Finding> {
      // What a shell is given to run is read as its commands, too, which come later and know more.
      const found = new Map<number, Finding>();
      for (const { shell, place } of instruction.commands) {
        for (const secret of secretWords(shell)) {
          if (isPublished(secret, shell, instruction)) continue;
          found.set(secret.span.start, {
            at: { span: secret.span, place: `${place}/${secret.what}` },
            message: `${secret.what} gives a secret away: everyone who can pull the image can read it.`,
            ...(secret.weight === 'default-credential' ? { severity: 'medium' as const } : {}),
            fixes: () => fixWith('Read it from a build secret', editsFor(secret, shell, instruction, images)),
          });
        }
      }
      yield* found.values();
    },
  },
});

/** A mount, and the file in the secret's place: where a shell reads the word, and single quotes do not keep it from that. */
function editsFor(
  { what, word, span, assigned }: SecretWord,
  shell: ShellCommand,
  instruction: Instruction,
  images: ImageFacts,
): readonly TextEdit[] | null {
  if (shell.within || instruction.json || instruction.heredocs.length > 0) return null;
  // One mount is for one secret, which may stand in the step more than once.
  const named = instruction.commands.flatMap(command => secretWords(command.shell).filter(other => other.what === what));
  const reader = readerOf(instruction, images);
  if (named.length > 1 || reader === undefined) return null;
  const whole = assigned && instruction.text[span.start - 1] === '=' && !/[\\\s]/.test(instruction.text.slice(span.start, span.end));
  if (!whole && (!word || word.text.includes("'"))) return null;
  const id = what
    .replace(/^-+/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  if (id.length < 2 || instruction.logical.includes(`id=${id}`)) return null;
  const file = `$(cat /run/secrets/${id})`;
  return [
    { span: at(instruction.keywordSpan.end), text: ` --mount=type=secret,id=${id}${reader},required=true` },
    { span, text: word?.text.startsWith('"') ? file : `"${file}"` },
  ];
}

/** What lets the account that runs a step read a secret, which is root's otherwise; `undefined` where its number is not known. */
function readerOf(instruction: Instruction, images: ImageFacts): string | undefined {
  const { name, instruction: user } = userAt(instruction, images);
  if (name === undefined) return user ? undefined : '';
  if (isRootName(name)) return '';
  return /^\d+$/.test(name) ? `,uid=${name}` : undefined;
}

/** The password of the JDK's own store of certificates is in its manual. */
const isPublished = ({ span }: SecretWord, { name }: ShellCommand, { text }: Instruction): boolean =>
  name === 'keytool' && /^["']?changeit["']?$/.test(text.slice(span.start, span.end));
