import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { EngineOptions, Preset, ReportFile } from '../core/index.js';
import { Audit, type Part } from './auditing.js';

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
 * Analyses an audit's files in up to `jobs` threads, this one among them. What comes out does not depend on how many there are.
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
  const others = Array.from({ length: of - 1 }, (_, i) =>
    filesOfThread(script!, { ...order, seaworthy: 'audit', part: { index: i + 2, of } }),
  );
  const own = [...audit.files({ index: 1, of }, onAnalyze)];
  return [own, ...(await Promise.all(others))].flat();
}

function filesOfThread(script: string, task: Task): Promise<readonly ReportFile[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`a thread ended with ${code} before its work was done`)));
  });
}

/** Does what this thread was started for. */
export function assistAudit(options: Pick<EngineOptions, 'rules' | 'onRuleError'>): void {
  const { cwd, targets, preset, today, shard, part } = workerData as Task;
  const audit = new Audit(cwd, targets, { ...options, today: () => today, ...(preset ? { preset } : {}) }, shard);
  parentPort?.postMessage([...audit.files(part, () => {})]);
}
