import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { EngineOptions, Preset, ReportFile } from '../core/index.js';
import { Audit, type KnownFile, type Part } from './auditing.js';

/** Below this many files for each thread its start costs more than it saves. */
const LEAST_FILES = 100;

/** An audit in words, so that another thread can open the same one. */
export interface AuditOrder {
  readonly cwd: string;
  readonly targets: readonly string[];
  readonly preset: Preset | undefined;
  readonly today: string;
  readonly shard: Part | undefined;
}

/** What a thread is told; `runCli` knows it by its name. */
interface Task extends AuditOrder {
  readonly seaworthy: 'audit';
  readonly part: Part;
}

/**
 * Analyses an audit's files in up to `jobs` threads, this one among them. What comes out does not depend on how many there are. Files bear
 * on each other, so each thread reads its part, all learn what the others have read, and then each analyses its part.
 * @param script what a thread runs: it calls `runCli`. None: this thread does all.
 */
export async function filesInThreads(
  audit: Audit,
  order: AuditOrder,
  jobs: number,
  script: string | undefined,
  onAnalyze: (path: string) => void,
): Promise<readonly ReportFile[]> {
  const of = script === undefined ? 1 : Math.max(1, Math.min(jobs, Math.floor(audit.size / LEAST_FILES)));
  const part = { index: 1, of };
  if (of === 1) return [...audit.files(part, onAnalyze)];
  const workers = Array.from({ length: of - 1 }, (_, i) => {
    const task: Task = { ...order, seaworthy: 'audit', part: { index: i + 2, of } };
    return new Worker(script!, { workerData: task });
  });
  try {
    const reading = workers.map(answerOf<readonly KnownFile[]>);
    const own = audit.summaries(part);
    const known = [own, ...(await Promise.all(reading))].flat();
    const analysing = workers.map(answerOf<readonly ReportFile[]>);
    for (const worker of workers) worker.postMessage(known);
    audit.learn(known);
    const files = [...audit.files(part, onAnalyze)];
    return [files, ...(await Promise.all(analysing))].flat();
  } finally {
    // Where one has failed the others wait for nothing.
    for (const worker of workers) void worker.terminate();
  }
}

/** What a thread says next. */
function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`a thread ended with ${code} before its work was done`)));
  });
}

/** Does what this thread was started for. */
export async function assistAudit(options: Pick<EngineOptions, 'rules' | 'onRuleError'>): Promise<void> {
  const { cwd, targets, preset, today, shard, part } = workerData as Task;
  const port = parentPort!;
  const audit = new Audit(cwd, targets, { ...options, today: () => today, ...(preset ? { preset } : {}) }, shard);
  const known = new Promise<readonly KnownFile[]>(resolve => port.once('message', resolve));
  port.postMessage(audit.summaries(part));
  audit.learn(await known);
  port.postMessage([...audit.files(part, () => {})]);
}
