import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient';
import { commands, type InitializationOptions, methods, type ScoreParams } from '../../server/src/protocol.js';
import type { AuditedParams } from '../../server/src/protocol-audit.js';
import { languages } from './containers.js';
import type { Asker, Registries, RegistryUserSettings } from './registry.js';

/** Makes the language client of this host; Node's runs a process, the browser's a worker. */
export interface Launcher {
  create(options: LanguageClientOptions): BaseLanguageClient;
  /** Asks registries where that is possible; the browser cannot. */
  readonly makeAsker?: (settings: RegistryUserSettings) => Asker;
  /** 128 random bits, as hexadecimal digits. */
  nonce(): string;
  /** Of the server, where that is a process. */
  processId(): number | undefined;
}

/** Restarts that are worth trying in `PATIENCE`: a server that dies more often will die again. */
const RESTARTS = 4;
const PATIENCE = 180_000;

/** The language server, started when the first file needs it and again when it dies. */
export class Server implements vscode.Disposable {
  readonly #launcher: Launcher;
  readonly #registries: Registries | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #middleware: Middleware;
  readonly #score = new vscode.EventEmitter<ScoreParams>();
  readonly #audited = new vscode.EventEmitter<AuditedParams>();
  #starting: Promise<BaseLanguageClient> | undefined;
  #client: BaseLanguageClient | undefined;
  #deaths: number[] = [];
  #isSaid = false;

  /** A file's score, whenever it changed. */
  readonly onScore = this.#score.event;
  /** What audited files come to, when they changed on the disk. */
  readonly onAudited = this.#audited.event;

  constructor(launcher: Launcher, registries: Registries | undefined, log: vscode.LogOutputChannel, middleware: Middleware) {
    this.#launcher = launcher;
    this.#registries = registries;
    this.#log = log;
    this.#middleware = middleware;
  }

  /** `undefined` until something needed it. */
  get client(): BaseLanguageClient | undefined {
    return this.#client;
  }

  get processId(): number | undefined {
    return this.#launcher.processId();
  }

  /** The running client; starts the server when nothing has. */
  start(): Promise<BaseLanguageClient> {
    this.#starting ??= this.#start().catch(error => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(): Promise<BaseLanguageClient> {
    const client = this.#launcher.create(this.#options());
    client.onNotification(methods.score, (params: ScoreParams) => this.#score.fire(params));
    client.onNotification(methods.audited, (params: AuditedParams) => this.#audited.fire(params));
    this.#registries?.serve(client);
    this.#client = client;
    await client.start();
    return client;
  }

  async restart(): Promise<void> {
    this.#deaths = [];
    if (!this.#client) return void (await this.start());
    if (this.#client.isRunning()) await this.#client.stop();
    await this.#client.start();
  }

  async dispose(): Promise<void> {
    this.#score.dispose();
    this.#audited.dispose();
    await this.#client?.dispose();
  }

  #options(): LanguageClientOptions {
    const { explainRule, showScore, turnOffRule, acceptFinding, blameFinding, pinFile, pinWorkspace, checkPins, inspectImages } = commands;
    const registry = this.#registries?.state;
    const own: InitializationOptions = {
      commands: [explainRule, showScore, turnOffRule, acceptFinding, blameFinding, pinFile, pinWorkspace, checkPins, inspectImages],
      ...(registry ? { registry } : {}),
    };
    // Files where people write them: not the old sides of comparisons, which have schemes of their own.
    const schemes = new Set(['file', 'untitled', ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme)]);
    return {
      documentSelector: [...schemes].flatMap(scheme => [
        ...languages.map(language => ({ scheme, language })),
        { scheme, pattern: '**/*.{dockerignore,containerignore}' },
        // In whatever language: a configuration may say that they are ours, or be one.
        { scheme, pattern: '**/*.{tmpl,tpl,j2}' },
        { scheme, pattern: '**/{.seaworthy,seaworthy,*.seaworthy}.{yaml,yml,json}' },
      ]),
      initializationOptions: own,
      outputChannel: this.#log,
      middleware: this.#middleware,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => this.#closed(),
      },
    };
  }

  #closed(): CloseHandlerResult {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter(time => now - time < PATIENCE), now];
    const isHopeless = this.#deaths.length > RESTARTS;
    if (isHopeless || !this.#isSaid) {
      this.#isSaid = true;
      this.#say(
        isHopeless
          ? vscode.l10n.t('Seaworthy stopped {0} times in three minutes and stays off until you restart it.', this.#deaths.length)
          : vscode.l10n.t('Seaworthy stopped unexpectedly and was started again.'),
      );
    }
    return { action: isHopeless ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
  }

  #say(message: string): void {
    const show = vscode.l10n.t('Show Log');
    this.#log.error(message);
    // Nothing waits for the answer: a message can stay unread for hours.
    vscode.window.showErrorMessage(message, show).then(answer => {
      if (answer === show) this.#log.show();
    });
  }
}
