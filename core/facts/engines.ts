import type { DaemonDocument } from './documents/daemon.js';
import { memo } from './memo.js';
import type { FileSummary, Workspace } from './workspace.js';

/** Whether every engine that the workspace configures, by a `daemon.json`, is set so. False where it configures none. */
export function enginesSay(workspace: Workspace, holds: (engine: DaemonDocument) => boolean): boolean {
  const engines = pathsOf(workspace.summaries).flatMap(path => {
    const document = workspace.document(path);
    return document?.kind === 'daemon' ? [document] : [];
  });
  return engines.length > 0 && engines.every(holds);
}

/** Whether engines give root in a container to an account of the host that owns nothing. */
export const enginesMapRoot = (workspace: Workspace): boolean =>
  enginesSay(workspace, engine => Boolean(engine.string('userns-remap').value));

/** Gathered once for all files: summaries are one object until one of them changes. */
const pathsOf = memo((summaries: Iterable<FileSummary>): readonly string[] =>
  [...summaries].flatMap(({ kind, path }) => (kind === 'daemon' ? [path] : [])),
);
