import * as vscode from 'vscode';
import { type ExplainParams, type ExplainResult, methods } from '../../server/src/protocol.js';
import type { Server } from './server.js';

/** Virtual documents: rules' pages and the report. Read-only, and gone when they are closed. */
const RULE = 'seaworthy-rule';
const REPORT = 'seaworthy-report';

/** Shows Markdown that no file holds. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: readonly vscode.Disposable[];
  #report = '';

  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    this.#registrations = [RULE, REPORT].map(scheme => vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.scheme === REPORT) return this.#report;
    const rule = uri.path.replace(/^\/|\.md$/g, '');
    return (await this.#explain(rule)) ?? vscode.l10n.t('There is no rule {0}.', `\`${rule}\``);
  }

  /** Opens a rule's page beside nothing: as a preview in the active group. */
  async showRule(rule: string): Promise<void> {
    await preview(vscode.Uri.from({ scheme: RULE, path: `/${rule}.md` }));
  }

  /** Opens the report, or brings the open one up to date. */
  async showReport(markdown: string): Promise<void> {
    this.setReport(markdown);
    await preview(reportUri);
  }

  setReport(markdown: string): void {
    this.#report = markdown;
    this.#changed.fire(reportUri);
  }

  dispose(): void {
    this.#changed.dispose();
    for (const registration of this.#registrations) registration.dispose();
  }

  async #explain(rule: string): Promise<ExplainResult> {
    const client = await this.#server.start();
    const params: ExplainParams = { rule };
    return client.sendRequest<ExplainResult>(methods.explain, params);
  }
}

export const reportUri = vscode.Uri.from({ scheme: REPORT, path: '/Seaworthy report.md' });

/** The Markdown extension is built in and can be turned off; its source is readable too. */
async function preview(uri: vscode.Uri): Promise<void> {
  const canPreview = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
  if (canPreview) await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}
