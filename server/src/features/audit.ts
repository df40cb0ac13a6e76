import { type CancellationToken, LSPErrorCodes, ProgressType, ResponseError } from 'vscode-languageserver';
import { type ReportFile, reportFile, totalsOf } from '../../../core/index.js';
import { countsOf, scoreOf } from '../convert.js';
import type { Files, Folder, Place } from '../files.js';
import type { Host } from '../host.js';
import { methods, type ProtocolScore } from '../protocol.js';
import type { AuditedFile, AuditedParams, AuditParams, AuditResult } from '../protocol-audit.js';
import type { Session } from '../session.js';
import { isShown } from '../shown.js';
import { diagnosticsOf } from './diagnostics.js';
import { listedOf } from './listed.js';

/** Files that are judged again before the client hears of them. */
const BATCH = 50;

/** For others, after each file. */
const TURNS = 6;

const partial = new ProgressType<readonly AuditedFile[]>();

/** What is remembered of a file that was audited. */
interface Remembered extends Place {
  readonly report: ReportFile;
}

interface Scope {
  /** Uri of the folder that was asked for; all of the workspace when absent. */
  readonly folder: string | undefined;
}

/** An audit that is through. */
export interface Audit extends Scope {
  /** By uri. */
  readonly files: ReadonlyMap<string, Remembered>;
  readonly skipped: AuditResult['skipped'];
}

/** Judges every file of the workspace, or of a folder in it, and keeps what it found up to date with the disk. */
export class Audits {
  readonly #session: Session;
  #last: (Audit & { readonly files: Map<string, Remembered> }) | undefined;
  /** What engines had been told of other files when their files were judged. */
  readonly #generations = new WeakMap<Folder, number>();
  /** Uris of files that changed while an audit ran. */
  #missed: Set<string> | undefined;
  /** Uris of files that changed and are not judged again yet. */
  readonly #changed = new Set<string>();
  #refreshes = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** `undefined` before the first. */
  get last(): Audit | undefined {
    return this.#last;
  }

  /**
   * Others are answered between two files. What was known from an earlier audit stays until this one is through.
   * @throws ResponseError `RequestCancelled` when the client no longer wants it.
   */
  async run({ folder, workDoneToken, partialResultToken }: AuditParams, token: CancellationToken): Promise<AuditResult> {
    const { files, baselines, connection } = this.#session;
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const missed = new Set<string>();
    this.#missed = missed;
    progress.begin('Seaworthy audit', 0, undefined, true);
    try {
      const scope: Scope = { folder };
      // Not every client tells of changes on the disk, and none of every one.
      for (const each of this.#foldersOf(scope)) await files.readAll(each);
      await baselines.reload();
      const places = this.#placesOf(scope);
      const audited = new Map<string, Remembered>();
      const found: AuditedFile[] = [];
      let sent = 0;
      let told = -1;
      for (const [done, place] of places.entries()) {
        if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The audit was cancelled.');
        const file = this.#judge(place, audited);
        if (file) found.push(file);
        const percentage = Math.round(((done + 1) / places.length) * 100);
        if (percentage !== told) {
          progress.report(percentage, `${done + 1} / ${places.length}`);
          if (partialResultToken !== undefined && found.length > sent) {
            await connection.sendProgress(partial, partialResultToken, found.slice(sent));
            sent = found.length;
          }
          told = percentage;
        }
        await letOthers(this.#session.host);
      }
      const skipped = this.#foldersOf(scope).flatMap(each => this.#skippedOf(each, scope));
      this.#last = { ...scope, files: audited, skipped };
      this.#changed.clear();
      for (const each of this.#foldersOf(scope)) this.#generations.set(each, each.engine.generation);
      return { score: this.#score(), files: partialResultToken === undefined ? found : [], skipped };
    } finally {
      progress.done();
      if (this.#missed === missed) this.#missed = undefined;
      void this.refresh([...missed]);
    }
  }

  /**
   * Judges again what was audited and may come to something else now, after these files changed on the disk.
   * @param isTold whether the client hears of it also when no file comes to something else: the report does.
   */
  async refresh(uris: readonly string[], isTold = false): Promise<void> {
    if (this.#missed) {
      for (const uri of uris) this.#missed.add(uri);
      return;
    }
    const last = this.#last;
    if (!last || uris.length === 0) return;
    const mine = ++this.#refreshes;
    for (const uri of uris) this.#changed.add(uri);
    const places = this.#touchedBy([...this.#changed], last);
    let batch: { files: AuditedFile[]; gone: string[] } = { files: [], gone: [] };
    const tell = async (params: Omit<AuditedParams, 'score'>): Promise<void> =>
      this.#session.connection.sendNotification(methods.audited, { score: this.#score(), ...params } satisfies AuditedParams);
    if (places.length === 0 && isTold) await tell(batch);
    for (const [i, place] of places.entries()) {
      const uri = this.#session.files.uriOf(place);
      const file = this.#judge(place, last.files);
      if (file) batch.files.push(file);
      else if (last.files.delete(uri)) batch.gone.push(uri);
      if ((i + 1) % BATCH === 0 || i === places.length - 1) {
        await tell(batch);
        batch = { files: [], gone: [] };
      }
      await letOthers(this.#session.host);
      // After a later change everything that changed is judged, or by another audit.
      if (mine !== this.#refreshes || last !== this.#last) return;
    }
    this.#changed.clear();
    for (const folder of this.#foldersOf(last)) this.#generations.set(folder, folder.engine.generation);
  }

  /** Everything when what files know of each other changed, else the files themselves. */
  #touchedBy(uris: readonly string[], last: Audit): readonly Place[] {
    const { files } = this.#session;
    const isStale = this.#foldersOf(last).some(folder => this.#generations.get(folder) !== folder.engine.generation);
    const known = [...last.files.values()];
    const now = this.#placesOf(last);
    const named = new Set(uris.map(uri => keyOf(files.locate(uri))));
    const isNamed = (place: Place) => named.has(keyOf(place));
    const before = new Set(known.map(keyOf));
    const isNew = (place: Place) => !before.has(keyOf(place));
    const gone = known.filter(({ folder, path }) => folder.engine.kindOf(path) === undefined);
    return [...now.filter(place => isStale || isNamed(place) || isNew(place)), ...gone];
  }

  #judge(place: Place, audited: Map<string, Remembered>): AuditedFile | undefined {
    const { files, baselines } = this.#session;
    const uri = files.uriOf(place);
    const judged = files.analyze(uri);
    if (!judged) return undefined;
    const { analysis } = judged;
    const { kind, score, findings } = analysis;
    const textOf = (path: string) => place.folder.engine.textOf(path);
    audited.set(uri, { ...place, report: reportFile(analysis, { textOf }) });
    const file: AuditedFile = {
      uri,
      kind,
      score: scoreOf(score),
      counts: countsOf(findings.filter(isShown)),
      findings: listedOf(judged, baselines),
      diagnostics: diagnosticsOf(this.#session, uri),
    };
    if (!place.folder.open.has(place.path)) place.folder.engine.forget(place.path);
    return file;
  }

  #score(): ProtocolScore | null {
    return scoreOf(totalsOf([...(this.#last?.files.values() ?? [])].map(({ report }) => report)).score);
  }

  #foldersOf({ folder }: Scope): readonly Folder[] {
    const { files } = this.#session;
    if (folder === undefined) return files.folders;
    const exact = files.folders.filter(({ uri }) => uri?.replace(/\/$/, '') === folder.replace(/\/$/, ''));
    return exact.length > 0 ? exact : [files.locate(`${folder.replace(/\/$/, '')}/x`).folder].filter(({ uri }) => uri !== undefined);
  }

  /** What is to be judged: no files that a config or the editor leaves out. */
  #placesOf(scope: Scope): readonly Place[] {
    return this.#foldersOf(scope).flatMap(folder =>
      folder.engine.paths
        .filter(
          path => !folder.engine.isExcluded(path) && !folder.isHidden(path) && isInScope(this.#session.files, scope, { folder, path }),
        )
        .map(path => ({ folder, path })),
    );
  }

  #skippedOf(folder: Folder, scope: Scope): AuditResult['skipped'] {
    return [...folder.skipped]
      .filter(([path]) => isInScope(this.#session.files, scope, { folder, path }))
      .map(([path, why]) => ({ uri: this.#session.files.uriOf({ folder, path }), why }));
  }
}

/** Clients spell the uri of an open file in their own way. */
const keyOf = ({ folder, path }: Place): string => `${folder.uri} ${path}`;

/** A message takes a turn to be read, one to be handled and one to be answered: edits are to get through between two files. */
export async function letOthers(host: Host): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await host.yield();
}

/** Whether an audit of this extent is about a file. */
export function isInScope(files: Files, { folder }: Scope, place: Place): boolean {
  if (folder === undefined) return true;
  const top = files.locate(`${folder.replace(/\/$/, '')}/x`);
  return top.folder !== place.folder || place.path.startsWith(top.path.slice(0, -1));
}
