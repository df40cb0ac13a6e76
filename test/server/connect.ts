import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Registry } from '../../core/index.js';
import type { Host, ImageRegistry } from '../../server/src/host.js';
import { startServer } from '../../server/src/server.js';
import { rules } from './rules.js';

export const ROOT = 'file:///work';

/** What a modern client can do: it pulls, resolves, confirms, fills in snippets. */
export const MODERN: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedInformation: true },
    codeAction: { dataSupport: true, disabledSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: {
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {}, snippetEditSupport: true },
  },
};

export interface Setup {
  readonly capabilities?: ClientCapabilities;
  /** The disk, by path below `ROOT`. */
  readonly files?: Record<string, string>;
  /** Folders of the workspace, by path below `ROOT`; `ROOT` itself without any. */
  readonly folders?: readonly string[];
  readonly host?: Partial<Host>;
  /** Initialization options. */
  readonly options?: object;
  /** What the client's settings below `seaworthy` are, whenever they are asked for. */
  readonly settings?: (item: { readonly section: string }) => unknown;
  /** What the client answers to requests, by method. */
  readonly answers?: Record<string, (params: never) => unknown>;
}

/** A registry that gives these digests and has seen no image. */
export const registryWith = (digest: Registry['digest']): ImageRegistry => ({
  digest,
  inspect: () => Promise.reject(new Error('no such image')),
});

/** The real server in this process, and a client to talk to it. */
export async function connect({
  capabilities = {},
  files = {},
  folders,
  host = {},
  options,
  settings,
  answers = {},
}: Setup = {}): Promise<Client> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(up, down), {
    name: 'seaworthy',
    version: '0.0.0',
    rules,
    today: () => '2026-01-01',
    registry: { unavailable: 'No registry in this test.' },
    listFiles: (folder, _, below) => {
      const isListed = (path: string) => below.some(each => each === '' || path === each || path.startsWith(`${each}/`));
      const prefix = decodeURIComponent(folder.slice(ROOT.length + 1));
      const isBelow = (file: string) => prefix === '' || file.startsWith(`${prefix}/`);
      return Object.keys(files)
        .flatMap(file => (isBelow(file) ? [prefix === '' ? file : file.slice(prefix.length + 1)] : []))
        .filter(isListed);
    },
    read: async uri => files[decodeURIComponent(uri.slice(ROOT.length + 1))],
    yield: () => new Promise(resolve => setImmediate(resolve)),
    ...host,
  });
  const connection = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const client = new Client(connection, settings, answers);
  connection.listen();
  const workspaceFolders = (folders ?? ['']).map(folder => ({ uri: folder ? `${ROOT}/${folder}` : ROOT, name: folder || 'work' }));
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: ROOT,
    workspaceFolders,
    capabilities,
    initializationOptions: options,
  });
  await connection.sendNotification('initialized', {});
  return client;
}

type Received = { readonly method: string; readonly params: unknown };

export class Client {
  readonly connection: MessageConnection;
  readonly #texts = new Map<string, TextDocument>();
  readonly #received: Received[] = [];
  #waiting: { readonly wants: (received: Received) => boolean; readonly resolve: (params: never) => void }[] = [];

  constructor(
    connection: MessageConnection,
    settings: NonNullable<Setup['settings']> = () => null,
    answers: NonNullable<Setup['answers']> = {},
  ) {
    this.connection = connection;
    connection.onNotification((method, params) => this.#receive({ method, params }));
    connection.onUnhandledProgress(params => this.#receive({ method: '$/progress', params }));
    connection.onRequest((method, params) => {
      this.#receive({ method, params });
      if (answers[method]) return answers[method](params as never);
      if (method === 'workspace/configuration') return (params as { items: { section: string }[] }).items.map(item => settings(item));
      if (method === 'window/showMessageRequest') return (params as { actions: unknown[] }).actions[0];
      return method === 'workspace/applyEdit' ? { applied: true } : null;
    });
  }

  #receive(received: Received): void {
    this.#received.push(received);
    for (const { resolve } of this.#waiting.filter(({ wants }) => wants(received))) resolve(received.params as never);
    this.#waiting = this.#waiting.filter(({ wants }) => !wants(received));
  }

  /** What the server has sent, or the first that it sends, that is like this. */
  next<P>(method: string, like: (params: P) => boolean = () => true): Promise<P> {
    const wants = (received: Received) => received.method === method && like(received.params as P);
    const known = this.#received.find(wants);
    if (known) return Promise.resolve(known.params as P);
    return new Promise(resolve => this.#waiting.push({ wants, resolve }));
  }

  /** All that the server has sent of its own accord, as text. */
  everything(): string {
    return JSON.stringify(this.#received);
  }

  /** All that the server has sent of a method. */
  all<P>(method: string): P[] {
    return this.#received.flatMap(received => (received.method === method ? [received.params as P] : []));
  }

  /** How often the server has sent a method. */
  count(method: string): number {
    return this.#received.filter(received => received.method === method).length;
  }

  async open(path: string, text: string, languageId = 'yaml'): Promise<string> {
    const uri = path.includes(':') ? path : `${ROOT}/${path}`;
    this.#texts.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  async change(uri: string, text: string): Promise<void> {
    const version = this.#texts.get(uri)!.version + 1;
    this.#texts.set(uri, TextDocument.create(uri, 'any', version, text));
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** As a client that asks. */
  async pull(uri: string): Promise<Diagnostic[]> {
    const { items } = await this.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
    return items;
  }

  /** As a client that is told: of the newest text. */
  async told(uri: string, like: (diagnostics: Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    const { version } = this.#texts.get(uri)!;
    const params = await this.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      each => each.uri === uri && each.version === version && like(each.diagnostics),
    );
    return params.diagnostics;
  }

  actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = { diagnostics: [], ...(only ? { only } : {}) };
    return this.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  hover(uri: string, line: number, character: number): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  /** As an editor shows them: those without a command are resolved. */
  async lenses(uri: string): Promise<CodeLens[]> {
    const lenses = await this.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return Promise.all(lenses.map(lens => (lens.command ? lens : this.connection.sendRequest<CodeLens>('codeLens/resolve', lens))));
  }

  execute(command: string, argument: unknown): Promise<unknown> {
    return this.connection.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
  }

  /** The text that an edit leaves in an open file; snippets as if accepted as they are. */
  edited(uri: string, edit: WorkspaceEdit): string {
    const changes = edit.documentChanges?.filter(
      (change): change is TextDocumentEdit => 'edits' in change && change.textDocument.uri === uri,
    );
    const edits = edit.changes?.[uri] ?? changes?.flatMap(change => change.edits) ?? [];
    const plain = edits.map(each =>
      'snippet' in each ? { range: each.range, newText: unwrapped(each.snippet.value) } : (each as TextEdit),
    );
    return TextDocument.applyEdits(this.#texts.get(uri)!, plain);
  }
}

const unwrapped = (snippet: string): string => snippet.replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1').replace(/\\([\\$}])/g, '$1');
