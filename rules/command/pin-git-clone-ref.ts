import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { isLoopback } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { at, type Span } from '../../core/text.js';

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
        good: 'FROM debian:12\nRUN git clone -b v1.2 https://example.com/a && git clone https://example.com/b && cd b && git checkout $COMMIT\nRUN git clone --branch=$TAG https://example.com/c\nRUN pip install git+https://example.com/a.git@0123abc && npm install github:user/repo#v1 && git clone /src/local\n',
      },
    ],
  },
  mentions: ['git', 'github', 'gitlab', 'bitbucket'],
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
          const clone = openClone(shell);
          const message = 'This clone takes whatever the newest commit is.';
          if (clone && !isPinned(i)) yield { at: { span, place }, message, fixes: askFor(clone, ' --branch ') };
          for (const { span: part, mark } of openPackages(shell)) {
            const message = 'This package is whatever the newest commit is.';
            yield { at: { span: part, place: `${place}/git` }, message, fixes: askFor(at(part.end), mark) };
          }
        }
      }
    },
  },
});

/** Where `--branch` would go, for a clone from elsewhere that names no tag. */
function openClone(command: ShellCommand): Span | undefined {
  const options = command.name === 'git' ? toolOptions(command) : undefined;
  if (options?.subcommand !== 'clone' || options.has('--revision')) return undefined;
  const [source] = options.operands;
  const text = source?.value ?? source?.text ?? '';
  if (!/^["']?(?:[a-z+]+:\/\/|git@|[\w.-]+@[\w.-]+:)/i.test(text) || isLoopback(text)) return undefined;
  const [branch] = options.values('--branch');
  if (!branch) return at(options.subcommandSpan!.end);
  return branch.value !== undefined && BRANCH.test(branch.value) ? branch.span : undefined;
}

/** A checkout or reset to something that is no branch. */
function pins(command: ShellCommand): boolean {
  const options = command.name === 'git' ? toolOptions(command) : undefined;
  if (options?.subcommand !== 'checkout' && options?.subcommand !== 'reset' && options?.subcommand !== 'switch') return false;
  return options.operands.some(({ value }) => value === undefined || !BRANCH.test(value.replace(/^origin\//, '')));
}

/** `git+https://...` without `@`, `github:user/repo` without `#`. */
function openPackages(command: ShellCommand): readonly { readonly span: Span; readonly mark: string }[] {
  const install = packageCommand(command);
  if (install?.does !== 'install' || (install.manager !== 'pip' && install.manager !== 'npm')) return [];
  return install.options.operands.flatMap(word => {
    const value = word.value ?? '';
    const open =
      install.manager === 'pip'
        ? /(?:^|@\s*)git\+[a-z]+:\/\/[^\s#]+$/.test(value) && !/git\+[a-z]+:\/\/(?:[^/@]*@)?[^@]*@/.test(value)
        : /^(?:(?:github|gitlab|bitbucket):|git\+[a-z]+:\/\/|git:\/\/)[^#]+$/.test(value);
    const quote = /^["']/.test(word.text) ? 1 : 0;
    if (!open || !isFaithful(word)) return [];
    return [{ span: { start: word.span.start + quote, end: word.span.end - quote }, mark: install.manager === 'pip' ? '@' : '#' }];
  });
}

const askFor = (span: Span, mark: string): readonly Fix[] => [
  {
    title: 'Name a tag ...',
    safety: 'review',
    needs: 'input',
    async edits({ ask }) {
      const tag = await ask({ prompt: 'Which tag (or commit) have you tested?', placeholder: 'version' });
      return tag === null ? null : [{ span, text: span.end > span.start ? tag : `${mark}${tag}` }];
    },
  },
];
