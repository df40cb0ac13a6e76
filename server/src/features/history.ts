import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Course, HistoryPoint } from '../../../core/index.js';
import type { Folder } from '../files.js';
import type { HistoryParams } from '../protocol-audit.js';
import type { Session } from '../session.js';
import { type Audit, isInScope, letOthers } from './audit.js';
import { prefixesOf } from './audit-report.js';

/** How many commits a report's past has. */
export const COMMITS = 20;

/** The course of the score of what was audited, since somebody asked for it. */
export class Histories {
  readonly #session: Session;
  /** Scores by tree, for whatever they were judged by. */
  readonly #known = new Map<string, Map<string, HistoryPoint['score']>>();
  #shown: { readonly scope: string | undefined; readonly courses: readonly Course[] } | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Of an audit of the same extent; empty until somebody has asked. */
  coursesOf({ folder }: Audit): readonly Course[] {
    return this.#shown?.scope === folder ? (this.#shown?.courses ?? []) : [];
  }

  /**
   * Reads the last commits of each folder that was audited. What was known stays when it is cancelled.
   * @throws ResponseError `RequestCancelled` when the client no longer wants it.
   */
  async ask(audit: Audit, { git, workDoneToken }: HistoryParams, token: CancellationToken): Promise<void> {
    const { connection, files } = this.#session;
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const folders = files.folders.filter(folder => [...audit.files.values()].some(file => file.folder === folder));
    const prefixOf = prefixesOf(folders);
    progress.begin('Seaworthy history', 0, undefined, true);
    try {
      const courses: Course[] = [];
      for (const [i, folder] of folders.entries()) {
        const tell = (done: number) => progress.report(Math.round((100 * (i + done / COMMITS)) / folders.length), `${done} / ${COMMITS}`);
        const course = await this.#courseOf(folder, audit, git, token, tell);
        courses.push(folders.length > 1 ? { name: prefixOf(folder).slice(0, -1), ...course } : course);
      }
      this.#shown = { scope: audit.folder, courses };
    } finally {
      progress.done();
    }
  }

  async #courseOf(
    folder: Folder,
    audit: Audit,
    program: string | undefined,
    token: CancellationToken,
    tell: (done: number) => void,
  ): Promise<Course> {
    const { files, host } = this.#session;
    const stopIfUnwanted = () => {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The history was cancelled.');
    };
    if (!host.git || !folder.uri?.startsWith('file:')) return { points: [], note: 'Commits can be read only where git can be run.' };
    try {
      const { points, isCut } = await host.git.history(folder.uri, {
        program,
        count: COMMITS,
        engine: files.engineOptions,
        known: this.#knownOf(folder, audit),
        prepare: engine => {
          engine.settings = folder.settings;
        },
        isLooked: path => !folder.isHidden(path) && isInScope(files, audit, { folder, path }),
        onCommit: (_, done) => {
          stopIfUnwanted();
          tell(done);
        },
        turn: async () => {
          await letOthers(host);
          stopIfUnwanted();
        },
      });
      return { points, ...(isCut ? { note: 'This clone is shallow: older commits are not in it.' } : {}) };
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      return { points: [], note: error instanceof Error ? error.message : String(error) };
    }
  }

  #knownOf({ uri = '' }: Folder, { folder = '' }: Audit): Map<string, HistoryPoint['score']> {
    const { files, host } = this.#session;
    const key = JSON.stringify([uri, folder, host.today(), files.epoch]);
    const known = this.#known.get(key) ?? new Map<string, HistoryPoint['score']>();
    this.#known.set(key, known);
    return known;
  }
}
