import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { defineRule } from '../../core/judge/rule.js';
import { behind, fixWith } from './_edits.js';

/** pnpm 10 and bun run no scripts of dependencies unasked. */
const INSTALL: Readonly<Record<string, readonly string[]>> = { npm: ['ci', 'install', 'i', 'clean-install'], yarn: ['install', ''] };
const VARIABLES = ['NPM_CONFIG_IGNORE_SCRIPTS', 'npm_config_ignore_scripts', 'YARN_ENABLE_SCRIPTS'];

/** Where a file or a command first says it for all that follow; infinite where none does. */
const configuredFrom = memo((stage: Stage): number => {
  const says = (each: Instruction) =>
    each.writes.some(({ text }) => OFF.test(text)) ||
    each.script.commands.some(({ words }) => OFF.test(words.map(({ text }) => text).join(' ')));
  const saying = stage.chain.flatMap(({ instructions }) => instructions.filter(says));
  return saying.reduce((least, { span }) => Math.min(least, span.start), Number.POSITIVE_INFINITY);
});

const OFF =
  /\bconfig\b.*\b(?:ignore-scripts[ =]["']?true|enableScripts\s+["']?false)|^\s*ignore-scripts\s*=\s*true|^\s*enableScripts\s*:\s*false/m;

export default defineRule({
  meta: {
    id: 'no-install-scripts',
    title: 'Packages may run scripts while they are installed',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3'],
      'nist-800-53': ['SI-3', 'SI-7'],
      soc2: ['CC6.8'],
    },
    why: 'Every dependency, however deep, may run what it likes in the build at that moment. Stolen packages have used just that to read tokens and to spread.',
    remedy: 'Install with `--ignore-scripts`, then build the few packages that need it (`npm rebuild name`).',
    exceptions: 'Projects with native addons, until those are built by name.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN «npm ci» --omit=dev\n',
        fixed: 'FROM node:22\nRUN npm ci --ignore-scripts --omit=dev\n',
        message: 'Every dependency may run scripts in this build.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN [«"npm","ci"»]\n',
        fixed: 'FROM node:22\nRUN ["npm","ci","--ignore-scripts"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN npm config set ignore-scripts true\nRUN npm ci\nFROM node:22\nRUN echo "ignore-scripts=true" >> ~/.npmrc && npm ci\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN npm ci --ignore-scripts && yarn build && pnpm install && bun install\nENV NPM_CONFIG_IGNORE_SCRIPTS=true\nRUN npm install\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['npm', 'yarn'],
  checks: {
    *instruction(instruction) {
      if (VARIABLES.some(name => instruction.scope.has(name))) return;
      for (const { shell, place } of instruction.commands) {
        const tool = toolName(shell) ?? '';
        const options = Object.hasOwn(INSTALL, tool) ? toolOptions(shell) : undefined;
        if (!options || !INSTALL[tool]!.includes(options.subcommand ?? '')) continue;
        if (instruction.stage && configuredFrom(instruction.stage) <= instruction.span.start) return;
        if (options.has('--ignore-scripts') || options.has('--version') || shell.assignments.some(({ name }) => VARIABLES.includes(name)))
          continue;
        const head = { start: shell.words[0]!.span.start, end: options.subcommandSpan?.end ?? shell.words[0]!.span.end };
        yield {
          at: { span: head, place },
          message: 'Every dependency may run scripts in this build.',
          fixes: fixWith(
            'Install without running scripts (native addons and browsers to test with need a step of their own)',
            behind(instruction, head, ' --ignore-scripts'),
          ),
        };
      }
    },
  },
});
