import * as vscode from 'vscode';
import { methods, type ProtocolScore, type ScoreOfTextParams, type ScoreOfTextResult } from '../../server/src/protocol.js';
import type { Git } from './git.js';
import type { Server } from './server.js';

/** What open files score as they were committed last, judged in the surroundings of now. */
export class HeadScores implements vscode.Disposable {
  readonly #server: Server;
  readonly #git: Git;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #known = new Map<string, { readonly commit: string; score: ProtocolScore | null | undefined }>();
  readonly #disposables: readonly vscode.Disposable[];

  /** A file's score has become known. */
  readonly onDidChange = this.#changed.event;

  constructor(server: Server, git: Git) {
    this.#server = server;
    this.#git = git;
    this.#disposables = [this.#changed, git.onDidChange(() => this.#lookAgain())];
  }

  /** `undefined` while nothing is known: asked for then, and told by `onDidChange`. */
  scoreOf(uri: vscode.Uri): ProtocolScore | undefined {
    const commit = this.#git.headOf(uri);
    if (commit === undefined) return undefined;
    const known = this.#known.get(uri.toString());
    if (known?.commit === commit) return known.score ?? undefined;
    void this.#ask(uri, commit);
    return undefined;
  }

  forget(uri: vscode.Uri): void {
    this.#known.delete(uri.toString());
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #ask(uri: vscode.Uri, commit: string): Promise<void> {
    const entry: { readonly commit: string; score: ProtocolScore | null | undefined } = { commit, score: undefined };
    this.#known.set(uri.toString(), entry);
    const text = await this.#git.textAtHead(uri);
    const { client } = this.#server;
    if (text === undefined || !client?.isRunning()) return;
    const params: ScoreOfTextParams = { uri: client.code2ProtocolConverter.asUri(uri), text };
    entry.score = await client.sendRequest<ScoreOfTextResult>(methods.scoreOfText, params);
    this.#changed.fire(uri);
  }

  #lookAgain(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (this.#known.get(document.uri.toString())?.commit !== this.#git.headOf(document.uri)) this.#changed.fire(document.uri);
    }
  }
}
