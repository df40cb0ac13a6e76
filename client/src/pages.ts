import * as vscode from 'vscode';
import { type ExplainParams, type ExplainResult, methods } from '../../server/src/protocol.js';
import type { Server } from './server.js';

/** Of virtual documents: read-only, and gone when they are closed. */
const RULE = 'seaworthy-rule';

/** Shows rules' pages, which no file holds. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #server: Server;
  readonly #registration: vscode.Disposable;

  constructor(server: Server) {
    this.#server = server;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(RULE, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const rule = uri.path.replace(/^\/|\.md$/g, '');
    return (await this.#explain(rule)) ?? vscode.l10n.t('There is no rule {0}.', `\`${rule}\``);
  }

  /** Opens a rule's page beside nothing: as a preview in the active group. */
  async showRule(rule: string): Promise<void> {
    await preview(vscode.Uri.from({ scheme: RULE, path: `/${rule}.md` }));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #explain(rule: string): Promise<ExplainResult> {
    const client = await this.#server.start();
    const params: ExplainParams = { rule };
    return client.sendRequest<ExplainResult>(methods.explain, params);
  }
}

/** The Markdown extension is built in and can be turned off; its source is readable too. */
async function preview(uri: vscode.Uri): Promise<void> {
  const canPreview = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
  if (canPreview) await vscode.commands.executeCommand('markdown.showPreview', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}
