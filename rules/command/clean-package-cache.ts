import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { type PackageCommand, packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { appendCommand, behind, fixWith } from './_edits.js';
import { isIndexUsedBehind } from './_package-index.js';

interface Cache {
  /** Text that shows that the cache is dealt with: it is removed, or mounted. Global: its matches are looked at in turn. */
  readonly handled: RegExp;
  /** The option that leaves no cache, or else the command that empties it. */
  readonly option?: string;
  readonly command?: string;
}

const CACHES: Readonly<Record<string, Cache>> = {
  apt: {
    handled: /\/var\/lib\/apt|\brm\s+-\w*r\w*\s[^&;|]*\/var\/lib\/?(?=[\s;&]|$)|\bapt(?:-get)? dist-?clean\b/g,
    command: 'rm -rf /var/lib/apt/lists/*',
  },
  apk: { handled: /\/var\/cache\/apk|\/etc\/apk\/cache/g, option: '--no-cache' },
  dnf: { handled: /\bclean\s+all\b|\/var\/cache\/(?:yum|dnf|libdnf5|tdnf)/g, command: 'clean all' },
  zypper: { handled: /\bzypper\s[^&;|]{0,80}\b(?:clean|cc)\b|\/var\/cache\/zypp/g, command: 'zypper clean --all' },
  yarn: { handled: /\.cache\b|YARN_CACHE_FOLDER|\byarn\s+cache\s+clean\b/g, command: 'yarn cache clean' },
  pip: { handled: /\.cache\b|\bpip[\d.]* cache purge\b/g, option: '--no-cache-dir' },
};

export default defineRule({
  meta: {
    id: 'clean-package-cache',
    title: "The package manager's cache is left in the layer",
    layer: 'image',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      kics: [
        'df746b39-6564-4fed-bf85-e9c44382303c',
        'ae9c56a6-3ed1-4ac0-9b54-31267f51151d',
        '295acb63-9246-4b21-b441-7c1f1fb62dc0',
        '38300d1a-feb2-4a48-936a-d1ef1cd24313',
        '00481784-25aa-4a55-8633-3136dfcf4f37',
        'f2f903fb-b977-461e-98d7-b3e2185c6118',
      ],
      trivy: ['DS-0015', 'DS-0019', 'DS-0020', 'DS-0025', 'DS-0027'],
      hadolint: ['DL3009', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'],
      semgrep: [
        'missing-apk-no-cache',
        'missing-dnf-clean-all',
        'missing-zypper-clean',
        'missing-yum-clean-all',
        'missing-pip-no-cache-dir',
        'remove-package-cache',
        'remove-package-lists',
      ],
      dockle: ['DKL-DI-0004', 'DKL-DI-0005'],
      terrascan: ['AC_DOCKER_0009', 'AC_DOCKER_00025', 'AC_DOCKER_0031'],
      'docker-bench': ['check_4_3'],
    },
    why: 'Indexes and archives that nobody needs any more are shipped with every copy of the image. They also tell scanners and intruders what was there to install.',
    remedy: 'Remove the cache in the RUN that makes it, install without one, or mount it with `--mount=type=cache`.',
    exceptions: 'Stages that do not ship are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get install» -y curl\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
        message: 'apt-get leaves its cache in this layer.',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nRUN «apk add» curl\n', fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM rockylinux:9\nRUN «dnf -y install» \\\n    curl\n',
        fixed: 'FROM rockylinux:9\nRUN dnf -y install \\\n    curl \\\n    && dnf clean all\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && \\\n    «apt-get install» -y --no-install-recommends a \\\n    # and b\n    b\n',
        fixed:
          'FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y --no-install-recommends a \\\n    # and b\n    b \\\n    && rm -rf /var/lib/apt/lists/*\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN «yarn install» --frozen-lockfile && yarn build\n',
        fixed: 'FROM node:22\nRUN yarn install --frozen-lockfile && yarn build && yarn cache clean\n',
        message: 'yarn leaves its cache in this layer.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN [«"apk", "add"», "curl"]\n',
        fixed: 'FROM alpine:3.22\nRUN ["apk", "add", "--no-cache", "curl"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12 AS base\nRUN apt-get update && «apt-get install» -y curl\nFROM base\nRUN «apt-get install» -y git\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN yarn install --frozen-lockfile && yarn cache clean\nFROM node:22\nRUN corepack enable && yarn install\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask==3.1.0\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl\nRUN apt-get install -y git && apt-get install -y vim && rm -rf /var/lib/apt/lists/*\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['apt', 'aptitude', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper', 'pip', 'yarn'],
  checks: {
    *instruction(instruction) {
      if (instruction.units.length === 0) return;
      const told = new Set<string>();
      for (const { shell, place } of instruction.commands) {
        if (isClassicYarn(shell, instruction) && !told.has('yarn') && !isHandled(instruction, shell, undefined, CACHES.yarn!)) {
          told.add('yarn');
          const head = { start: shell.words[0]!.span.start, end: toolOptions(shell)!.subcommandSpan?.end ?? shell.words[0]!.span.end };
          yield {
            at: { span: head, place },
            message: 'yarn leaves its cache in this layer.',
            fixes: () => fixWith('Leave no cache in the layer', appendCommand(instruction, CACHES.yarn!.command!)),
          };
          continue;
        }
        const command = packageCommand(shell);
        if (command?.does !== 'install' || (command.manager === 'pip' && command.tool !== 'pip')) continue;
        const cache = Object.hasOwn(CACHES, command.manager) ? CACHES[command.manager] : undefined;
        if (!cache || told.has(command.manager) || command.options.operands.length + command.options.uses.length === 0) continue;
        if (isHandled(instruction, shell, command, cache)) continue;
        if (cache.command) told.add(command.manager);
        yield {
          at: { span: command.head, place },
          message: `${command.tool} leaves its cache in this layer.`,
          fixes: () =>
            command.manager === 'apt' && isIndexUsedBehind(instruction)
              ? []
              : fixWith('Leave no cache in the layer', editsFor(instruction, command, cache)),
        };
      }
    },
  },
});

/**
 * An install by the first Yarn, which says so by its option or an image that brings it. Later ones keep beside the project what is run
 * from there.
 */
function isClassicYarn(shell: ShellCommand, { stage }: Instruction): boolean {
  if (toolName(shell) !== 'yarn') return false;
  const options = toolOptions(shell)!;
  const { subcommand = '' } = options;
  if (subcommand === 'global add') return true;
  return (
    /^(?:install|add)?$/.test(subcommand) &&
    !options.has('--version') &&
    (options.has('--frozen-lockfile') || options.has('--non-interactive')) &&
    !(stage && hasNewYarn(stage))
  );
}

/** Whether anything in the stage is of later releases of Yarn. */
const hasNewYarn = memo((stage: Stage): boolean =>
  stage.chain.some(({ instructions }) =>
    instructions.some(({ logical }) => /\.yarnrc\.yml|\byarn set version|\bcorepack\b|\.yarn\b/.test(logical)),
  ),
);

function isHandled(
  instruction: Instruction,
  shell: ShellCommand,
  command: Pick<PackageCommand, 'manager' | 'options'> | undefined,
  { handled, option }: Cache,
): boolean {
  const { manager, options } = command ?? {};
  if (option && options?.has(option)) return true;
  // What is emptied before the install is filled again by it.
  if (saysBehind(manager === 'pip' ? instruction.span.start : shell.span.end, instruction, handled)) return true;
  // A mount on the cache's folder, or on a folder above it.
  if (instruction.flags.some(flag => /type=(?:cache|tmpfs)/.test(flag.value ?? '') && /\/(?:var|root|home)\b/.test(flag.value ?? '')))
    return true;
  if (!options) return false;
  if (manager !== 'pip') return options.has('--no-network') || options.has('--download-only');
  const variable = 'PIP_NO_CACHE_DIR';
  return instruction.scope.has(variable) || shell.assignments.some(({ name }) => name === variable) || options.has('--dry-run');
}

/** Whether the instruction's text says it at `from` or behind. */
function saysBehind(from: number, { text, span }: Instruction, pattern: RegExp): boolean {
  const own = text.slice(span.start, span.end);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(own); match; match = pattern.exec(own)) if (span.start + match.index >= from) return true;
  return false;
}

function editsFor(instruction: Instruction, { options, tool }: PackageCommand, { option, command }: Cache): readonly TextEdit[] | null {
  if (option) return options.subcommandSpan ? behind(instruction, options.subcommandSpan, ` ${option}`) : null;
  return appendCommand(instruction, command === 'clean all' ? `${tool} ${command}` : command!);
}
