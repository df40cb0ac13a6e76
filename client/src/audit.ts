import * as vscode from 'vscode';
import { type BaseLanguageClient, type Diagnostic, DocumentDiagnosticRequest, WorkDoneProgress } from 'vscode-languageclient';
import { type AuditParams, type AuditResult, methods } from '../../server/src/protocol.js';
import { withLocalLink } from './middleware.js';
import { totalOf } from './numbers.js';
import type { Audited } from './report.js';
import type { Server } from './server.js';

/**
 * Audits a workspace and shows what it found in files that are not open; open ones are shown by the language client, from their
 * unsaved text. All of it appears at the end, so that a cancelled audit leaves things as they were.
 */
export class Auditor implements vscode.Disposable {
  readonly #server: Server;
  readonly #problems = vscode.languages.createDiagnosticCollection('seaworthy-audit');
  /** Files whose findings are shown while they are closed. */
  readonly #audited = new Set<string>();
  readonly #disposables: readonly vscode.Disposable[];
  #runs = 0;

  constructor(server: Server) {
    this.#server = server;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', true, true, false);
    this.#disposables = [
      this.#problems,
      watcher,
      watcher.onDidDelete(uri => this.#forget(uri)),
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
   * @param folder any folder of the workspace; all of it when absent.
   * @returns `undefined` when it was cancelled.
   */
  async run(folder: vscode.Uri | undefined, token: vscode.CancellationToken, onProgress: Report): Promise<Audited | undefined> {
    const client = await this.#server.start();
    const root = folder && vscode.workspace.getWorkspaceFolder(folder);
    const workDoneToken = `seaworthy-audit-${++this.#runs}`;
    const shown = client.onProgress(WorkDoneProgress.type, workDoneToken, progress => {
      if (progress.kind === 'report') onProgress(progress.message, progress.percentage);
    });
    try {
      const uri = root && client.code2ProtocolConverter.asUri(root.uri);
      const params: AuditParams = { ...(uri ? { folder: uri } : {}), workDoneToken };
      const result = await client.sendRequest<AuditResult>(methods.audit, params, token);
      const isPart = folder !== undefined && folder.toString() !== root?.uri.toString();
      const audited = isPart ? partOf(result, folder) : result;
      const problems = await this.#problemsOf(client, audited, token);
      if (token.isCancellationRequested) return undefined;
      this.#show(problems);
      return folder ? { result: audited, folder: vscode.workspace.asRelativePath(folder) } : { result: audited };
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      shown.dispose();
    }
  }

  async #problemsOf(client: BaseLanguageClient, { files }: AuditResult, token: vscode.CancellationToken): Promise<Problems> {
    const problems: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const file of files) {
      if (token.isCancellationRequested) break;
      const uri = vscode.Uri.parse(file.uri);
      problems.push([uri, totalOf(file.counts) === 0 ? [] : await diagnosticsOf(client, uri, token)]);
    }
    return problems;
  }

  #show(problems: Problems): void {
    this.#problems.clear();
    this.#audited.clear();
    for (const [uri] of problems) this.#audited.add(uri.toString());
    this.#problems.set(problems.filter(([uri]) => !isOpen(uri)));
  }

  #forget(uri: vscode.Uri): void {
    if (this.#audited.delete(uri.toString())) this.#problems.delete(uri);
  }

  /** What a file had when it was audited may have been mended meanwhile. */
  async #closed(uri: vscode.Uri): Promise<void> {
    const { client } = this.#server;
    if (!client?.isRunning() || !this.#audited.has(uri.toString())) return;
    const diagnostics = await diagnosticsOf(client, uri);
    if (!isOpen(uri) && this.#audited.has(uri.toString())) this.#problems.set(uri, diagnostics);
  }
}

type Problems = readonly [vscode.Uri, vscode.Diagnostic[]][];

/** @param percentage 0 to 100, of all. */
export type Report = (message: string | undefined, percentage: number | undefined) => void;

const urisOf = (tabs: readonly vscode.Tab[]): vscode.Uri[] =>
  tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));

/** By tabs, as the language client does: documents outlive their tabs by minutes. */
function isOpen(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return urisOf(tabs).some(open => open.toString() === uri.toString());
}

/** Of any file that the server knows, open or not. */
async function diagnosticsOf(client: BaseLanguageClient, uri: vscode.Uri, token?: vscode.CancellationToken): Promise<vscode.Diagnostic[]> {
  const params = { identifier: 'seaworthy', textDocument: { uri: client.code2ProtocolConverter.asUri(uri) } };
  const { items } = await client.sendRequest<{ items: Diagnostic[] }>(DocumentDiagnosticRequest.method, params, token);
  return (await client.protocol2CodeConverter.asDiagnostics(items, token)).map(withLocalLink);
}

/** The files below a folder. Their score together is not known: how much each file weighs is not said. */
function partOf(result: AuditResult, folder: vscode.Uri): AuditResult {
  const top = `${folder.path.replace(/\/$/, '')}/`;
  const isBelow = ({ uri }: { readonly uri: string }) => vscode.Uri.parse(uri).path.startsWith(top);
  const files = result.files.filter(isBelow);
  return { score: files.length === 1 ? files[0]!.score : null, files, skipped: result.skipped.filter(isBelow) };
}
