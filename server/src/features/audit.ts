import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type FileScore, scoreWorkspace } from '../../../core/index.js';
import { countsOf, scoreOf } from '../convert.js';
import type { Folder } from '../files.js';
import type { AuditedFile, AuditParams, AuditResult } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown } from '../shown.js';

/**
 * Judges every file of the workspace, or of one folder of it. Others are answered between two files.
 * @throws ResponseError `RequestCancelled` when the client no longer wants it.
 */
export async function audit(session: Session, { folder: uri, workDoneToken }: AuditParams, token: CancellationToken): Promise<AuditResult> {
  const { files, host, connection } = session;
  const folders =
    uri === undefined ? files.folders : files.folders.filter(folder => folder.uri?.replace(/\/$/, '') === uri.replace(/\/$/, ''));
  const progress = connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin('Seaworthy audit', 0, undefined, true);
  try {
    const audited: AuditedFile[] = [];
    const scores: (FileScore | null)[] = [];
    for (const folder of folders) await files.index(folder);
    const all = folders.flatMap(folder =>
      folder.engine.paths.filter(path => !folder.engine.isExcluded(path)).map(path => ({ folder, path })),
    );
    for (const [done, place] of all.entries()) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The audit was cancelled.');
      const analysis = files.analyze(files.uriOf(place))?.analysis;
      if (analysis) {
        const counts = countsOf(analysis.findings.filter(isShown));
        audited.push({ uri: files.uriOf(place), kind: analysis.kind, score: scoreOf(analysis.score), counts });
        scores.push(analysis.score);
      }
      if (!place.folder.open.has(place.path)) place.folder.engine.forget(place.path);
      progress.report(Math.round(((done + 1) / all.length) * 100), `${done + 1} / ${all.length}`);
      await host.yield();
    }
    return { score: scoreOf(scoreWorkspace(scores)), files: audited, skipped: folders.flatMap(folder => skippedOf(session, folder)) };
  } finally {
    progress.done();
  }
}

const skippedOf = ({ files }: Session, folder: Folder): AuditResult['skipped'] =>
  [...folder.skipped].map(([path, why]) => ({ uri: files.uriOf({ folder, path }), why }));
