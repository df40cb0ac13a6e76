import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type InitializeResult,
  MessageType,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configRole, KnownImages, staleNote } from '../../core/index.js';
import { Baselines } from './baselines.js';
import { type Client, readClient } from './client.js';
import { isAccessory } from './disk.js';
import { accept } from './features/accept.js';
import { Audits } from './features/audit.js';
import { tellBroken } from './features/broken.js';
import { actionsOf, resolveAction } from './features/code-actions.js';
import { lensesOf, resolveLens } from './features/code-lens.js';
import { execute, ownCommands, say } from './features/commands.js';
import { convertIgnores } from './features/config/actions.js';
import { completionsAt, resolveCompletion, triggerCharacters } from './features/config/complete.js';
import { diagnosticsOf, Publisher } from './features/diagnostics.js';
import { explain } from './features/explain.js';
import { hoverAt } from './features/hover.js';
import { turnOffRule } from './features/ignore.js';
import { inspect } from './features/inspect.js';
import { rulesOf } from './features/listed.js';
import { Past } from './features/past.js';
import { pinAll } from './features/pin.js';
import { reportPage } from './features/report.js';
import { scoreOfText, scoreParamsOf } from './features/status.js';
import { Files } from './files.js';
import { Guard } from './guard.js';
import type { Host } from './host.js';
import {
  type AcceptData,
  type AcceptResult,
  type ConvertIgnoresParams,
  commands,
  type ExplainParams,
  kinds,
  methods,
  type RulesResult,
  type ScoreOfTextParams,
  type ScoreOfTextResult,
  type TurnOffData,
  type TurnOffResult,
} from './protocol.js';
import type { AuditParams, AuditResult, ReportAnswer, ReportParams } from './protocol-audit.js';
import type { InspectAnswer, InspectParams, PinAnswer, PinParams, RegistryState } from './protocol-registries.js';
import { orRefused, Registries } from './registries.js';
import type { Session } from './session.js';
import { readSettings, watchSettings } from './settings.js';
import { Watching } from './watching.js';

/** Serves one client until the connection ends. Wiring only: features are in their own files. */
export function startServer(connection: Connection, host: Host): void {
  const guard = new Guard(connection);
  const documents = new TextDocuments(TextDocument);
  const images = new KnownImages();
  const files = new Files(host, images, (rule, path, error) =>
    guard.report(`rule ${rule.meta.id}`, error instanceof Error ? error : new Error(`${path}: ${error}`)),
  );
  let session: Session;
  let publisher: Publisher;
  let audits: Audits;
  let past: Past;
  let client: Client;
  let watching: Watching;

  connection.onInitialize((params): InitializeResult => {
    client = readClient(params);
    const baselines = new Baselines(host, files, uris => void relearnt(uris));
    session = { connection, host, client, files, baselines, registries: new Registries(connection, host, client, images) };
    watching = new Watching(session, error => guard.report('watch files', error));
    audits = new Audits(session);
    past = new Past(session);
    past.serve(session, audits);
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
          codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, kinds.harden, kinds.fixAll],
          resolveProvider: true,
        },
        codeLensProvider: { resolveProvider: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [...triggerCharacters], resolveProvider: true },
        executeCommandProvider: { commands: ownCommands(session) },
        ...(client.workspaceFolders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
      },
    };
  });

  connection.onInitialized(
    guard.wrap('initialized', undefined, async () => {
      const note = staleNote(host.today());
      if (note) connection.console.warn(note);
      watching.begin();
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
      watchSettings(session);
      configured = configure()
        .catch(error => guard.report('settings', error))
        .then(guard.wrap('baseline', undefined, () => session.baselines.reload()));
      await configured;
      // Not awaited: open files are served while the folders are read.
      index().catch(error => guard.report('index', error));
    }),
  );

  /** Whether what the editor leaves out, or says of files, is known, and what the baseline knows. */
  let configured = Promise.resolve();
  const told = new Set<string>();
  /** Takes the editor's settings over, and says once what is wrong with them. */
  async function configure(): Promise<void> {
    for (const wrong of await readSettings(session)) {
      if (!told.has(wrong)) await say(session, MessageType.Warning, `Seaworthy's settings: ${wrong}`);
      told.add(wrong);
    }
  }

  async function index(): Promise<void> {
    await host.yield();
    for (const folder of files.folders) await files.index(folder);
    await session.baselines.reload();
    await refresh();
  }

  /** Something else is known of these files, or shown. */
  const relearnt = guard.wrap('baseline', undefined, async (uris: readonly string[]) => {
    await tellBroken(session, told);
    await watching.watchBaselines();
    await refresh();
    await audits.refresh(uris, true);
  });

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
    // What the baseline knows is not to be underlined for a moment.
    await configured;
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
      const { folder, path } = files.locate(document.uri);
      const before = folder.engine.configFile(path);
      files.update(document);
      if (session.baselines.isAbout(document.uri)) await session.baselines.reload();
      // Most package.json are nobody's configuration.
      if (configRole(path) === 'package' && !before && !folder.engine.configFile(path)) return;
      if (configRole(path)) await files.readNamed(folder);
      await (isAccessory(path) ? refresh() : announce());
    }),
  );
  documents.onDidClose(
    guard.wrap('close', undefined, async ({ document }) => {
      await publisher.clear(document.uri);
      await files.close(document.uri);
      if (session.baselines.isAbout(document.uri)) await session.baselines.reload();
      await announce();
      await audits.refresh([document.uri]);
    }),
  );
  connection.onDidChangeWatchedFiles(
    guard.wrap('watched files', undefined, async ({ changes }) => {
      const touched = await files.changed(changes.map(({ uri }) => uri));
      const isConfig = touched.some(uri => configRole(files.locate(uri).path));
      if (isConfig) for (const folder of files.folders) await files.readNamed(folder);
      const isBaseline = changes.some(({ uri }) => session.baselines.isAbout(uri));
      // Every file that comes or goes is told of, whoever's it is.
      if (touched.length === 0 && !isBaseline) return;
      await (isConfig || isBaseline ? session.baselines.reload() : session.baselines.follow());
      await refresh();
      await audits.refresh(touched);
    }),
  );

  connection.onDidChangeConfiguration(
    guard.wrap('settings', undefined, async () => {
      await configure();
      for (const folder of files.folders) await files.readNamed(folder);
      await refresh();
    }),
  );

  connection.languages.diagnostics.on(
    guard.wrap('diagnostics', { kind: 'full', items: [] }, async ({ textDocument }) => {
      await configured;
      return { kind: 'full', items: diagnosticsOf(session, textDocument.uri) };
    }),
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
  connection.onCodeLensResolve(
    guard.wrap(
      'resolve lens',
      lens => lens,
      lens => resolveLens(session, lens),
    ),
  );
  connection.onHover(guard.wrap('hover', null, ({ textDocument, position }) => hoverAt(session, textDocument.uri, position)));
  connection.onCompletion(guard.wrap('completion', [], ({ textDocument, position }) => completionsAt(session, textDocument.uri, position)));
  connection.onCompletionResolve(
    guard.wrap(
      'resolve completion',
      item => item,
      item => resolveCompletion(session, item),
    ),
  );
  connection.onExecuteCommand(
    guard.wrap('command', undefined, async params => {
      await execute(session, params);
      if (params.command === commands.inspectImages) await refresh();
    }),
  );
  connection.onRequest(
    methods.explain,
    guard.wrap('explain', null, ({ rule }: ExplainParams) => explain(host.rules, rule)),
  );
  connection.onRequest(
    methods.turnOffRule,
    guard.wrap<[TurnOffData], TurnOffResult>('turn off', { applied: false }, data => turnOffRule(session, data)),
  );
  connection.onRequest(
    methods.acceptFinding,
    guard.wrap<[AcceptData], AcceptResult>('accept', { applied: false }, data => accept(session, data)),
  );
  connection.onRequest(
    methods.convertIgnores,
    guard.wrap<[ConvertIgnoresParams], number>('convert ignores', 0, ({ uri }) => convertIgnores(session, uri)),
  );
  connection.onNotification(
    methods.registryState,
    guard.wrap('registry state', undefined, ({ unavailable }: RegistryState) => session.registries.setUnavailable(unavailable)),
  );
  connection.onRequest(methods.pin, (params: PinParams, token) =>
    orRefused<PinAnswer>(() => pinAll(session, params, token), { pins: [], current: 0, failed: [], cancelled: true }),
  );
  connection.onRequest(methods.inspect, async (params: InspectParams) => {
    const answer = await orRefused<InspectAnswer>(() => inspect(session, params), { inspected: 0, failed: [] });
    await refresh();
    return answer;
  });
  connection.onRequest(methods.audit, async (params: AuditParams, token): Promise<AuditResult> => {
    await configured;
    return audits.run(params, token);
  });
  connection.onRequest(
    methods.scoreOfText,
    guard.wrap<[ScoreOfTextParams], ScoreOfTextResult>('score of text', null, params => scoreOfText(session, params)),
  );
  connection.onRequest(
    methods.report,
    guard.wrap<[ReportParams | null], ReportAnswer>('report', null, params => reportPage(session, audits.last, past, params ?? {})),
  );
  connection.onRequest(methods.rules, (): RulesResult => rulesOf(host.rules));

  documents.listen(connection);
  connection.listen();
}
