import * as vscode from 'vscode';
import { type BaseLanguageClient, type Diagnostic, DocumentDiagnosticRequest, ProgressType, WorkDoneProgress } from 'vscode-languageclient';
import { methods } from '../../server/src/protocol.js';
import type { AuditedFile, AuditedParams, AuditParams, AuditResult } from '../../server/src/protocol-audit.js';
import type { Findings } from './findings/store.js';
import type { Server } from './server.js';

/** An audit of the workspace, or of a folder of it. */
export interface Audited {
  readonly result: AuditResult;
  /** The folder's name; absent for the workspace. */
  readonly folder?: string;
}

/** @param percentage 0 to 100, of all. */
export type Report = (message: string | undefined, percentage: number | undefined) => void;

const partial = new ProgressType<readonly AuditedFile[]>();

/**
 * Audits a workspace and shows what it found in files that are not open; open ones are shown by the language client, from their unsaved
 * text. Problems appear at the end, so that a cancelled audit leaves things as they were.
 */
export class Auditor implements vscode.Disposable {
  readonly #server: Server;
  readonly #findings: Findings;
  readonly #problems = vscode.languages.createDiagnosticCollection('seaworthy-audit');
  readonly #changed = new vscode.EventEmitter<AuditResult['score']>();
  /** Files whose findings are shown while they are closed. */
  readonly #audited = new Set<string>();
  readonly #disposables: readonly vscode.Disposable[];
  #runs = 0;
  #current: vscode.CancellationTokenSource | undefined;

  /** Files of the last audit have changed on the disk; with its score by now. */
  readonly onDidChange = this.#changed.event;

  constructor(server: Server, findings: Findings) {
    this.#server = server;
    this.#findings = findings;
    this.#disposables = [
      this.#problems,
      this.#changed,
      server.onAudited(params => void this.#take(params)),
      vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        for (const uri of urisOf(opened)) this.#problems.delete(uri);
        for (const uri of urisOf(closed)) void this.#closed(uri);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /**
   * Cancels the audit before it, if that still runs.
   * @param folder any folder of the workspace; all of it when absent.
   * @returns `undefined` when it was cancelled.
   */
  async run(folder: vscode.Uri | undefined, asked: vscode.CancellationToken, onProgress: Report): Promise<Audited | undefined> {
    this.#current?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.#current = source;
    const { token } = source;
    const client = await this.#server.start();
    const run = `seaworthy-audit-${++this.#runs}`;
    const files: AuditedFile[] = [];
    const listeners = [
      asked.onCancellationRequested(() => source.cancel()),
      client.onProgress(WorkDoneProgress.type, run, progress => {
        if (progress.kind === 'report') onProgress(progress.message, progress.percentage);
      }),
      client.onProgress(partial, `${run}-files`, found => {
        if (token.isCancellationRequested) return;
        files.push(...found);
        this.#findings.add(found);
      }),
    ];
    if (asked.isCancellationRequested) source.cancel();
    this.#findings.begin();
    try {
      const uri = folder && client.code2ProtocolConverter.asUri(folder);
      const params: AuditParams = { ...(uri ? { folder: uri } : {}), workDoneToken: run, partialResultToken: `${run}-files` };
      const result = await client.sendRequest<AuditResult>(methods.audit, params, token);
      const problems = await problemsOf(client, files);
      if (token.isCancellationRequested) return undefined;
      this.#problems.clear();
      this.#audited.clear();
      for (const [file] of problems) this.#audited.add(file.toString());
      this.#problems.set(problems.filter(([file]) => !isOpen(file)));
      this.#findings.commit(isOpen);
      const audited = { ...result, files: [...files, ...result.files] };
      return folder ? { result: audited, folder: vscode.workspace.asRelativePath(folder) } : { result: audited };
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      // A newer audit has begun where this was not the last.
      if (this.#current === source) this.#findings.rollBack();
      for (const listener of listeners) listener.dispose();
    }
  }

  /** What the server has judged again since. */
  async #take({ files, gone, score }: AuditedParams): Promise<void> {
    const { client } = this.#server;
    if (!client) return;
    for (const uri of gone.map(each => vscode.Uri.parse(each))) {
      this.#audited.delete(uri.toString());
      this.#problems.delete(uri);
      this.#findings.remove(uri);
    }
    const problems = await problemsOf(client, files);
    for (const [uri] of problems) this.#audited.add(uri.toString());
    this.#problems.set(problems.filter(([uri]) => !isOpen(uri)));
    this.#findings.add(files);
    this.#changed.fire(score);
  }

  /** What a file had when it was audited may have been mended meanwhile. */
  async #closed(uri: vscode.Uri): Promise<void> {
    const { client } = this.#server;
    if (!client?.isRunning() || !this.#audited.has(uri.toString())) return;
    const params = { identifier: 'seaworthy', textDocument: { uri: client.code2ProtocolConverter.asUri(uri) } };
    const { items } = await client.sendRequest<{ items: Diagnostic[] }>(DocumentDiagnosticRequest.method, params);
    const diagnostics = await client.protocol2CodeConverter.asDiagnostics(items);
    if (!isOpen(uri) && this.#audited.has(uri.toString())) this.#problems.set(uri, diagnostics);
  }
}

const problemsOf = (client: BaseLanguageClient, files: readonly AuditedFile[]): Promise<[vscode.Uri, vscode.Diagnostic[]][]> =>
  Promise.all(
    files.map(
      async ({ uri, diagnostics }): Promise<[vscode.Uri, vscode.Diagnostic[]]> => [
        vscode.Uri.parse(uri),
        diagnostics.length === 0 ? [] : await client.protocol2CodeConverter.asDiagnostics(diagnostics as Diagnostic[]),
      ],
    ),
  );

const urisOf = (tabs: readonly vscode.Tab[]): vscode.Uri[] =>
  tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));

/** By tabs, as the language client does: documents outlive their tabs by minutes. */
export function isOpen(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return urisOf(tabs).some(open => open.toString() === uri.toString());
}
