import { type BuildMount, mountsOf } from '../../core/facts/documents/dockerfile/mounts.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { bare } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { isAtOrBelow } from '../../core/facts/tables/paths.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';

/** Without words they print every variable. */
const LISTS: ReadonlySet<string> = new Set(['env', 'printenv', 'export', 'declare', 'set']);
const COPIES = new Set(['cp', 'mv', 'install']);

export default defineRule({
  meta: {
    id: 'no-secret-mount-leak',
    title: 'A build secret is written into the image',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
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
      'docker-bench': ['check_4_10'],
    },
    why: 'The mount keeps the secret out of the image, and this command puts it back in: into a file of the layer, or into the log of the build.',
    remedy:
      'Let the program read the mounted file itself: mount it where its configuration lives with `target=`, or give it as a variable with `env=`.',
    exceptions: 'Files on another mount, and files that the same RUN removes, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount=type=secret,id=npmrc «cp /run/secrets/npmrc /root/.npmrc» && npm ci\n',
        message: 'The secret npmrc is written to /root/.npmrc and stays in the image.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount=type=secret,id=t,env=TOKEN «echo "token=$TOKEN" > .npmrc»\nRUN --mount=type=secret,id=k «cat /run/secrets/k»\nRUN --mount=type=secret,id=k «tee /etc/k < /run/secrets/k»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount=type=secret,id=t,env=TOKEN «printenv TOKEN» && «export -p» && export TOKEN && printenv HOME\nRUN --mount=type=secret,id=k «dd if=/run/secrets/k of=/etc/k»\n',
        message: 'The secret t is printed into the log of the build.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount=type=secret,id=k «set -ex» && TOKEN=$(cat /run/secrets/k) make && «tar cf /k.tar /run/secrets»\n',
        message: 'From here on the build log shows commands with their values, the secret k too.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN --mount=type=secret,id=k set -ex; make --token-file /run/secrets/k; set +x; TOKEN=$(cat /run/secrets/k) make\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) npm ci && curl -H @/run/secrets/t https://example.com\nRUN --mount=type=secret,id=t --mount=type=tmpfs,target=/tmp cp /run/secrets/t /tmp/t\nRUN --mount=type=secret,id=t cat /run/secrets/t > .npmrc && npm ci && rm .npmrc\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['secret'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      const mounts = mountsOf(instruction);
      const secrets = mounts.filter(({ type }) => type === 'secret');
      if (secrets.length === 0) return;
      const kept = (path: string) =>
        !mounts.some(({ target }) => target !== undefined && isAtOrBelow(path, target)) && !/^\/(?:dev|proc)\//.test(path);
      const { commands } = instruction.script;
      const tracing = tracedFrom(instruction, secrets);
      if (tracing) yield tracing;
      for (const { shell, span, place } of instruction.commands) {
        const secret = secrets.find(each => copies(shell, each));
        const path = secret && outputOf(shell);
        if (!secret || path === undefined) continue;
        const message =
          path === 'log'
            ? `The secret ${secret.id ?? secret.env} is printed into the log of the build.`
            : `The secret ${secret.id ?? secret.env} is written to ${path} and stays in the image.`;
        const removed = commands
          .slice(commands.indexOf(shell) + 1)
          .some(other => other.name === 'rm' && other.words.some(({ text }) => bare(text) === path));
        if (path === 'log' || (kept(path) && !removed)) yield { at: { span, place }, message };
      }
    },
  },
});

/** Whether the command passes the secret's content on: it copies the file, prints it, or echoes the variable. */
function copies(command: ShellCommand, { target, env }: BuildMount): boolean {
  const { name = '', words, redirects, pipeline } = command;
  if (command.within?.how === 'substitution') return false;
  const names = (text: string) =>
    target !== undefined && (bare(text) === target || bare(text) === '/run/secrets' || bare(text) === '/run/secrets/*');
  if (COPIES.has(name))
    return toolOptions(command)!
      .operands.slice(0, -1)
      .some(({ text }) => names(text));
  if (name === 'cat' || name === 'base64' || (name === 'tee' && pipeline[0] === command)) {
    return (
      words.slice(1).some(({ text }) => names(text)) ||
      redirects.some(({ operator, target: file }) => operator === '<' && file !== undefined && names(file.text))
    );
  }
  if (name === 'printenv' && words.length > 1) return env !== undefined && words.some(({ value }) => value === env);
  if (LISTS.has(name) && (words.length === 1 || words[1]!.value === '-p')) return env !== undefined;
  if (name === 'tar') return target !== undefined && words.slice(1).some(({ text }) => names(text));
  if (name === 'dd') return target !== undefined && words.some(({ value }) => value === `if=${target}`);
  if (name !== 'echo' && name !== 'printf') return false;
  return words
    .slice(1)
    .some(
      ({ text }) =>
        (env !== undefined && new RegExp(`\\$\\{?${env.replace(/\W/g, '')}\\b`).test(text)) ||
        (target !== undefined && text.includes(`$(cat ${target})`)),
    );
}

/** The file that it ends up in; `log` when it is printed; `undefined` when it goes to another program, or where cannot be known. */
function outputOf(command: ShellCommand): string | undefined {
  if (command.name === 'tar' || command.name === 'dd') {
    const { words } = command;
    const file = words[words.findIndex(({ value }, i) => i > 0 && /^-?\w*f$/.test(value ?? '')) + 1]?.value;
    const output = command.name === 'tar' ? file : words.find(({ value }) => value?.startsWith('of='))?.value?.slice('of='.length);
    if (output !== undefined && output !== '-' && output !== 'tar') return output;
  }
  if (COPIES.has(command.name!)) return toolOptions(command)!.operands.at(-1)?.value;
  const { pipeline } = command;
  const last = pipeline.at(-1)!;
  const redirect = last.redirects.find(({ operator }) => /^1?>{1,2}\|?$/.test(operator));
  if (redirect) return redirect.target?.value;
  if (last.name === 'tee') return toolOptions(last)?.operands[0]?.value;
  if (pipeline.length === 1) return command.within?.how === 'process-substitution' ? undefined : 'log';
  return undefined;
}

/** `set -x` before a secret is used: each command is printed with the values of its variables. */
function tracedFrom({ commands, logical, span }: Instruction, secrets: readonly BuildMount[]): Finding | undefined {
  const tracing = commands.find(
    ({ shell }) => shell.name === 'set' && shell.words.some(({ value }) => /^-[a-z]*x[a-z]*$/.test(value ?? '')),
  );
  if (!tracing) return undefined;
  const rest = logical.slice(tracing.span.end - span.start).split(/\bset \+\w*x/, 1)[0]!;
  const shown = secrets.find(
    ({ env, target }) =>
      (env !== undefined && new RegExp(`\\$\\{?${env.replace(/\W/g, '')}(?!\\w)`).test(rest)) ||
      (target !== undefined && (rest.includes(`$(cat ${target})`) || rest.includes(`$(<${target})`))),
  );
  if (!shown) return undefined;
  return {
    at: { span: tracing.span, place: tracing.place },
    message: `From here on the build log shows commands with their values, the secret ${shown.id ?? shown.env} too.`,
  };
}
