import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { bare, isLoopback } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { valueOffset } from '../../core/facts/shell/word.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { at, type Span } from '../../core/text.js';
import { behind, inPlaceOf } from './_edits.js';

/** Branches that go on; any other name may be a tag. */
const BRANCH = /^(?:main|master|develop|dev|trunk|HEAD)$/;

export default defineRule({
  meta: {
    id: 'pin-git-clone-ref',
    title: 'Sources are taken from wherever the branch is',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'The build takes the newest commit of the day, whoever made it. Two builds of one commit differ, and nobody can say later what was built.',
    remedy: 'Clone a tag (`--branch v1.2`), or check out a commit in the same RUN.',
    exceptions: 'Builds that are meant to follow a branch.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «git clone --depth 1 https://example.com/a.git» && make -C a\n',
        fixed: 'FROM debian:12\nRUN git clone --branch version --depth 1 https://example.com/a.git && make -C a\n',
        message: 'This clone takes whatever the newest commit is.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pip install "«git+https://example.com/a.git»" && npm install «github:user/repo»\n',
        fixed: 'FROM python:3.13\nRUN pip install "git+https://example.com/a.git@version" && npm install github:user/repo\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG REF=master\nRUN «git clone -b $REF https://example.com/a.git»\n',
        fixed: 'FROM debian:12\nARG REF=master\nRUN git clone -b version https://example.com/a.git\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN git init && git remote add origin https://example.com/a.git && «git fetch origin main» && git checkout FETCH_HEAD\nRUN «git submodule update --remote»\n',
        message: 'This takes whatever the newest commit is.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pip install -e «git+https://example.com/a.git@main#egg=a»\nRUN go install «example.com/tool@master» && npm i «user/repo»\n',
        fixed:
          'FROM python:3.13\nRUN pip install -e git+https://example.com/a.git@version#egg=a\nRUN go install example.com/tool@master && npm i user/repo\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN [«"git", "clone", "https://example.com/a.git"»]\n',
        fixed: 'FROM debian:12\nRUN ["git", "clone", "--branch", "version", "https://example.com/a.git"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN git init && git fetch --depth 1 https://example.com/a.git v1.2 && git checkout FETCH_HEAD\nRUN git submodule update --init && git fetch --tags\nRUN go install example.com/tool@v1.2.0 && npm i ./user/repo @user/repo@1.2.0\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN git clone -b v1.2 https://example.com/a && git clone https://example.com/b && cd b && git checkout $COMMIT\nRUN git clone --branch=$TAG https://example.com/c\nRUN pip install git+https://example.com/a.git@0123abc && npm install github:user/repo#v1 && git clone /src/local\n',
      },
    ],
  },
  mentions: [
    'git',
    'github',
    'gitlab',
    'bitbucket',
    'go main',
    'go master',
    'go HEAD',
    'go trunk',
    'go dev',
    'go develop',
    'npm',
    'yarn',
    'pnpm',
    'bun',
  ],
  checks: {
    *stage({ instructions }: Stage): Iterable<Finding> {
      const steps = instructions.filter(({ keyword }) => keyword === 'RUN');
      // A checkout may stand in a later RUN, after WORKDIR.
      let lastPin: number | undefined;
      const isPinned = (step: number): boolean => {
        lastPin ??= steps.findLastIndex(({ script }) => script.commands.some(pins));
        return step <= lastPin;
      };
      for (const [i, step] of steps.entries()) {
        for (const { shell, span, place } of step.commands) {
          const clone = openClone(shell, step);
          const message = 'This clone takes whatever the newest commit is.';
          if (clone && !isPinned(i)) yield { at: { span, place }, message, fixes: askFor(step, clone, ' --branch ') };
          if (takesNewest(shell, step) && !isPinned(i)) yield { at: { span, place }, message: 'This takes whatever the newest commit is.' };
          for (const { span: part, reference, mark } of openPackages(shell)) {
            const message = 'This package is whatever the newest commit is.';
            yield { at: { span: part, place: `${place}/git` }, message, fixes: askFor(step, reference, mark) };
          }
        }
      }
    },
  },
});

/** Where `--branch` would go, for a clone from elsewhere that names no tag. */
function openClone(command: ShellCommand, step: Instruction): Span | undefined {
  const options = command.name === 'git' ? toolOptions(command) : undefined;
  if (options?.subcommand !== 'clone' || options.has('--revision')) return undefined;
  const [source] = options.operands;
  const text = source?.value ?? source?.text ?? '';
  if (!/^["']?(?:[a-z+]+:\/\/|git@|[\w.-]+@[\w.-]+:)/i.test(text) || isLoopback(text)) return undefined;
  const [branch] = options.values('--branch');
  if (!branch) return at(options.subcommandSpan!.end);
  return BRANCH.test(valueIn(step, branch) ?? '') ? branch.span : undefined;
}

/** A word's value, with what ARG and ENV say of its variables. */
const valueIn = (step: Instruction, word: ShellWord): string | undefined =>
  word.value ?? step.expand({ text: bare(word.text), span: word.span }).value;

/** What is fetched from a branch and then used, and submodules by their branches. */
function takesNewest(command: ShellCommand, { script }: Instruction): boolean {
  const options = command.name === 'git' ? toolOptions(command) : undefined;
  if (options?.subcommand === 'submodule update') return options.has('--remote');
  if (options?.subcommand !== 'fetch') return false;
  const named = options.operands.slice(1);
  if (!named.every(({ value }) => value !== undefined && BRANCH.test(value))) return false;
  const after = script.commands.slice(script.commands.indexOf(command) + 1);
  return after.some(next => next.name === 'git' && next.words.some(({ value }) => value === 'FETCH_HEAD'));
}

/** A checkout or reset to something that is no branch. */
function pins(command: ShellCommand): boolean {
  const options = command.name === 'git' ? toolOptions(command) : undefined;
  if (options?.subcommand !== 'checkout' && options?.subcommand !== 'reset' && options?.subcommand !== 'switch') return false;
  return options.operands.some(
    ({ value }) => value === undefined || (value !== 'FETCH_HEAD' && !BRANCH.test(value.replace(/^origin\//, ''))),
  );
}

interface OpenPackage {
  readonly span: Span;
  /** What names the branch, or where a tag would go. */
  readonly reference: Span;
  readonly mark: string;
}

/** `git+https://...` without `@`, `github:user/repo` without `#`. */
function openPackages(command: ShellCommand): readonly OpenPackage[] {
  const install = packageCommand(command);
  if (install?.does !== 'install') return [];
  const words = [...install.options.operands, ...(install.manager === 'pip' ? install.options.values('--editable') : [])];
  const open =
    install.manager === 'pip' ? openInPip : install.manager === 'npm' ? openInNpm : install.manager === 'go' ? openInGo : undefined;
  if (!open) return [];
  return words.flatMap(word => {
    const found = open(word.value ?? '');
    const offset = valueOffset(word);
    if (!found || offset === undefined) return [];
    const start = word.span.start + offset;
    const [from, to] = found;
    return [
      {
        span: { start, end: start + word.value!.length },
        reference: { start: start + from, end: start + to },
        mark: install.manager === 'npm' ? '#' : '@',
      },
    ];
  });
}

/** Where the name of a branch stands in a word, or where a tag would go. */
type Place = readonly [from: number, to: number];

function openInPip(value: string): Place | undefined {
  const match = /^(?:.*?@\s*)?git\+[a-z]+:\/\/(?:[^/@]*@)?[^\s#@]+(?:@([^\s#]*))?/.exec(value);
  if (!match) return undefined;
  const [all, branch] = match;
  if (branch === undefined) return [all.length, all.length];
  return BRANCH.test(branch) ? [all.length - branch.length, all.length] : undefined;
}

/** `user/repo` is one of GitHub, without a dot or a slash before it. */
const openInNpm = (value: string): Place | undefined =>
  /^(?:(?:(?:github|gitlab|bitbucket):|git\+[a-z]+:\/\/|git:\/\/)[^#]+|[a-z\d][\w-]*\/[\w.-]+)$/i.test(value)
    ? [value.length, value.length]
    : undefined;

function openInGo(value: string): Place | undefined {
  const [, version] = value.split('@');
  return version !== undefined && BRANCH.test(version) ? [value.length - version.length, value.length] : undefined;
}

const askFor = (step: Instruction, span: Span, mark: string): readonly Fix[] => [
  {
    title: 'Name a tag ...',
    safety: 'review',
    needs: 'input',
    async edits({ ask }) {
      const tag = await ask({ prompt: 'Which tag (or commit) have you tested?', placeholder: 'version' });
      if (tag === null) return null;
      if (mark.startsWith(' ') && span.start === span.end) return behind(step, span, `${mark}${tag}`);
      return mark.startsWith(' ') ? inPlaceOf(step, span, tag) : [{ span, text: span.end > span.start ? tag : `${mark}${tag}` }];
    },
  },
];
