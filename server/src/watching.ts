import { DidChangeWatchedFilesNotification, type Disposable, type FileSystemWatcher, WatchKind } from 'vscode-languageserver';
import { BASELINE } from '../../core/index.js';
import type { Session } from './session.js';
import { uriBelow } from './uris.js';

const TEXTS = [
  '**/{Dockerfile,Containerfile}*',
  '**/*.{dockerfile,Dockerfile,containerfile,Containerfile}',
  '**/*.{yaml,yml,json,tmpl,tpl,j2}',
  '**/{*.dockerignore,.containerignore,.gitignore,.env}',
];

/** A folder that comes or goes with all in it may be one event of its own name, which no pattern of files matches. */
const WATCHED: readonly FileSystemWatcher[] = [
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
  ...TEXTS.map((globPattern): FileSystemWatcher => ({ globPattern, kind: WatchKind.Change })),
];

/** Asks the client to tell of changes on the disk: in the workspace, and of baselines around it. */
export class Watching {
  readonly #session: Session;
  readonly #onError: (error: unknown) => void;
  #outside: readonly string[] = [];
  #registered: Promise<Disposable> | undefined;

  constructor(session: Session, onError: (error: unknown) => void) {
    this.#session = session;
    this.#onError = onError;
  }

  begin(): void {
    if (this.#session.client.watchesFiles) void this.#register(WATCHED);
  }

  /** An opened subfolder may have its baseline at the top of its repository. */
  async watchBaselines(): Promise<void> {
    const { client, baselines } = this.#session;
    const { outside } = baselines;
    if (!client.watchesOutside || outside.join() === this.#outside.join()) return;
    this.#outside = outside;
    (await this.#registered?.catch(() => undefined))?.dispose();
    const [folder, file] = BASELINE.split('/') as [string, string];
    // Of its own folder: a pattern that crosses folders would have all of the repository watched.
    this.#registered = this.#register(outside.map(top => ({ globPattern: { baseUri: uriBelow(top, folder), pattern: file } })));
  }

  #register(watchers: readonly FileSystemWatcher[]): Promise<Disposable> {
    const registered = this.#session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers] });
    registered.catch(this.#onError);
    return registered;
  }
}
