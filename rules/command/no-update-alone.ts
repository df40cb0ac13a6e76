import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { type PackageCommand, packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { assuming, defineRule, type Fix, listed } from '../../core/judge/rule.js';
import { at, type TextEdit } from '../../core/text.js';
import { fixWith } from './_edits.js';
import { isIndexUsedBehind } from './_package-index.js';

export default defineRule({
  meta: {
    id: 'no-update-alone',
    title: 'The package index is fetched in a layer of its own',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.7'],
      'nist-800-190': ['4.1.1'],
      'nist-800-53': ['SI-2', 'RA-5'],
      'pci-dss-4': ['6.3.3'],
      soc2: ['CC7.1'],
      hipaa: ['164.308(a)(5)(ii)(B)'],
    },
    alsoKnownAs: {
      kics: ['9bae49be-0aa3-4de5-bab2-4c3a069e40cd'],
      trivy: ['DS-0017'],
      checkov: ['CKV_DOCKER_5'],
      dockle: ['CIS-DI-0007'],
      terrascan: ['AC_DOCKER_0049'],
      dockerfilelint: ['apt-get-update_require_install'],
      'docker-bench': ['check_4_7'],
    },
    why: 'The layer is taken from the cache as long as its line stays the same. A later install then works from an index that is weeks old, and takes versions with known holes, or none at all.',
    remedy: 'Fetch the index and install in one RUN: `apt-get update && apt-get install -y ...`.',
    exceptions: 'None in the stage of one file; a base image for others may want the index left out altogether.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «apt-get update -qq»\nRUN apt-get install -y curl\n',
        fixed: 'FROM debian:12\nRUN apt-get update -qq && apt-get install -y curl\n',
        message: 'The index goes stale in the cache: later installs use old versions.',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nRUN «apk update»\nCOPY . .\n', fixed: 'FROM alpine:3.22\nCOPY . .\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y gnupg && «apt-get update»\nRUN apt-get install -y curl\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «apt-get update»\nENV LANG=C.UTF-8\nRUN apt-get install -y curl\n',
        fixed: 'FROM debian:12\nENV LANG=C.UTF-8\nRUN apt-get update && apt-get install -y curl\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN apt-get update && apt-get source bash\nRUN apt-get update && apt-get build-dep -y bash\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN <<EOF\napt-get update\napt-get -y install curl\nEOF\nRUN apt-get update && ./install.sh\nRUN npm update && update-ca-certificates\nRUN apk update && apk upgrade\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['update', 'makecache', 'refresh', 'ref'],
  checks: {
    *instruction(instruction) {
      if (instruction.flags.some(flag => flag.value?.includes('type=cache'))) return;
      const { commands } = instruction;
      // What else runs may install by itself: a script, a tool that is not known.
      const last = commands.findLastIndex(({ shell }) => packageCommand(shell)?.does === 'refresh');
      if (last < 0 || commands.slice(last + 1).some(({ shell }) => mayInstall(shell))) return;
      const { shell, place, span } = commands[last]!;
      const command = packageCommand(shell)!;
      yield {
        at: { span, place },
        message: 'The index goes stale in the cache: later installs use old versions.',
        fixes: () => (commands.length === 1 ? fixesFor(instruction, shell, command) : []),
      };
    },
  },
});

/** Beside these an update is still alone. */
const HARMLESS = new Set(
  'rm echo printf set export true mkdir adduser addgroup useradd groupadd chmod chown cp mv ln touch sed cat'.split(' '),
);

/** What package managers do with no index at hand. Not `source`, `build-dep`, `download`. */
const WITHOUT_INDEX =
  /^(?:clean|autoclean|dist-?clean|auto-?remove|remove|purge|del|erase|check|config|config-manager|history|info|list|search|repolist|lr|ar|addrepo|version)$/;

function mayInstall(shell: ShellCommand): boolean {
  const command = packageCommand(shell);
  if (!command) return !HARMLESS.has(shell.name ?? '');
  if (command.does === 'refresh') return false;
  return command.does !== 'other' || !WITHOUT_INDEX.test(command.options.subcommand ?? '');
}

function fixesFor(instruction: Instruction, shell: ShellCommand, command: PackageCommand): readonly Fix[] {
  const merged = merge(instruction, shell, command);
  if (merged) return fixWith('Fetch the index in the RUN that installs', merged);
  const { stage } = instruction;
  const later = stage?.instructions.some(
    each => each.span.start > instruction.span.start && (each.keyword === 'RUN' || each.keyword === 'ONBUILD'),
  );
  if (!stage || later || isIndexUsedBehind(instruction) || instruction.json || instruction.heredocs.length > 0) return [];
  return listed(assuming(fixWith('Leave the index out', instruction.remove()), 'No other file installs with this index.'));
}

/** Nothing in these looks at the index. */
const PASSED: ReadonlySet<string> = new Set(['ENV', 'ARG', 'LABEL', 'WORKDIR', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'STOPSIGNAL', 'HEALTHCHECK']);

/** Moves the command into the next instruction that runs or copies, when that installs with the same tool. */
function merge(instruction: Instruction, shell: ShellCommand, { manager }: PackageCommand): readonly TextEdit[] | null {
  const { stage, flags, json } = instruction;
  const next = stage?.instructions.find(({ keyword, span }) => span.start > instruction.span.start && !PASSED.has(keyword));
  const first = next?.script.commands[0];
  if (!next || !first || next.keyword !== 'RUN' || next.json || json || flags.length > 0 || next.heredocs.length > 0) return null;
  const install = packageCommand(first);
  if (install?.manager !== manager || install.does !== 'install' || first.span.start !== next.argumentsSpan.start) return null;
  const text = instruction.text.slice(shell.span.start, shell.span.end);
  return [...instruction.remove(), { span: at(first.span.start), text: `${text} && ` }];
}
