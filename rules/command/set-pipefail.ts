import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { defineRule, type Finding, NOTHING } from '../../core/judge/rule.js';
import type { Span, TextEdit } from '../../core/text.js';
import { fixWith } from './_edits.js';

/** On the left of a pipe these do not fail in a way that matters. */
const SURE: ReadonlySet<string | undefined> = new Set([
  'echo',
  'printf',
  'yes',
  'cat',
  'true',
  'ls',
  'date',
  'seq',
  'dirname',
  'basename',
  'uname',
]);

/** Images with bash, unless they are built on Alpine. */
const WITH_BASH =
  /^(?:debian|ubuntu|fedora|centos|rockylinux(?:\/rockylinux)?|almalinux|oraclelinux|amazonlinux|node|python|golang|ruby|php|perl|rust|openjdk|eclipse-temurin|amazoncorretto|buildpack-deps)$/;

export default defineRule({
  meta: {
    id: 'set-pipefail',
    title: 'A failure in a pipe goes unnoticed',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['SI-7', 'SI-10'],
    },
    alsoKnownAs: {
      kics: ['efbf148a-67e9-42d2-ac47-02fa1c0d0b22'],
      hadolint: ['DL4006'],
      semgrep: ['set-pipefail'],
    },
    why: 'A shell takes the result of the last command of a pipe for that of all. When the download before it fails, the build goes on with half a file or none.',
    remedy: 'Run such commands in a shell that knows `pipefail`: with `SHELL`, or `set -o pipefail` at the start of the RUN.',
    exceptions: 'Pipes whose first command is meant to be cut off, such as `yes | ...`; those with a sure left side are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsS https://example.com/a.tgz | tar xz»\n',
        fixed: 'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsS https://example.com/a.tgz | tar xz\n',
        message: 'When curl fails, the build goes on: only the end of the pipe counts.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22-alpine\nRUN «wget -qO- https://example.com/a | gunzip > a»\n',
        fixed: 'FROM node:22-alpine\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN wget -qO- https://example.com/a | gunzip > a\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ubuntu:22.04\nSHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN «curl -fsS https://example.com/a.tgz | tar xz»\n',
        fixed: 'FROM ubuntu:22.04\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsS https://example.com/a.tgz | tar xz\n',
        message: 'sh is dash in this image, and knows no pipefail: the build fails here.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN grep app SHA256SUMS | sha256sum -c -\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN for i in $(git branch | grep v1); do git checkout $i; done\nRUN curl -fsS https://example.com/a | grep -q x && exit 1 || true\nRUN set -eux -o pipefail; curl -fsS https://example.com/a | tar xz\nRUN echo "a | b" | tee x && a || b && c=$(curl x | jq .) && (curl x | true || true)\nRUN ["sh", "-c", "curl x | tar xz"]\nFROM debian:13\nSHELL ["/bin/sh", "-euxo", "pipefail", "-c"]\nRUN curl x | tar xz\n',
      },
    ],
  },
  keywords: ['RUN'],
  checks: {
    instruction: instruction => (instruction.logical.includes('|') && !instruction.json ? openPipes(instruction) : NOTHING),
  },
});

function* openPipes(instruction: Instruction): Iterable<Finding> {
  let asked = false;
  const seen = new Set<readonly ShellCommand[]>();
  for (const { shell, place } of instruction.commands) {
    const { pipeline, within } = shell;
    if (pipeline.length < 2 || seen.has(pipeline)) continue;
    seen.add(pipeline);
    const left = pipeline.find(({ name }, i) => i < pipeline.length - 1 && !SURE.has(name));
    if (!left || within || pipeline.some(({ next }) => next === '||') || isForgiven(pipeline.at(-1)!, instruction)) continue;
    if (failsOnNothing(pipeline.at(-1)!)) continue;
    const span = { start: pipeline[0]!.span.start, end: pipeline.at(-1)!.span.end };
    // Nobody asks how the list of a `for` went.
    if (/(?:\$\(|`)\s*$/.test(instruction.text.slice(Math.max(0, span.start - 20), span.start))) continue;
    const dash = asked ? undefined : dashIn(instruction);
    if (dash) {
      const fixes = fixWith('Run such commands in bash', [{ span: dash, text: '/bin/bash' }]);
      yield { at: { span, place }, message: 'sh is dash in this image, and knows no pipefail: the build fails here.', fixes };
      return;
    }
    if (!asked && hasPipefail(instruction)) return;
    asked = true;
    yield {
      at: { span, place },
      message: `When ${left.name ?? 'its first command'} fails, the build goes on: only the end of the pipe counts.`,
      fixes: () => fixWith('Let the build fail when a command of a pipe does', shellBefore(instruction)),
    };
  }
}

/** `pipe && act || true`: whatever fails, the list ends well. */
function isForgiven(last: ShellCommand, { script }: Instruction): boolean {
  const { commands } = script;
  for (let i = commands.indexOf(last); commands[i]?.next === '&&'; i++) if (commands[i + 1]?.next === '||') return true;
  return false;
}

/** `sha256sum -c` finds no line to check in an empty input, and fails: so does the pipe. */
const failsOnNothing = ({ name, words }: ShellCommand): boolean =>
  name !== undefined &&
  name.endsWith('sum') &&
  /^(?:sha\d+|md5|b2)sum$/.test(name) &&
  words.some(({ value }) => /^(?:-\w*c\w*|--check)$/.test(value ?? ''));

/** Releases whose dash does not know the option. */
const OLD_DASH =
  /^(?:debian:(?:[89]|1[0-2]|jessie|stretch|buster|bullseye|bookworm)|ubuntu:(?:1\d|2[0-4]|trusty|xenial|bionic|focal|jammy|noble))(?:[.-]|$)/;

/** The `sh` in the SHELL in force, where that is a dash and is to know `pipefail`. */
function dashIn({ stage, span }: Instruction): Span | undefined {
  const reference = stage?.root?.reference;
  if (!reference || !OLD_DASH.test(`${wellKnownName(reference)}:${reference.tag ?? ''}`)) return undefined;
  const shell = stage?.all('SHELL').findLast(each => each.span.start < span.start);
  const [program, ...options] = shell?.json ?? [];
  if (!program || !/^(?:\/(?:usr\/)?bin\/)?(?:da)?sh$/.test(program.value) || !options.some(({ value }) => value.includes('pipefail')))
    return undefined;
  return { start: program.span.end - program.value.length - 1, end: program.span.end - 1 };
}

/** Anywhere in the RUN, or in the SHELL in force. */
function hasPipefail(instruction: Instruction): boolean {
  if (instruction.text.slice(instruction.span.start, instruction.span.end).includes('pipefail')) return true;
  const shells = instruction.stage?.all('SHELL').filter(({ span }) => span.start < instruction.span.start) ?? [];
  return shells.at(-1)?.json?.some(({ value }) => value.includes('pipefail')) ?? false;
}

const hasPipe = (instruction: Instruction): boolean =>
  instruction.commands.some(({ shell }) => shell.pipeline.length > 1) && !hasPipefail(instruction);

/** A SHELL with `pipefail`, where the image is known to have that shell and no SHELL is chosen yet. */
function shellBefore(instruction: Instruction): readonly TextEdit[] | null {
  const { stage, onbuild } = instruction;
  const reference = stage?.root?.reference;
  if (!stage || !reference || onbuild || stage.all('SHELL').length > 0) return null;
  const name = wellKnownName(reference);
  const tag = reference.tag ?? '';
  const alpine = name === 'alpine' || /alpine/.test(tag);
  if (!alpine && (!WITH_BASH.test(name) || /windows|nanoserver|distroless|slim-micro/.test(tag))) return null;
  const line = alpine ? 'SHELL ["/bin/ash", "-eo", "pipefail", "-c"]' : 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]';
  // Once for the stage, above the comments that speak of its first RUN with a pipe.
  const first = stage.instructions.find(one => one.keyword === 'RUN' && !one.onbuild && !one.json && hasPipe(one)) ?? instruction;
  return [first.insertAbove(line)];
}
