import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { type Package, type PackageCommand, packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import type { Manager } from '../../core/facts/tables/package-managers.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { behind } from './_edits.js';

/** What each manager writes between name and version. */
const MARK: Readonly<Partial<Record<Manager, string>>> = {
  pip: '==',
  npm: '@',
  gem: ':',
  go: '@',
  cargo: '@',
  nuget: ' --version ',
  luarocks: ' ',
};

/** The installer's own packages. */
const TOOLCHAIN = new Set(['pip', 'setuptools', 'wheel']);

/** Versions that mean: whatever is current. */
const CURRENT = /^@(?:latest|next|master|main|HEAD)?$/;

export default defineRule({
  meta: {
    id: 'pin-language-packages',
    title: 'A package of a language is installed without a version',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.7'],
      'owasp-docker': ['RULE #9', 'RULE #13'],
      'nist-800-190': ['4.1.1', '4.1.3', '4.1.5'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      kics: ['02d9c71f-3ee8-4986-9c27-1a20d0d19bfc', 'e36d8880-3f78-4546-b9a1-12f0745ca0d5', '22cd11f7-9c6c-4f6e-84c0-02058120b341'],
      hadolint: ['DL3013', 'DL3016', 'DL3028', 'DL3062'],
      terrascan: ['AC_DOCKER_0010'],
      'docker-bench': ['check_4_7'],
    },
    why: 'The build takes whatever was published last, a release that was stolen an hour ago included, and runs its install scripts at once. Two builds of one commit can differ.',
    remedy: 'Name the version, or install from a lock file.',
    exceptions: 'Throw-away tools of a build whose result does not depend on them.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pip install --no-cache-dir -r requirements.txt «gunicorn» "flask==3.1.0"\n',
        fixed: 'FROM python:3.13\nRUN pip install --no-cache-dir -r requirements.txt gunicorn==version "flask==3.1.0"\n',
        message: 'gunicorn comes in whatever version was published last.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN npm install -g «@scope/tool» «pm2@latest» typescript@5.6.3\n',
        fixed: 'FROM node:22\nRUN npm install -g @scope/tool@version pm2@latest typescript@5.6.3\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nRUN go install «example.com/cmd/tool@latest» && cargo install «ripgrep» && gem install «rake»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet tool install --global «dotnet-ef» && luarocks install «lapis»\n',
        fixed:
          'FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet tool install --global dotnet-ef --version version && luarocks install lapis\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM r-base:4.4.1\nRUN «R -e "install.packages(\'dplyr\')"»\n',
        message: 'R takes packages in whatever version was published last.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM rocker/r-ver:4.4.1\nRUN R -e "install.packages(\'dplyr\')"\nENV PIP_CONSTRAINT=/constraints.txt\nRUN pip install flask\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet tool install -g dotnet-ef --version 9.0.1 && dotnet tool install csharpier@1.0.0 && dotnet tool restore && luarocks install lapis 1.16.0-1 && luarocks install lapis-1.16.0-1.rockspec\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nRUN pip install --upgrade pip setuptools\nRUN pip install -c constraints.txt flask\nRUN pip install . ./lib dist/a.whl git+https://example.com/a.git $EXTRA "a>=2"\nRUN gem install rake -v 13.2 && go install ./... && cargo install ripgrep --version 14.1.1 && npm ci && npm install ./x.tgz\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: [
    'pip',
    'pipx',
    'uv',
    'npm',
    'yarn',
    'yarnpkg',
    'pnpm',
    'bun',
    'gem',
    'go',
    'cargo',
    'dotnet',
    'luarocks',
    'R install.packages',
    'Rscript',
  ],
  checks: {
    *instruction(instruction) {
      const constrained = instruction.scope.has('PIP_CONSTRAINT') || instruction.scope.has('UV_CONSTRAINT');
      for (const { shell, place, span } of instruction.commands) {
        const command = packageCommand(shell);
        if (command?.does === 'install' && !command.system && !isPinned(command)) {
          const set = constrained || shell.assignments.some(({ name }) => name === 'PIP_CONSTRAINT');
          if (command.manager !== 'pip' || !set) yield* unpinned(instruction, command, place);
        } else if (installsInR(shell) && !DATED.test(instruction.stage?.root?.text ?? ''))
          yield { at: { span, place }, message: 'R takes packages in whatever version was published last.' };
      }
    },
  },
});

/** Images of Rocker with a version take packages from a day's snapshot. */
const DATED = /(?:^|\/)rocker\/[\w-]+:\d/;

/** `Rscript -e 'install.packages("x")'`, unless it names a snapshot by its date. */
const installsInR = ({ name, words }: ShellCommand): boolean =>
  (name === 'R' || name === 'Rscript') &&
  words.some(({ text }) => /\binstall\.packages\(\s*\S/.test(text) && !/\d{4}-\d{2}-\d{2}|repos\s*=\s*NULL/.test(text));

function* unpinned(instruction: Instruction, { manager, packages }: PackageCommand, place: string): Iterable<Finding> {
  for (const item of packages) {
    if (item.version !== '' && !CURRENT.test(item.version)) continue;
    if (manager === 'pip' && TOOLCHAIN.has(item.name)) continue;
    yield {
      at: { span: item.word.span, place: `${place}/${item.name}` },
      message: `${item.name} comes in whatever version was published last.`,
      fixes: fixesFor(instruction, manager, item),
    };
  }
}

/** Whether an option says the version, or a file does. */
const isPinned = ({ manager, tool, options }: PackageCommand): boolean =>
  (tool === 'go' && options.subcommand === 'install' && options.operands.every(({ value }) => !value?.includes('@'))) ||
  (tool === 'luarocks' && options.operands.length > 1) ||
  ['--version', '--constraint', '--constraints', '--git', '--path', '--locked-version', '--spec'].some(name => options.has(name)) ||
  (manager === 'pip' && tool === 'uv' && options.subcommand === 'add');

function fixesFor(instruction: Instruction, manager: Manager, { word, name, version }: Package): readonly Fix[] {
  const mark = MARK[manager];
  if (!mark || !isFaithful(word)) return [];
  const end = word.span.end - (/["']$/.test(word.text) ? 1 : 0);
  return [
    {
      title: `Name a version of ${name} ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const answer = await ask({ prompt: `Which version of ${name} have you tested?`, placeholder: 'version' });
        if (answer !== null && mark.startsWith(' ')) return behind(instruction, word.span, `${mark}${answer}`);
        return answer === null ? null : [{ span: { start: end - version.length, end }, text: `${mark}${answer}` }];
      },
    },
  ];
}
