import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Io, Sink } from '../../cli/io.js';
import { main } from '../../cli/main.js';
import type { Rule, RuleMeta } from '../../core/judge/rule.js';
import { defineRule, setTo, without } from '../../core/judge/rule.js';

const meta = (id: string, more: Partial<RuleMeta>): RuleMeta => ({
  id,
  title: `Test rule ${id}`,
  layer: 'runtime',
  per: {},
  why: 'Why it matters.',
  remedy: 'What to do.',
  exceptions: 'When it is fine.',
  controls: { pss: ['baseline'] },
  examples: [{ file: 'compose.yaml', bad: 'a: «b»\n', fixed: 'a: c\n' }],
  ...more,
});

/** Critical, mended safely. */
const privileged = defineRule({
  meta: meta('no-privileged', {
    per: {
      compose: { severity: 'critical', preset: 'essential', fix: 'safe' },
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'safe' },
    },
    alsoKnownAs: { trivy: ['KSV-0017'] },
    previousIds: ['not-privileged'],
  }),
  checks: {
    *container({ name, privileged }) {
      if (privileged.value !== true) return;
      yield { at: privileged, message: `${name} is privileged.`, fixes: without(privileged, `Take privileged from ${name}`, 'safe') };
    },
  },
});

/** Medium, mended after review. */
const readOnlyRoot = defineRule({
  meta: meta('read-only-root', { per: { compose: { severity: 'medium', preset: 'recommended', fix: 'review' } } }),
  checks: {
    *container({ name, readOnlyRoot }) {
      if (readOnlyRoot.origin !== 'default') return;
      yield {
        at: readOnlyRoot,
        message: `${name} can write to its own root filesystem.`,
        fixes: setTo(readOnlyRoot, true, `Make ${name} read-only`),
      };
    },
  },
});

/** Low, in Dockerfiles. Its fix leaves a copy of what it should mend, so that nothing may apply it. */
const maintainer = defineRule({
  meta: meta('no-maintainer', { per: { dockerfile: { severity: 'low', preset: 'recommended', fix: 'safe' } } }),
  checks: {
    *instruction(instruction) {
      if (instruction.keyword !== 'MAINTAINER') return;
      const edits = [{ span: { start: instruction.span.start, end: instruction.span.start }, text: 'MAINTAINER x\n' }];
      yield {
        at: instruction,
        message: 'MAINTAINER is deprecated.',
        fixes: [{ title: 'Write it again', safety: 'safe', edits: () => edits }],
      };
    },
  },
});

export const testRules: readonly Rule[] = [privileged, readOnlyRoot, maintainer];

/** A stream that remembers. */
export class Recorder implements Sink {
  text = '';
  readonly columns: number | undefined;

  constructor(readonly isTerminal = false) {
    this.columns = isTerminal ? 80 : undefined;
  }

  write(text: string): void {
    this.text += text;
  }
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process with the test rules. */
export async function run(
  cwd: string,
  argv: readonly string[],
  more: Partial<Io> & { readonly rules?: readonly Rule[] } = {},
): Promise<Outcome> {
  const stdout = new Recorder();
  const stderr = new Recorder();
  const io: Io = {
    cwd,
    env: {},
    stdout,
    stderr,
    now: () => 0,
    today: () => '2026-01-31',
    ...more,
  };
  const code = await main(argv, io, async () => more.rules ?? testRules);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

const made: string[] = [];

/** A folder that holds `files`, with a `.git` so that it is a top of its own. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const top = mkdtempSync(path.join(tmpdir(), 'seaworthy-'));
  made.push(top);
  mkdirSync(path.join(top, '.git'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
    writeFileSync(path.join(top, name), content);
  }
  return top;
}

export function removeTrees(): void {
  for (const top of made.splice(0)) rmSync(top, { recursive: true, force: true });
}

export const BAD = 'services:\n  web:\n    image: web:1\n    privileged: true\n';
export const MEDIUM = 'services:\n  web:\n    image: web:1\n';
export const GOOD = 'services:\n  web:\n    image: web:1\n    read_only: true\n';
