import * as vscode from 'vscode';
import { commands, type FixData, methods } from '../../server/src/protocol.js';
import type { ReportAnswer, ReportParams } from '../../server/src/protocol-audit.js';
import { type Blamer, plain } from './blame.js';
import type { Findings } from './findings/store.js';
import type { History } from './history.js';
import type { Server } from './server.js';

/** What the page's script sends: a place of the report that was chosen, a question to git, or that it runs. */
export interface Message {
  readonly purpose: 'open' | 'fix' | 'history' | 'blame' | 'ready';
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly fingerprint?: string;
}

/** The report of the last audit, in a frame that may load nothing but its own style and script. */
export class ReportPanel implements vscode.Disposable {
  readonly #server: Server;
  readonly #findings: Findings;
  readonly #history: History;
  readonly #blamer: Blamer;
  readonly #media: vscode.Uri;
  readonly #nonce: () => string;
  readonly #ready = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;
  #uris: Readonly<Record<string, string>> = {};
  /** Whether the page offers to ask git. */
  #asksGit = false;

  /** The page's script runs. */
  readonly onDidLoad = this.#ready.event;

  constructor(server: Server, findings: Findings, history: History, blamer: Blamer, extension: vscode.Uri, nonce: () => string) {
    this.#server = server;
    this.#findings = findings;
    this.#history = history;
    this.#blamer = blamer;
    this.#nonce = nonce;
    this.#media = vscode.Uri.joinPath(extension, 'media');
  }

  /** Of the open panel; empty without one. */
  get html(): string {
    return this.#panel?.webview.html ?? '';
  }

  /** Opens the panel, or brings it to the front. @returns `false`: nothing was audited yet. */
  async show(): Promise<boolean> {
    const page = await this.#ask();
    if (!page) return false;
    if (!this.#panel) {
      const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [this.#media] };
      const panel = vscode.window.createWebviewPanel(
        'seaworthy.report',
        vscode.l10n.t('Hardening Report'),
        vscode.ViewColumn.Active,
        options,
      );
      const icon = (theme: string) => vscode.Uri.joinPath(this.#media, `seaworthy-${theme}.svg`);
      panel.iconPath = { light: icon('light'), dark: icon('dark') };
      panel.webview.onDidReceiveMessage((message: Message) => this.receive(message));
      panel.onDidDispose(() => {
        this.#panel = undefined;
      });
      this.#panel = panel;
    }
    this.#draw(this.#panel, page);
    this.#panel.reveal();
    return true;
  }

  /** Brings an open panel up to date. */
  async refresh(): Promise<void> {
    const page = this.#panel && (await this.#ask());
    if (this.#panel && page) this.#draw(this.#panel, page);
  }

  /** A repository became known, or is known no longer. */
  async gitChanged(): Promise<void> {
    if (this.#asksGit !== this.#history.canAsk) await this.refresh();
  }

  dispose(): void {
    this.#ready.dispose();
    this.#panel?.dispose();
  }

  async #ask(): Promise<ReportAnswer> {
    const client = await this.#server.start();
    this.#asksGit = this.#history.canAsk;
    const params: ReportParams = { asksGit: this.#asksGit };
    return client.sendRequest<ReportAnswer>(methods.report, params);
  }

  #draw({ webview }: vscode.WebviewPanel, { body, style, uris }: NonNullable<ReportAnswer>): void {
    this.#uris = uris;
    const at = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#media, file)).toString();
    webview.html = pageOf(body, style, this.#nonce(), { script: at('report.js'), style: at('report.css') });
  }

  /** What the page's script asks for. Believes nothing that it is told: only places of the report lead anywhere. */
  async receive({ purpose, path = '', line = 1, column = 1, fingerprint }: Message): Promise<void> {
    if (purpose === 'ready') return this.#ready.fire();
    if (purpose === 'history') return void ((await this.#history.askWithProgress()) && (await this.refresh()));
    const known = Object.hasOwn(this.#uris, path) ? this.#uris[path] : undefined;
    if (known === undefined) return;
    const uri = vscode.Uri.parse(known);
    if (purpose === 'blame') return this.#blame(uri);
    const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
    const finding = this.#findings.of(uri)?.findings.find(each => each.fingerprint === fingerprint);
    if (purpose !== 'fix' || !finding) return;
    const data: FixData = { uri: known, rule: finding.rule, fingerprint: finding.fingerprint, index: 0 };
    await vscode.commands.executeCommand(commands.applyFix, data);
  }

  async #blame(uri: vscode.Uri): Promise<void> {
    const { why } = await this.#blamer.ask(uri);
    if (why === undefined) await this.refresh();
    else vscode.window.showInformationMessage(plain(why));
  }
}

/** A policy under which nothing is loaded, and no script runs but ours. */
export function pageOf(body: string, style: string, once: string, own: { readonly script: string; readonly style: string }): string {
  const policy = `default-src 'none'; style-src 'nonce-${once}'; script-src 'nonce-${once}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${vscode.l10n.t('Hardening Report')}</title>
<style nonce="${once}">${style}</style>
<link rel="stylesheet" nonce="${once}" href="${own.style}">
</head>
<body>
${body}<script nonce="${once}" src="${own.script}"></script>
</body>
</html>
`;
}
