import * as vscode from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient';
import { methods } from '../../server/src/protocol.js';
import type { HistoryAnswer, HistoryParams } from '../../server/src/protocol-audit.js';
import type { Git } from './git.js';
import type { Server } from './server.js';

/** Has the past of what was audited read, where VS Code's Git extension knows a repository. */
export class History {
  readonly #server: Server;
  readonly #git: Git;
  #runs = 0;
  #running: Promise<boolean> | undefined;

  constructor(server: Server, git: Git) {
    this.#server = server;
    this.#git = git;
  }

  /** Whether there is anybody to ask. */
  get canAsk(): boolean {
    return this.#git.hasRepository;
  }

  /** As `ask`, with words and a way to cancel. Whoever asks meanwhile gets the same answer. */
  askWithProgress(): Promise<boolean> {
    this.#running ??= this.#askWithProgress().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #askWithProgress(): Promise<boolean> {
    const title = vscode.l10n.t('Seaworthy: judging the last commits');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const ask = (progress: vscode.Progress<{ message?: string }>, token: vscode.CancellationToken) =>
      this.ask(token, message => progress.report({ message }));
    return vscode.window.withProgress(options, ask);
  }

  /** Reports have the last commits from then on. @returns `false` when there is nobody to ask, nothing was audited, or it was cancelled. */
  async ask(token: vscode.CancellationToken, onProgress: (message: string) => void = () => {}): Promise<boolean> {
    if (!this.canAsk) return false;
    const client = await this.#server.start();
    const run = `seaworthy-history-${++this.#runs}`;
    const listener = client.onProgress(WorkDoneProgress.type, run, progress => {
      if (progress.kind === 'report' && progress.message) onProgress(vscode.l10n.t('{0} commits', progress.message));
    });
    const { program } = this.#git;
    const params: HistoryParams = { ...(program ? { git: program } : {}), workDoneToken: run };
    try {
      return (await client.sendRequest<HistoryAnswer>(methods.history, params, token)).isAudited;
    } catch (error) {
      if (token.isCancellationRequested) return false;
      throw error;
    } finally {
      listener.dispose();
    }
  }
}
