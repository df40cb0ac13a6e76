import type { Stage, Word } from '../../core/facts/documents/dockerfile.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';

/** Numbers of accounts that images bring, by the image's name and the account's. Sources: the images' Dockerfiles. */
const ACCOUNTS: readonly (readonly [image: RegExp, user: string, uid: (tag: string) => string])[] = [
  [/^node$/, 'node', () => '1000'],
  [/^gcr\.io\/distroless\//, 'nonroot', () => '65532'],
  [/^nginx$/, 'nginx', () => '101'],
  [/^postgres$/, 'postgres', tag => (tag.includes('alpine') ? '70' : '999')],
  [/^(?:debian|ubuntu|python|golang|ruby|node|nginx|alpine)$/, 'nobody', () => '65534'],
];

export default defineRule({
  meta: {
    id: 'numeric-user',
    title: 'The user is a name, not a number',
    layer: 'access',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #2'],
      'nist-800-53': ['AC-6'],
    },
    alsoKnownAs: {
      hadolint: ['DL3066'],
    },

    why: 'Kubernetes can only tell by a number that an image does not run as root: with `runAsNonRoot` a name is refused. A number also means the same user on the host and on volumes.',
    remedy: 'Write the number of the account in USER.',
    exceptions: 'Images for Windows, and images that never run on Kubernetes.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN make\nUSER «node»\n',
        fixed: 'FROM node:22\nRUN make\nUSER 1000\n',
        message: 'The user node is a name: Kubernetes cannot tell that it is not root.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN groupadd app && useradd -r -u 10001 -g app app\nUSER «app:app»\n',
        fixed: 'FROM debian:12\nRUN groupadd app && useradd -r -u 10001 -g app app\nUSER 10001:app\n',
      },
      { file: 'Dockerfile', bad: 'FROM node:22\nUSER «"node"»\n', fixed: 'FROM node:22\nUSER "1000"\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nUSER «somebody»\n' },
      { file: 'Dockerfile', good: 'FROM node:22 AS build\nUSER node\nFROM node:22\nUSER node\nRUN make\nUSER 1000:1000\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nUSER $WHO\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nUSER root\n' },
      { file: 'Dockerfile', good: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER ContainerUser\n' },
    ],
  },
  mentions: ['USER'],
  checks: {
    *stage(stage) {
      const instruction = stage.final ? stage.last('USER') : undefined;
      const [word] = instruction?.words ?? [];
      const name = instruction && word ? instruction.expand(word).value?.split(':', 1)[0] : undefined;
      if (!instruction || !word || !name || /^(?:\d+|root)$/.test(name) || stage.shellBefore(instruction) !== 'posix') return;
      yield {
        at: { span: word.span, place: instruction.place },
        message: `The user ${name} is a name: Kubernetes cannot tell that it is not root.`,
        fixes: () => numberFor(stage, word, name),
      };
    },
  },
});

function numberFor(stage: Stage, { text, span }: Word, name: string): readonly Fix[] {
  const quote = /^["']?/.exec(text)![0].length;
  const uid = text.startsWith(name, quote) ? numberOf(stage, name) : undefined;
  const start = span.start + quote;
  return uid ? fixWith(`Write ${uid} for ${name}`, [{ span: { start, end: start + name.length }, text: uid }]) : [];
}

/** The number of an account, where the file makes the account or the image is known for it. */
function numberOf(stage: Stage, name: string): string | undefined {
  for (const { script } of stage.all('RUN')) {
    for (const command of script.commands) {
      if (!['useradd', 'adduser', 'usermod'].includes(toolName(command) ?? '')) continue;
      const options = toolOptions(command)!;
      if (options.operands[command.name === 'adduser' ? 0 : options.operands.length - 1]?.value !== name) continue;
      const uid = options.values('--uid').at(-1)?.value;
      return uid !== undefined && /^[1-9]\d*$/.test(uid) ? uid : undefined;
    }
  }
  const reference = stage.root?.reference;
  const image = reference && wellKnownName(reference);
  return image && ACCOUNTS.find(([pattern, user]) => user === name && pattern.test(image))?.[2](reference.tag ?? '');
}
