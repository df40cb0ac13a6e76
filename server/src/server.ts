import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Client, readClient } from './client.js';
import { audit } from './features/audit.js';
import { actionsOf, resolveAction } from './features/code-actions.js';
import { lensesOf } from './features/code-lens.js';
import { execute, ownCommands } from './features/commands.js';
import { diagnosticsOf, Publisher } from './features/diagnostics.js';
import { explain } from './features/explain.js';
import { hoverAt } from './features/hover.js';
import { scoreParamsOf } from './features/status.js';
import { Files, isAccessory } from './files.js';
import { Guard } from './guard.js';
import type { Host } from './host.js';
import { type AuditParams, type AuditResult, type ExplainParams, kinds, methods } from './protocol.js';
import type { Session } from './session.js';

const WATCHED = [
  '**/{Dockerfile,Containerfile}*',
  '**/*.{dockerfile,Dockerfile,containerfile,Containerfile}',
  '**/*.{yaml,yml,json}',
  '**/{*.dockerignore,.gitignore,.env}',
];

/** Serves one client until the connection ends. Wiring only: features are in their own files. */
export function startServer(connection: Connection, host: Host): void {
  const guard = new Guard(connection);
  const documents = new TextDocuments(TextDocument);
  const files = new Files(host, (rule, path, error) =>
    guard.report(`rule ${rule.meta.id}`, error instanceof Error ? error : new Error(`${path}: ${error}`)),
  );
  let session: Session;
  let publisher: Publisher;
  let client: Client;

  connection.onInitialize((params): InitializeResult => {
    client = readClient(params);
    session = { connection, host, client, files };
    publisher = new Publisher(session);
    const roots = params.workspaceFolders?.map(folder => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    files.setFolders(roots);
    return {
      serverInfo: { name: host.name, version: host.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(client.pullsDiagnostics
          ? { diagnosticProvider: { identifier: 'seaworthy', interFileDependencies: true, workspaceDiagnostics: false } }
          : {}),
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, kinds.harden, kinds.fixAll],
          resolveProvider: true,
        },
        codeLensProvider: { resolveProvider: false },
        hoverProvider: true,
        executeCommandProvider: { commands: ownCommands(session) },
        ...(client.workspaceFolders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
      },
    };
  });

  connection.onInitialized(
    guard.wrap('initialized', undefined, async () => {
      if (client.watchesFiles) {
        const watchers = WATCHED.map(globPattern => ({ globPattern }));
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(error => guard.report('watch files', error));
      }
      if (client.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.map(folder => folder.uri));
          files.setFolders([
            ...files.folders.flatMap(({ uri }) => (uri && !gone.has(uri) ? [uri] : [])),
            ...added.map(folder => folder.uri),
          ]);
          index().catch(error => guard.report('index', error));
        });
      }
      // Not awaited: open files are served while the folders are read.
      index().catch(error => guard.report('index', error));
    }),
  );

  async function index(): Promise<void> {
    await host.yield();
    for (const folder of files.folders) await files.index(folder);
    await refresh();
  }

  let isDue = false;
  /** Tells the client about its open files once everything that waits has been read, so that a burst of changes costs one analysis. */
  const announce = guard.wrap('announce', undefined, async () => {
    if (isDue) return;
    isDue = true;
    await host.yield();
    isDue = false;
    for (const { document } of files.open) await tell(document);
  });
  const tell = guard.wrap('diagnostics', undefined, async ({ uri, version }: TextDocument) => {
    if (!client.pullsDiagnostics) await publisher.publish(uri, version);
    await connection.sendNotification(methods.score, scoreParamsOf(session, uri, version));
  });

  /** After changes that the client does not know to bear on its open files. */
  async function refresh(): Promise<void> {
    if (client.refreshesDiagnostics) void connection.languages.diagnostics.refresh();
    if (client.refreshesLenses)
      void connection.sendRequest(CodeLensRefreshRequest.type).catch(error => guard.report('refresh lenses', error));
    await announce();
  }

  documents.onDidChangeContent(
    guard.wrap('change', undefined, async ({ document }) => {
      files.update(document);
      await (isAccessory(files.locate(document.uri).path) ? refresh() : announce());
    }),
  );
  documents.onDidClose(
    guard.wrap('close', undefined, async ({ document }) => {
      await publisher.clear(document.uri);
      await files.close(document.uri);
      await announce();
    }),
  );
  connection.onDidChangeWatchedFiles(
    guard.wrap('watched files', undefined, async ({ changes }) => {
      await files.changed(changes.map(({ uri }) => uri));
      await refresh();
    }),
  );

  connection.languages.diagnostics.on(
    guard.wrap('diagnostics', { kind: 'full', items: [] }, ({ textDocument }) => ({
      kind: 'full',
      items: diagnosticsOf(session, textDocument.uri),
    })),
  );
  connection.onCodeAction(guard.wrap('code actions', [], params => actionsOf(session, params)));
  connection.onCodeActionResolve(
    guard.wrap(
      'resolve',
      action => action,
      action => resolveAction(session, action),
    ),
  );
  connection.onCodeLens(guard.wrap('code lens', [], ({ textDocument }) => lensesOf(session, textDocument.uri)));
  connection.onHover(guard.wrap('hover', null, ({ textDocument, position }) => hoverAt(session, textDocument.uri, position)));
  connection.onExecuteCommand(guard.wrap('command', undefined, params => execute(session, params)));
  connection.onRequest(
    methods.explain,
    guard.wrap('explain', null, ({ rule }: ExplainParams) => explain(host.rules, rule)),
  );
  connection.onRequest(methods.audit, (params: AuditParams, token): Promise<AuditResult> => audit(session, params, token));

  documents.listen(connection);
  connection.listen();
}
