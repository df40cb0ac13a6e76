import { isMainThread, workerData } from 'node:worker_threads';
import type { Io, Sink } from './io.js';
import { main } from './main.js';

/** Runs the command line of this process; in a thread that it has started, that thread's part. */
export function runCli(): void {
  if (!isMainThread && workerData?.seaworthy === 'audit') {
    void assist();
    return;
  }
  // Whoever reads from a pipe may stop before the end (`| head`): no reason to fail.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  const sink = (stream: NodeJS.WriteStream): Sink => ({
    write: text => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
  });

  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    ...(process.argv[1] ? { script: process.argv[1] } : {}),
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
  };

  // Never process.exit: what is still on its way into a pipe would be lost.
  void main(process.argv.slice(2), io).then(code => {
    process.exitCode = code;
  });
}

async function assist(): Promise<void> {
  const [{ assistAudit }, { ruleErrorText }, { rules }] = await Promise.all([
    import('./jobs.js'),
    import('./options.js'),
    import('../rules/index.js'),
  ]);
  await assistAudit({ rules, onRuleError: (rule, path, error) => void process.stderr.write(ruleErrorText(rule, path, error)) });
}
