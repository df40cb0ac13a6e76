import * as vscode from 'vscode';
import { type BaseLanguageClient, LSPErrorCodes, ResponseError } from 'vscode-languageclient';
import { methods } from '../../server/src/protocol.js';
import type {
  ImageDetailsResult,
  ImageDigestResult,
  ImageParams,
  RegistryAccessParams,
  RegistryAccessResult,
  RegistryState,
} from '../../server/src/protocol-registries.js';

/** Asks registries about images, as references are written. Made anew whenever the settings change. */
export interface Asker {
  digest(reference: string): Promise<ImageDigestResult>;
  details(reference: string): Promise<ImageDetailsResult>;
}

/** The user's settings below `seaworthy.registry`; those of a workspace have no say. */
export interface RegistryUserSettings {
  readonly access: 'ask' | 'always' | 'never';
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  readonly insecureHosts: readonly string[];
  readonly logIn: boolean;
}

const ALLOWED = 'seaworthy.allowedRegistries';

/**
 * Asks registries for the server, so that the user's proxy, certificates and logins are VS Code's business and credentials stay in this
 * process. Nothing is asked in a workspace that is not trusted, nor without consent.
 */
export class Registries implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #make: (settings: RegistryUserSettings) => Asker;
  readonly #disposables: vscode.Disposable[];
  #asker: Asker | undefined;
  #client: BaseLanguageClient | undefined;

  constructor(memory: vscode.Memento, make: (settings: RegistryUserSettings) => Asker) {
    this.#memory = memory;
    this.#make = make;
    this.#disposables = [
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tell()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration('seaworthy.registry')) return;
        this.#asker = undefined;
        this.#tell();
      }),
    ];
    this.#tell();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get state(): RegistryState {
    if (!vscode.workspace.isTrusted) return { unavailable: vscode.l10n.t('Registries are not asked in a workspace that is not trusted.') };
    if (settings().access === 'never')
      return { unavailable: vscode.l10n.t('Asking registries is turned off (seaworthy.registry.access).') };
    return { unavailable: null };
  }

  /** Answers the server's questions. */
  serve(client: BaseLanguageClient): void {
    this.#client = client;
    client.onRequest<RegistryAccessResult, void>(methods.registryAccess, ({ registries }: RegistryAccessParams) =>
      this.#consent(registries),
    );
    client.onRequest(methods.imageDigest, ({ reference }: ImageParams) => answer(() => this.#open().digest(reference)));
    client.onRequest(methods.imageDetails, ({ reference }: ImageParams) => answer(() => this.#open().details(reference)));
  }

  #open(): Asker {
    const { unavailable } = this.state;
    if (unavailable !== null) throw new Error(unavailable);
    this.#asker ??= this.#make(settings());
    return this.#asker;
  }

  /** To the menus, and to the server. */
  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'seaworthy.registries', this.state.unavailable === null);
    if (this.#client?.isRunning()) void this.#client.sendNotification(methods.registryState, this.state);
  }

  /** Asked once for each registry, on this machine. */
  async #consent(registries: readonly string[]): Promise<boolean> {
    if (this.state.unavailable !== null) return false;
    if (settings().access === 'always') return true;
    const allowed = this.#memory.get<readonly string[]>(ALLOWED, []);
    const asked = registries.filter(registry => !allowed.includes(registry));
    if (asked.length === 0) return true;
    const [allow, always] = [vscode.l10n.t('Allow'), vscode.l10n.t('Always Allow')];
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('May Seaworthy ask {0} about images?', asked.join(', ')),
      { modal: true, detail: vscode.l10n.t('It sends their names, and your docker or podman login where you have one.') },
      allow,
      always,
    );
    if (answer === allow) await this.#memory.update(ALLOWED, [...allowed, ...asked]);
    if (answer === always)
      await vscode.workspace.getConfiguration('seaworthy').update('registry.access', 'always', vscode.ConfigurationTarget.Global);
    return answer !== undefined;
  }
}

/** Errors keep their words on the way to the server. */
async function answer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
  }
}

/** Of the user alone: a workspace must not say who is asked, nor how. */
function settings(): RegistryUserSettings {
  const configuration = vscode.workspace.getConfiguration('seaworthy.registry');
  const own = <T>(name: string, fallback: T): T => configuration.inspect<T>(name)?.globalValue ?? fallback;
  return {
    access: own('access', 'ask'),
    mirrors: own('mirrors', {}),
    insecureHosts: own('insecureHosts', []),
    logIn: own('logIn', true),
  };
}
