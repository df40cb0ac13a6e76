import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { Options } from '../../core/facts/shell/options.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule } from '../../core/judge/rule.js';
import type { Span, TextEdit } from '../../core/text.js';
import { behind, fixWith } from './_edits.js';

interface Installer {
  /** Subcommands that install what the project names; `''` where the tool alone does. */
  readonly install: readonly string[];
  /** Any of these keeps to the lock file. */
  readonly locked: readonly string[];
  /** Text elsewhere in the stage that says the same. */
  readonly configured?: RegExp;
  readonly lockFile: RegExp;
  /** Behind the subcommand; `undefined` where it cannot be said so. */
  readonly option?: string;
}

const INSTALLERS: Readonly<Record<string, Installer>> = {
  npm: { install: ['install', 'i'], locked: [], lockFile: /package-lock|package\*|npm-shrinkwrap/ },
  yarn: {
    install: ['install', ''],
    locked: ['--frozen-lockfile', '--immutable', '--pure-lockfile'],
    configured: /YARN_ENABLE_IMMUTABLE_INSTALLS|enableImmutableInstalls/,
    lockFile: /yarn\.lock|yarn\*/,
    option: '--frozen-lockfile',
  },
  pnpm: {
    install: ['install', 'i'],
    locked: ['--frozen-lockfile', '--offline'],
    configured: /\bCI=/,
    lockFile: /pnpm-lock|pnpm\*/,
    option: '--frozen-lockfile',
  },
  bun: { install: ['install', 'i'], locked: ['--frozen-lockfile'], lockFile: /bun\.lock/, option: '--frozen-lockfile' },
  bundle: {
    install: ['install', ''],
    locked: ['--deployment', '--frozen'],
    configured: /BUNDLE_(?:FROZEN|DEPLOYMENT)|\bconfig\b[^\n]*\b(?:frozen|deployment)\b/,
    lockFile: /Gemfile\.lock|Gemfile\*/,
  },
  composer: { install: ['update', 'upgrade'], locked: [], lockFile: /composer\.lock|composer\*/ },
  cargo: { install: ['build'], locked: ['--locked', '--frozen'], lockFile: /Cargo\.lock|Cargo\.\*|Cargo\*/, option: '--locked' },
};

export default defineRule({
  meta: {
    id: 'use-lockfile-install',
    title: 'Dependencies are installed past the lock file',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.1', '4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'Without the lock file every build resolves the versions anew, and takes whatever was published since: also a release that was stolen an hour ago. Nobody has tested that set.',
    remedy: 'Copy the lock file in and install exactly what it says: `npm ci`, `--frozen-lockfile`, `--locked`.',
    exceptions: 'Stages for development and tests are not reported. Without a lock file in the stage it is information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN «npm install» --omit=dev\n',
        fixed: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n',
        message: 'npm resolves versions anew: it does not keep to the lock file.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY . .\nRUN «yarn» && yarn build && «pnpm i» -P\n',
        fixed: 'FROM node:22\nCOPY . .\nRUN yarn --frozen-lockfile && yarn build && pnpm i -P\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS dev\nRUN npm install\nFROM node:22\nRUN npm ci && npm install -g pm2@6.0.5 && yarn install --immutable && cargo build --locked\nENV BUNDLE_FROZEN=1\nRUN bundle install && composer install\n',
      },
    ],
  },
  checks: {
    *instruction(instruction) {
      const { stage, keyword, commands } = instruction;
      if (keyword !== 'RUN' || !stage || /dev|test|lint|debug/i.test(stage.name ?? '')) return;
      for (const { shell, place } of commands) {
        const tool = toolName(shell) ?? '';
        const installer = Object.hasOwn(INSTALLERS, tool) ? INSTALLERS[tool] : undefined;
        const options = installer && toolOptions(shell);
        if (!installer || !options || !ignoresLock(installer, options, instruction)) continue;
        const copied = copiesLock(instruction, installer);
        const [first] = shell.words;
        const head = { start: first!.span.start, end: options.subcommandSpan?.end ?? first!.span.end };
        yield {
          at: { span: head, place },
          message: `${tool} resolves versions anew: it does not keep to the lock file.`,
          ...(copied ? {} : { severity: 'info' as const }),
          fixes: copied ? fixWith('Install what the lock file says', editsFor(tool, installer, options, shell, head)) : [],
        };
      }
    },
  },
});

function ignoresLock({ install, locked, configured }: Installer, options: Options, { stage }: Instruction): boolean {
  if (!install.includes(options.subcommand ?? '') || options.operands.length > 0) return false;
  if ([...locked, '--global', '--version', '--help', '--location'].some(name => options.has(name))) return false;
  return !configured || !stage!.chain.some(({ instructions }) => instructions.some(other => configured.test(other.logical)));
}

/** Whether a COPY before it brings the lock file. */
const copiesLock = (instruction: Instruction, { lockFile }: Installer): boolean =>
  instruction.stage!.chain.some(({ instructions }) =>
    instructions.some(
      other =>
        (other.keyword === 'COPY' || other.keyword === 'ADD') &&
        other.span.start < instruction.span.start &&
        other.words.slice(0, -1).some(({ text }) => lockFile.test(text) || (/^\.\/?$/.test(text) && !other.flag('from'))),
    ),
  );

/** `npm ci` knows the options of an install, but none that would change the project. */
function editsFor(tool: string, { option }: Installer, options: Options, { words }: ShellCommand, head: Span): readonly TextEdit[] | null {
  if (option) return behind(head, ` ${option}`);
  if (tool !== 'npm' || !options.subcommandSpan || words.some(({ text }) => /^--(?:save|no-save|no-package-lock|package-lock)/.test(text)))
    return null;
  return [{ span: options.subcommandSpan, text: 'ci' }];
}
