import { didYouMean, type EngineOptions, type Preset, type Rule } from '../core/index.js';
import { type Io, UsageError } from './io.js';
import type { Args } from './main.js';

/** An engine's options from the command line's. */
export function engineOptions({ values }: Args, io: Io, rules: readonly Rule[]): EngineOptions {
  const today = (values.today as string | undefined) ?? io.today();
  if (!isDate(today)) throw new UsageError(`--today is a date like 2026-01-31, not \`${today}\`.`);
  return {
    rules,
    today: () => today,
    ...(values.preset ? { preset: values.preset as Preset } : {}),
    onRuleError: (rule, path, error) => {
      io.stderr.write(ruleErrorText(rule, path, error));
    },
  };
}

/** How many threads may work. */
export function jobsOf({ values }: Args): number {
  const jobs = values.jobs === undefined ? 1 : Number(values.jobs || Number.NaN);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256) throw new UsageError(`--jobs is a number from 1 to 256, not \`${values.jobs}\`.`);
  return jobs;
}

/** A rule's own mistake costs its findings only, and is said. */
export const ruleErrorText = (rule: Rule, path: string, error: unknown): string =>
  `seaworthy: rule ${rule.meta.id} failed on ${path} and says nothing there: ${(error as Error)?.message ?? error}\n`;

export function unknownRule(id: string, rules: readonly Rule[]): UsageError {
  const ids = rules.map(({ meta }) => meta.id);
  return new UsageError(`there is no rule \`${id}\`.${didYouMean(id, ids)} See seaworthy rules.`);
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Shows what is being read on a terminal, once the work has lasted half a second; `end` wipes it away. */
export function progress(io: Io, quiet: boolean, what = 'files'): { tell(path: string): void; end(): void } {
  const start = io.now();
  let shown = 0;
  let count = 0;
  return {
    tell(path) {
      count++;
      const now = io.now();
      if (quiet || !io.stderr.isTerminal || now - start < 500 || now - shown < 100) return;
      shown = now;
      io.stderr.write(`\r\u001b[K${`${count} ${what}: ${path}`.slice(0, (io.stderr.columns ?? 80) - 1)}`);
    },
    end() {
      if (shown > 0) io.stderr.write('\r\u001b[K');
    },
  };
}
