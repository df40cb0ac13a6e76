import * as vscode from 'vscode';

/** What is used of the API of VS Code's own Git extension; version 1. */
interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly git: { readonly path: string };
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: vscode.Event<void> };
  /** Rejects when there is no such file at that commit. */
  show(ref: string, path: string): Promise<string>;
}

/** The last commit, as far as VS Code's Git extension knows it; nothing where that is absent, as in a browser. */
export class Git implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #watched = new Set<Repository>();
  #api: GitApi | undefined;
  #isFound = false;

  /** Another commit may be the last one, or a repository became known. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    // It comes when a workspace becomes trusted, or when it is turned on.
    this.#disposables.push(vscode.extensions.onDidChange(() => void this.#find()));
    void this.#find();
  }

  /** What the user has it run. */
  get program(): string | undefined {
    return this.#api?.git.path;
  }

  /** Whether git may be asked about anything here. */
  get hasRepository(): boolean {
    return vscode.workspace.isTrusted && (this.#api?.repositories.length ?? 0) > 0;
  }

  /** Whether git may be asked about a file. */
  canAsk(uri: vscode.Uri): boolean {
    return vscode.workspace.isTrusted && uri.scheme === 'file' && (this.#api?.getRepository(uri) ?? null) !== null;
  }

  /** Id of the last commit; `undefined` for what is in no repository. */
  headOf(uri: vscode.Uri): string | undefined {
    return this.#api?.getRepository(uri)?.state.HEAD?.commit;
  }

  /** A file's text in the last commit; `undefined` when it had none. */
  async textAtHead(uri: vscode.Uri): Promise<string | undefined> {
    try {
      return await this.#api?.getRepository(uri)?.show('HEAD', uri.fsPath);
    } catch {
      return undefined;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #find(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (!extension || this.#isFound) return;
    this.#isFound = true;
    try {
      const git = await extension.activate();
      const connect = () => {
        this.#api = git.enabled ? git.getAPI(1) : undefined;
        if (this.#api) this.#watch(this.#api);
        this.#changed.fire();
      };
      this.#disposables.push(git.onDidChangeEnablement(connect));
      connect();
    } catch {
      // It is turned off, or there is no `git` on this machine.
    }
  }

  #watch(api: GitApi): void {
    const watch = (repository: Repository) => {
      if (this.#watched.has(repository)) return;
      this.#watched.add(repository);
      this.#disposables.push(repository.state.onDidChange(() => this.#changed.fire()));
      this.#changed.fire();
    };
    this.#disposables.push(api.onDidOpenRepository(watch));
    for (const repository of api.repositories) watch(repository);
  }
}
