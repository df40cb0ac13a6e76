import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { type Package, packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { partsOf } from '../../core/facts/tables/tags.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';

/** Images that are there to build with, besides those whose names end so. */
const BUILDERS: ReadonlySet<string> = new Set(
  'golang rust maven gradle gcc buildpack-deps haskell swift mcr.microsoft.com/dotnet/sdk'.split(' '),
);
/** Tools by the names of several distributions; headers are known by how their names end. */
const TOOLS: ReadonlySet<string> = new Set('build-essential build-base gcc g++ gcc-c++ clang make cmake git'.split(' '));
const BUILD_STAGE = /(?:^|[-_.])build(?:er)?(?:[-_.]|$)/i;
const DEVELOPMENT_PATH = /(?:^|[-_./])(?:dev|devel|development|devcontainer|test|tests|testing|ci|build|builder)(?:[-_./]|$)/i;

export default defineRule({
  meta: {
    id: 'no-build-tools-in-final-image',
    title: 'Compilers and headers are shipped',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-docker': ['RULE #9'],
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_3'],
    },

    why: 'A compiler in the image builds for whoever breaks in what he could not bring along. What only the build needs also has holes to be patched, month after month.',
    remedy: 'Build in a stage of its own and take the result over: `COPY --from=build`. Start the last stage from a runtime image.',
    exceptions: 'Images for development and stages named so; tools that the same RUN takes out again.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «golang:1.25»\nRUN go build -o /app\nCMD ["/app"]\n',
        message: 'golang is an image to build with: its compilers are shipped.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && apt-get install -y ca-certificates «build-essential» libssl-dev\n',
        message: 'build-essential and libssl-dev are shipped: made for builds, at hand for whoever breaks in.',
      },
      { file: 'Dockerfile', bad: 'FROM eclipse-temurin:21-jdk AS base\nFROM «base»\nCMD ["java", "-jar", "/app.jar"]\n' },
      {
        file: 'Dockerfile',
        good: 'FROM golang:1.25 AS build\nRUN apk add gcc\nFROM eclipse-temurin:21-jre\nRUN apk add --no-cache --virtual .deps build-base && make && apk del .deps\nRUN apt-get install -y git-lfs device-mapper makeself\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl «gcc» libx-dev && apt-get purge -y curl "lib*" && apt-get autoremove -y\n',
        message: 'gcc is shipped: made for builds, at hand for whoever breaks in.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:13\nRUN apt-get install -y gcc $DEPS && make && apt-get purge -y --auto-remove $DEPS\nRUN saved="$(apt-mark showmanual)" && apt-get install -y gcc && apt-mark auto ".*" && apt-get purge -y --auto-remove\n',
      },
      { file: 'Dockerfile', bad: 'FROM «openjdk:8-alpine»\n' },
      { file: 'Dockerfile', bad: 'FROM «nvidia/cuda:12.9.1-devel-ubuntu24.04»\nCMD ["serve"]\n' },
      { file: 'Dockerfile', good: 'FROM openjdk:11.0.16-jre-slim\nFROM openjdk:17\n' },
      { file: 'Dockerfile', good: 'FROM golang:1.25 AS dev\nCMD ["air"]\n' },
      { file: '.devcontainer/Dockerfile', good: 'FROM rust:1\n' },
    ],
  },
  mentions: [
    'build',
    'buildpack',
    'clang',
    'cmake',
    'dev',
    'devel',
    'g',
    'gcc',
    'git',
    'golang',
    'gradle',
    'haskell',
    'make',
    'maven',
    'openjdk',
    'rust',
    'sdk',
    'swift',
    'temurin',
  ],
  checks: {
    *stage(stage, { workspace }): Iterable<Finding> {
      if (!stage.final) return;
      const findings = findingsIn(stage);
      if (findings.length > 0 && !isForDevelopment(stage, workspace.path)) yield* findings;
    },
  },
});

function findingsIn(stage: Stage): readonly Finding[] {
  const builder = builderOf(stage);
  if (builder) return [{ at: stage, message: `${builder} is an image to build with: its compilers are shipped.` }];
  const findings: Finding[] = [];
  for (const instruction of stage.all('RUN')) {
    const tools = toolsOf(instruction.script.commands);
    if (tools.length === 0) continue;
    const isRemoved = removalsIn(instruction.script.commands);
    const left = tools.filter(({ name }) => !isRemoved(name));
    if (left.length > 0) findings.push(shipped(instruction, left));
  }
  return findings;
}

const isForDevelopment = ({ name, isForDevelopment }: Stage, path: string): boolean =>
  isForDevelopment || BUILD_STAGE.test(name ?? '') || DEVELOPMENT_PATH.test(path);

function builderOf(stage: Stage): string | undefined {
  const reference = stage.root?.reference;
  const name = reference && wellKnownName(reference);
  return name &&
    (isJdk(name, reference?.tag ?? '') ||
      BUILDERS.has(name) ||
      name.endsWith('-sdk') ||
      name.endsWith('-devel') ||
      isDevelTag(reference.tag))
    ? name.split('/').slice(-2).join('/')
    : undefined;
}

/** `12.2.0-devel-ubuntu22.04`: the variant with compilers and headers. `devel` alone is a version under way. */
const isDevelTag = (tag = ''): boolean => partsOf(tag).indexOf('devel') > 0 && /\d/.test(tag);

/** A Java compiler, where the image has a variant without one. */
const isJdk = (name: string, tag: string): boolean =>
  (name === 'eclipse-temurin' || (name === 'openjdk' && /^(?:8|11)(?!\d)/.test(tag))) && !tag.includes('jre');

function shipped({ place }: Instruction, tools: readonly Package[]): Finding {
  const [first, ...rest] = tools.map(({ name }) => name);
  const shown = [first, ...rest.slice(0, 1)].join(' and ') + (rest.length > 1 ? ` and ${rest.length - 1} more` : '');
  return {
    at: { span: tools[0]!.word.span, place: `${place}/build-tools` },
    message: `${shown} ${rest.length > 0 ? 'are' : 'is'} shipped: made for builds, at hand for whoever breaks in.`,
  };
}

/** What is installed to build with. */
function toolsOf(commands: readonly ShellCommand[]): readonly Package[] {
  const tools: Package[] = [];
  for (const command of commands) {
    const found = packageCommand(command);
    if (!found?.system || found.does !== 'install') continue;
    for (const one of found.packages) if (TOOLS.has(one.name) || one.name.endsWith('-dev') || one.name.endsWith('-devel')) tools.push(one);
  }
  return tools;
}

/** Tells which packages the same step takes out again: all where that cannot be told, as with a variable. */
function removalsIn(commands: readonly ShellCommand[]): (name: string) => boolean {
  const patterns: string[] = [];
  const groups = new Set<string | undefined>();
  for (const command of commands) {
    const options = packageCommand(command)?.system ? toolOptions(command) : undefined;
    // `apk add --virtual .build-deps` makes a group, `apt-mark auto` leaves the rest to what nothing needs.
    for (const { value } of options?.values('--virtual') ?? []) groups.add(value);
    if (!options || !REMOVALS.test(options.subcommand ?? '')) continue;
    const isAll = commands.some(({ name }) => name === 'apt-mark') || options.operands.some(({ value }) => groups.has(value));
    if (isAll || options.operands.some(({ value }) => value === undefined)) return () => true;
    patterns.push(...options.operands.flatMap(({ value }) => value ?? []));
  }
  return name =>
    patterns.some(pattern =>
      pattern.endsWith('*')
        ? name.startsWith(pattern.slice(0, -1))
        : pattern.startsWith('*')
          ? name.endsWith(pattern.slice(1))
          : name === pattern,
    );
}

const REMOVALS = /^(?:del|purge|remove|autoremove|erase|rm|history)$/;
