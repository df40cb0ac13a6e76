import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import type { Options } from '../../core/facts/shell/options.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import type { Command } from '../../core/facts/views/command.js';
import { defineRule, expecting, type Fix, listed } from '../../core/judge/rule.js';
import { at, type Span, type TextEdit } from '../../core/text.js';
import { behind, fixWith, inPlaceOf } from './_edits.js';

interface Installer {
  /** Subcommands that install what the project names; `''` where the tool alone does. */
  readonly install: readonly string[];
  /** Any of these keeps to the lock file. */
  readonly locked: readonly string[];
  /** Text elsewhere in the stage that says the same. */
  readonly configured?: RegExp;
  readonly lockFile: RegExp;
  /** Only where one of these is used: another form of the command asks for something else. */
  readonly only?: readonly string[];
  /** Subcommands that install packages with lock files of their own. */
  readonly own?: readonly string[];
  /** What it installs is named behind it. */
  readonly named?: boolean;
  /** `lock`: reported only behind a lock file; `none`: only without one, beside the project's own file. */
  readonly when?: 'lock' | RegExp;
  readonly message?: string;
  /** Behind the subcommand; `undefined` where it cannot be said so. */
  readonly option?: string;
}

/** There is none that could be copied. */
const NEVER = /(?!)/;

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
  dotnet: {
    install: ['restore'],
    locked: ['--locked-mode'],
    lockFile: /packages\.lock\.json/,
    named: true,
    when: 'lock',
    option: '--locked-mode',
  },
  poetry: {
    install: ['install'],
    locked: [],
    lockFile: /poetry\.lock|poetry\*/,
    when: /pyproject\.toml/,
    message: 'poetry resolves versions anew: no lock file is copied.',
  },
  pip: {
    install: ['install'],
    locked: ['--require-hashes'],
    lockFile: NEVER,
    only: ['--requirement'],
    named: true,
    message: 'pip takes what the index serves wherever a requirement lists no hash.',
  },
  go: {
    install: ['get'],
    locked: [],
    lockFile: /./,
    only: ['-u'],
    named: true,
    message: 'go takes newer versions than go.mod says.',
  },
  cargo: {
    own: ['install'],
    install: ['build'],
    locked: ['--locked', '--frozen'],
    lockFile: /Cargo\.lock|Cargo\.\*|Cargo\*/,
    option: '--locked',
  },
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
        message: 'npm goes on when the lock file does not fit, and picks versions anew.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY . .\nRUN «yarn» && yarn build && «pnpm i» -P\n',
        fixed: 'FROM node:22\nCOPY . .\nRUN yarn --frozen-lockfile && yarn build && pnpm i -P\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM mcr.microsoft.com/dotnet/sdk:10.0\nCOPY app.csproj packages.lock.json ./\nRUN «dotnet restore» app.csproj\n',
        fixed:
          'FROM mcr.microsoft.com/dotnet/sdk:10.0\nCOPY app.csproj packages.lock.json ./\nRUN dotnet restore --locked-mode app.csproj\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nCOPY pyproject.toml ./\nRUN «poetry install» --no-root\nRUN «pip install» --no-cache-dir -r requirements.txt\n',
        message: 'poetry resolves versions anew: no lock file is copied.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nRUN «go get» -u ./...\n',
        message: 'go takes newer versions than go.mod says.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\nRUN «bundle install» -j 4\n',
        fixed: 'FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\nRUN BUNDLE_FROZEN=true bundle install -j 4\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM composer:2\nCOPY composer.json composer.lock ./\nRUN «composer update» --no-dev\n',
        fixed: 'FROM composer:2\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY package-lock.json ./\nRUN [«"npm","install"»]\n',
        fixed: 'FROM node:22\nCOPY package-lock.json ./\nRUN ["npm","ci"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM rust:1.88\nRUN «cargo install» ripgrep --version 14.1.1\n',
        fixed: 'FROM rust:1.88\nRUN cargo install --locked ripgrep --version 14.1.1\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install && pip install --require-hashes -r requirements.txt && pip install . && dotnet restore && go get example.com/a@v1.2.0\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS dev\nRUN npm install\nFROM node:22\nRUN npm ci && npm install -g pm2@6.0.5 && yarn install --immutable && cargo build --locked\nENV BUNDLE_FROZEN=1\nRUN bundle install && composer install\n',
      },
    ],
  },
  mentions: Object.keys(INSTALLERS),
  checks: {
    *stage(stage: Stage) {
      if (stage.isForDevelopment) return;
      const installs = installsIn(stage);
      if (installs.length === 0) return;
      for (const [tool, installer] of BY_TOOL) {
        const own = installs.filter(each => each.tool === tool);
        if (own.length === 0 || isConfigured(stage, installer)) continue;
        const copied = firstCopy(stage, installer);
        for (const install of own) {
          const { instruction, command, options } = install;
          const itsOwn = installer.own?.includes(options.subcommand ?? '') === true && !options.has('--path');
          const locked = itsOwn || installer.lockFile.source === '.' || copied < instruction.span.start;
          if (!isTold(installer, locked, stage)) continue;
          const { shell, place } = command;
          const [first] = shell.words;
          const head = { start: first!.span.start, end: options.subcommandSpan?.end ?? first!.span.end };
          yield {
            at: { span: head, place },
            message: installer.message ?? `${tool} goes on when the lock file does not fit, and picks versions anew.`,
            ...(locked ? {} : { severity: 'info' as const }),
            fixes: () => (locked ? fixesFor(install, installer, head) : []),
          };
        }
      }
    },
  },
});

const BY_TOOL: ReadonlyMap<string, Installer> = new Map(Object.entries(INSTALLERS));

interface Install {
  readonly instruction: Instruction;
  readonly command: Command;
  readonly tool: string;
  readonly options: Options;
}

/** The installs of a stage that pass over the lock file, as far as they say themselves. */
function installsIn({ instructions }: Stage): readonly Install[] {
  const installs: Install[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword !== 'RUN') continue;
    for (const command of instruction.commands) {
      const tool = toolName(command.shell);
      const installer = tool === undefined ? undefined : BY_TOOL.get(tool);
      const options = installer && toolOptions(command.shell);
      if (options && ignoresLock(installer, options)) installs.push({ instruction, command, tool: tool!, options });
    }
  }
  return installs;
}

function ignoresLock({ install, locked, only, named, own }: Installer, options: Options): boolean {
  const subcommand = options.subcommand ?? '';
  if (!own?.includes(subcommand) && (!install.includes(subcommand) || (options.operands.length > 0 && !named))) return false;
  if (only && !only.some(name => options.has(name))) return false;
  const other = own?.includes(subcommand) ? ['--list', '--help'] : ['--global', '--version', '--help', '--location'];
  return options.uses.length === 0 || ![...locked, ...other].some(name => options.has(name));
}

/** Some locks are rare: they are asked for only where one is there, or plainly missing. */
function isTold({ when }: Installer, locked: boolean, { chain }: Stage): boolean {
  if (when === undefined) return true;
  if (when === 'lock') return locked;
  const copies = chain.flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'COPY'));
  return !locked && copies.some(({ words }) => words.slice(0, -1).some(({ text }) => when.test(text)));
}

const isConfigured = ({ chain }: Stage, { configured }: Installer): boolean =>
  configured !== undefined && chain.some(({ instructions }) => instructions.some(({ logical }) => configured.test(logical)));

/** Where the first COPY stands that brings the lock file; infinite when none does. */
function firstCopy({ chain }: Stage, { lockFile }: Installer): number {
  const copies = chain.flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD'));
  const brings = (copy: Instruction) =>
    copy.words
      .slice(0, -1)
      .some(({ text }) => lockFile.test(text) || (lockFile !== INSTALLERS.dotnet!.lockFile && /^\.\/?$/.test(text) && !copy.flag('from')));
  return Math.min(
    ...copies
      .filter(brings)
      .slice(0, 1000)
      .map(({ span }) => span.start),
  );
}

/** The option of the first Yarn tells that it is the one which leaves a cache. */
const fixesFor = (install: Install, installer: Installer, head: Span): readonly Fix[] =>
  listed(expecting(fixWith('Install what the lock file says', editsFor(install, installer, head)), 'clean-package-cache'));

/** What an install takes as well as an update. */
const COMPOSER = new Set(
  '--no-interaction --quiet --no-dev --no-scripts --no-plugins --no-progress --prefer-dist --optimize-autoloader --classmap-authoritative --ansi --no-ansi --ignore-platform-reqs --working-dir'.split(
    ' ',
  ),
);

/** `npm ci` knows the options of an install, but none that would change the project. */
function editsFor({ command, instruction, options, tool }: Install, { option }: Installer, head: Span): readonly TextEdit[] | null {
  const { shell } = command;
  const { words } = shell;
  if (tool === 'bundle')
    return shell.wrappers.length === 0 && !instruction.json ? [{ span: at(shell.span.start), text: 'BUNDLE_FROZEN=true ' }] : null;
  if (tool === 'composer') {
    const shared = options.uses.every(({ name }) => COMPOSER.has(name));
    return shared && options.subcommandSpan ? inPlaceOf(instruction, options.subcommandSpan, 'install') : null;
  }
  if (option) return behind(instruction, head, ` ${option}`);
  if (tool !== 'npm' || !options.subcommandSpan || words.some(({ text }) => /^--(?:save|no-save|no-package-lock|package-lock)/.test(text)))
    return null;
  return inPlaceOf(instruction, options.subcommandSpan, 'ci');
}
