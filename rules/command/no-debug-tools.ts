import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { DEBUG_PACKAGES } from '../../core/facts/tables/packages.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { fixWith, withoutWord } from './_edits.js';

export default defineRule({
  meta: {
    id: 'no-debug-tools',
    title: 'Tools for looking around are shipped',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      kics: ['9b6b0f38-92a2-41f9-b881-3a1083d99f1b'],
      hadolint: ['DL3001'],
      semgrep: ['nonsensical-command'],
      'docker-bench': ['check_4_3'],
    },
    why: 'Whoever breaks in finds the tools ready that he would otherwise have to bring: to scan the network, to listen, to read the memory of processes. Every one of them also has holes to be patched.',
    remedy: 'Install them in a stage of their own for debugging, or attach a debug container when there is something to look for.',
    exceptions: 'Tools that the image itself calls in CMD, ENTRYPOINT or HEALTHCHECK, and stages that do not ship, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y ca-certificates «tcpdump» «vim»\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y ca-certificates vim\n',
        message: 'tcpdump is shipped: it serves whoever breaks in.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get install -y a \\\n    «vim» b \\\n    c\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y a \\\n    b \\\n    c\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nRUN apt-get install -y gdb\nFROM alpine:3.22\nRUN apk add --no-cache netcat-openbsd curl\nHEALTHCHECK CMD nc -z localhost 80\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22 AS base\nRUN apk add --no-cache bind-tools\nFROM base\nHEALTHCHECK CMD dig @127.0.0.1 example.com\n',
      },
    ],
  },
  mentions: Object.keys(DEBUG_PACKAGES),
  checks: {
    *dockerfile({ stages }) {
      for (const stage of stages) if (stage.ships) yield* toolsIn(stage, stages);
    },
  },
});

function* toolsIn(stage: Stage, stages: readonly Stage[]): Iterable<Finding> {
  let called: ReadonlySet<string | undefined> | undefined;
  for (const instruction of stage.own('RUN')) {
    for (const { shell, place } of instruction.commands) {
      const command = packageCommand(shell);
      for (const { name, word } of command?.packages ?? []) {
        const tool = command?.system ? TOOLS.get(name) : undefined;
        if (!command || !tool) continue;
        called ??= programsOf(stages.filter(({ chain }) => chain.includes(stage)));
        if (isCalled(tool.programs, called)) continue;
        yield {
          at: { span: word.span, place: `${place}/${name}` },
          message: `${name} is shipped: it serves whoever breaks in.`,
          severity: tool.risk,
          fixes: () => fixWith(`Do not install ${name}`, withoutWord(instruction, shell, word, command.options.operands)),
        };
      }
    }
  }
}

const TOOLS = new Map(Object.entries(DEBUG_PACKAGES));

const isCalled = (programs: readonly string[], called: ReadonlySet<string | undefined>): boolean =>
  programs.some(program => called.has(program));

/** What the instructions of the stages run. */
function programsOf(stages: readonly Stage[]): ReadonlySet<string | undefined> {
  const programs = new Set<string | undefined>();
  for (const { instructions } of stages) for (const { script } of instructions) for (const { name } of script.commands) programs.add(name);
  return programs;
}
