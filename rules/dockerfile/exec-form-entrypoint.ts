import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { assuming, defineRule, type Fix, listed } from '../../core/judge/rule.js';
import { at } from '../../core/text.js';

export default defineRule({
  meta: {
    id: 'exec-form-entrypoint',
    title: 'The program starts under a shell',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-6'],
    },
    alsoKnownAs: {
      kics: ['b86987e1-6397-4619-81d5-8807f2387c79'],
      hadolint: ['DL3025'],
      buildkit: ['JSONArgsRecommended'],
      semgrep: ['prefer-json-notation'],
      sonar: ['S7019', 'S7030'],
    },
    why: 'The shell stays as process 1 and does not pass signals on: the container is killed after ten seconds instead of ending in order. It also needs a shell in the image, and reads variables as code.',
    remedy: 'Write the command as a JSON list; where a shell is needed, start the program with `exec`.',
    exceptions: 'Images that choose a shell with SHELL are not reported, nor are commands that begin with `exec`.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCMD «serve --port 80 "a b"»\n',
        fixed: 'FROM debian:12\nCMD ["serve", "--port", "80", "a b"]\n',
        message: 'CMD runs under a shell, which does not pass signals on to the program.',
      },
      {
        file: 'Dockerfile',
        bad: "FROM debian:12\nENTRYPOINT «['serve', '--all',]»\nCMD []\n",
        fixed: 'FROM debian:12\nENTRYPOINT ["serve", "--all"]\nCMD []\n',
        message: 'This is no valid JSON: ENTRYPOINT runs it as a shell command, brackets and all.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCMD «serve --port $PORT»\n',
        fixed: 'FROM debian:12\nCMD exec serve --port $PORT\n',
        message: 'CMD runs under a shell, which does not pass signals on: start the last program with exec.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nCMD make\nFROM debian:12\nCMD serve\nCMD exec serve $A\nHEALTHCHECK CMD curl -f localhost\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENTRYPOINT «serve»\nCMD ["--all"]\n',
        fixed: 'FROM debian:12\nENTRYPOINT ["serve"]\nCMD ["--all"]\n',
      },
      { file: 'Dockerfile', good: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCMD serve\n' },
    ],
  },
  checks: {
    *stage(stage: Stage) {
      if (!stage.final || stage.all('SHELL').length > 0) return;
      for (const keyword of ['ENTRYPOINT', 'CMD']) {
        const instruction = stage.last(keyword);
        if (!instruction || instruction.json || instruction.words.length === 0 || instruction.words[0]!.text === 'exec') continue;
        const { argumentsSpan, text, place } = instruction;
        const end = argumentsSpan.start + text.slice(argumentsSpan.start, argumentsSpan.end).trimEnd().length;
        const source = text.slice(argumentsSpan.start, end);
        const broken = source.startsWith('[') && source.endsWith(']');
        yield {
          at: { span: { start: argumentsSpan.start, end }, place },
          message: broken
            ? `This is no valid JSON: ${keyword} runs it as a shell command, brackets and all.`
            : /[|&;<>()`$]/.test(source)
              ? `${keyword} runs under a shell, which does not pass signals on: start the last program with exec.`
              : `${keyword} runs under a shell, which does not pass signals on to the program.`,
          ...(stage.shellBefore(instruction) === 'cmd' ? { severity: 'info' as const } : {}),
          fixes: () =>
            listed(
              assuming(
                broken ? mend(source, argumentsSpan.start) : convert(instruction, end),
                keyword === 'ENTRYPOINT' ? passedOver(stage) : undefined,
              ),
            ),
        };
      }
    },
  },
});

/** Under a shell ENTRYPOINT takes no arguments; as a list it gets what CMD says. */
const passedOver = (stage: Stage): string | undefined =>
  (stage.last('CMD')?.words.length ?? 0) > 0 ? 'The program takes what CMD says as its arguments: so far that was passed over.' : undefined;

/** Single quotes and a comma at the end are what people write by mistake. */
function mend(source: string, start: number): readonly Fix[] {
  const mended = source.replaceAll("'", '"').replace(/,\s*\]$/, ']');
  try {
    const values: unknown = JSON.parse(mended);
    if (!Array.isArray(values) || !values.every(value => typeof value === 'string')) return [];
  } catch {
    return [];
  }
  return [{ title: 'Write valid JSON', safety: 'review', edits: () => [{ span: { start, end: start + source.length }, text: mended }] }];
}

/** A list where the shell has nothing to do; `exec` where it has only variables to replace. */
function convert({ script, argumentsSpan, logical, span }: Instruction, end: number): readonly Fix[] {
  const [command, ...others] = script.commands;
  const source = logical.slice(argumentsSpan.start - span.start, end - span.start);
  if (!command || others.length > 0 || command.assignments.length > 0 || command.wrappers.length > 0 || /[|&;<>()`\n\\~]/.test(source))
    return [];
  const words = command.words.map(({ value }) => value);
  if (words.every(value => value !== undefined) && !/[$*?[\]{}!#]/.test(source)) {
    const text = `[${words.map(value => JSON.stringify(value)).join(', ')}]`;
    return [{ title: 'Write it as a list', safety: 'review', edits: () => [{ span: { start: argumentsSpan.start, end }, text }] }];
  }
  return [
    {
      title: 'Let the shell give way to the program (exec)',
      safety: 'review',
      edits: () => [{ span: at(argumentsSpan.start), text: 'exec ' }],
    },
  ];
}
