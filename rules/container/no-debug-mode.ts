import type { Instruction, Pair, Stage } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { valueOffset } from '../../core/facts/shell/word.js';
import type { Container } from '../../core/facts/views/container.js';
import { assuming, type Context, defineRule, expecting, type Finding, type Fix, listed, type Severity } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';
import { debugOption, mayBeMode, withoutDebugging } from './_debug.js';

export default defineRule({
  meta: {
    id: 'no-debug-mode',
    title: 'Program runs in a mode for developers',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'nist-800-190': ['4.1.2'], 'nist-800-53': ['CM-6', 'SI-11'], 'pci-dss-4': ['2.2.4', '6.2.4'], soc2: ['CC8.1'] },
    alsoKnownAs: { sonar: ['S4507'], semgrep: ['flask-debugging-enabled'] },
    why: 'Such modes show errors with source and variables to whoever causes them, some run code that is typed into the error page, and most skip checks.',
    remedy: 'Set the mode for production here; keep the other in an override file or a stage for development.',
    exceptions: 'Files and stages for development.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV «FLASK_DEBUG=1»\nCMD ["flask", "run"]\n',
        fixed: 'FROM python:3.13\nENV FLASK_DEBUG=0\nCMD ["flask", "run"]\n',
        message: 'FLASK_DEBUG=1 makes this image run in a mode for developers.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nCMD [«"uvicorn", "app:app", "--reload"»]\n',
        fixed: 'FROM python:3.13\nCMD ["uvicorn", "app:app"]\n',
      },
      { file: 'Dockerfile', bad: 'FROM python:3.13\nCMD «flask --debug run»\n', fixed: 'FROM python:3.13\nCMD flask run\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nCMD [«"rails", "s", "-e", "development"»]\n',
        fixed: 'FROM ruby:3.4\nCMD ["rails", "s", "-e", "production"]\n',
      },
      { file: 'Dockerfile', bad: 'FROM node:24\nCMD [«"nodemon", "app.js"»]\n', fixed: 'FROM node:24\nCMD ["node", "app.js"]\n' },
      { file: 'Dockerfile', bad: 'FROM python:3.13\nCMD «fastapi dev app.py»\n', fixed: 'FROM python:3.13\nCMD fastapi run app.py\n' },
      { file: 'Dockerfile', bad: 'FROM php:8.4\nENV «XDEBUG_MODE=coverage»\n', fixed: 'FROM php:8.4\nENV XDEBUG_MODE=off\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM node:24 AS dev\nENV «NODE_ENV=development»\n',
        fixed: 'FROM node:24 AS dev\nENV NODE_ENV=production\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      RAILS_ENV: «development»\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      RAILS_ENV: production\n',
        message: 'RAILS_ENV=development makes api run in a mode for developers.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - { name: ASPNETCORE_ENVIRONMENT, value: «Development» }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - { name: ASPNETCORE_ENVIRONMENT, value: Production }\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:24 AS dev\nENV NODE_ENV=development\nFROM node:24\nENV NODE_ENV=development NODE_ENV=production\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    restart: always\n    ports: ["8000:8000"]\n    environment: [«FLASK_DEBUG=1»]\n',
        fixed:
          'services:\n  api:\n    image: example/api:1.4\n    restart: always\n    ports: ["8000:8000"]\n    environment: [FLASK_DEBUG=0]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      NODE_ENV: «${NODE_ENV:-development}»\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      NODE_ENV: ${NODE_ENV:-production}\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    environment: [DEBUG=app:*, "DEBUG=${DEBUG}", APP_ENV=prod]\n    command: serve --debug\n',
      },
    ],
  },
  mentions: ['debug', 'dev', 'devel', 'develop', 'development', 'nodemon', 'reload', 'rails', 'XDEBUG_MODE'],
  checks: {
    *stage(stage: Stage) {
      if (!stage.final) return;
      // The last stage is what a plain build gives, whatever its name.
      const weight: { readonly severity?: Severity } = stage.isForDevelopment ? { severity: 'info' } : {};
      for (const { env, pair } of modesOf(stage)) {
        const value = pair.value && env.expand(pair.value).value;
        const better = value === undefined ? undefined : withoutDebugging(pair.name, value);
        if (better === undefined || !pair.value) continue;
        const { span } = pair.value;
        yield {
          at: { span: pair.span, place: `${env.place}/${pair.name}` },
          message: `${pair.name}=${value} makes this image run in a mode for developers.`,
          ...weight,
          fixes: [{ title: `Set ${pair.name} to ${better}`, safety: 'review', edits: () => [{ span, text: better }] }],
        };
      }
      for (const keyword of ['ENTRYPOINT', 'CMD']) {
        const instruction = stage.last(keyword);
        for (const shell of instruction?.script.commands ?? []) {
          const option = debugOption(shell);
          if (option)
            yield {
              at: { span: shell.span, place: instruction!.place },
              message: `\`${option}\` is for developers: it watches and shows the sources.`,
              ...weight,
              fixes: () => forProduction(instruction!, shell),
            };
        }
      }
    },
    *container(container, context): Iterable<Finding> {
      const { name, environment, commands } = container;
      const severity = severityOf(container, context);
      for (const variable of environment) {
        const better = variable.value === undefined ? undefined : withoutDebugging(variable.name, variable.value);
        if (better === undefined) continue;
        yield {
          at: variable,
          message: `${variable.name}=${variable.value} makes ${name} run in a mode for developers.`,
          ...severity,
          fixes: variable.set?.(better)
            ? [{ title: `Set ${variable.name} to ${better}`, safety: 'review', edits: () => variable.set!(better) }]
            : [],
        };
      }
      for (const command of commands) {
        const option = debugOption(command.shell);
        if (option)
          yield { at: command, message: `\`${option}\` is for developers: it watches and shows the sources of ${name}.`, ...severity };
      }
    },
  },
});

/** Takes the option for developers out of a command, or names the other mode. */
function forProduction({ text, json }: Instruction, { words }: ShellCommand): readonly Fix[] {
  const [program, first] = words;
  if (program?.value === 'fastapi' && first?.value === 'dev' && valueOffset(first) !== undefined) {
    const start = first.span.start + valueOffset(first)!;
    return fixWith('Start it for production', [{ span: { start, end: start + 3 }, text: 'run' }]);
  }
  if (program?.value === 'nodemon') {
    const offset = valueOffset(program);
    if (offset === undefined || words.length !== 2 || !/\.[cm]?js$/.test(first?.value ?? '')) return [];
    const start = program.span.start + offset;
    const edits = [{ span: { start, end: start + 'nodemon'.length }, text: 'node' }];
    // A server that was for development needs no health check.
    const fixes = expecting(fixWith('Start it with node', edits), 'require-healthcheck');
    return listed(assuming(fixes, 'Nothing in a nodemon.json is needed to start it.'));
  }
  const index = words.findIndex(({ value }, i) => i > 0 && (value === '--reload' || value === '--debug'));
  const [before, word] = [words[index - 1], words[index]];
  if (index > 0 && before && word) {
    const between = text.slice(before.span.end, word.span.start);
    const parted = json ? /^["\s]*,["\s]*$/.test(between) : /^[\s\\]+$/.test(between);
    return parted ? fixWith(`Leave ${word.value} out`, [{ span: { start: before.span.end, end: word.span.end }, text: '' }]) : [];
  }
  const mode = words.find(({ value }, i) => words[i - 1]?.value === '-e' && /^dev/.test(value ?? ''));
  const offset = mode && valueOffset(mode);
  if (!mode || offset === undefined) return [];
  const start = mode.span.start + offset;
  return fixWith('Start it for production', [{ span: { start, end: start + mode.value!.length }, text: 'production' }]);
}

/** Variables that may name a mode, each with what it is set to last. */
function modesOf(stage: Stage): Iterable<{ readonly env: Instruction; readonly pair: Pair }> {
  const inForce = new Map<string, { readonly env: Instruction; readonly pair: Pair }>();
  for (const env of stage.all('ENV')) for (const pair of env.pairs) if (mayBeMode(pair.name)) inForce.set(pair.name, { env, pair });
  return inForce.values();
}

/**
 * By the file's name: worse where it is for production, hardly worth a word where it is for development. What is open to the network and
 * kept running is for production, too.
 */
function severityOf({ keepsRunning, ports }: Container, { workspace: { path } }: Context): { readonly severity?: Severity } {
  if (/(?:^|[./_-])prod(?:uction)?(?:[./_-]|$)/i.test(path)) return { severity: 'medium' };
  if (/(?:^|[./_-])(?:override|dev|development|local|test|tests)(?:[./_-]|$)/i.test(path)) return { severity: 'info' };
  return keepsRunning && ports.some(({ published, hostIp }) => published && hostIp === undefined) ? { severity: 'medium' } : {};
}
