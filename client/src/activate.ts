import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type AcceptData, commands, type ScoreParams, type ShowScoreParams, type TurnOffData } from '../../server/src/protocol.js';
import type { BlameData } from '../../server/src/protocol-audit.js';
import type { InspectAnswer, InspectParams, PinAnswer, PinParams } from '../../server/src/protocol-registries.js';
import { type Audited, Auditor } from './audit.js';
import { acceptFinding } from './baseline.js';
import { Blamer } from './blame.js';
import { hasContainerFiles, isContainerDocument } from './containers.js';
import type { FindingNode } from './findings/nodes.js';
import { Findings } from './findings/store.js';
import { FindingsView } from './findings/view.js';
import { Git } from './git.js';
import { History } from './history.js';
import { convertIgnores, turnOffRule } from './ignores.js';
import { middlewareWith } from './middleware.js';
import { offerToLeave } from './overlap.js';
import { Pages } from './pages.js';
import { Pinner } from './pin.js';
import { Registries } from './registry.js';
import { ReportPanel } from './report-panel.js';
import { pickScore } from './score-picker.js';
import { type Launcher, Server } from './server.js';
import { StatusBar } from './status-bar.js';

/** What `activate` returns, for tests and for other extensions. */
export interface Seaworthy {
  /** Settles when it is decided whether this workspace needs a server, and, if so, when that runs. */
  readonly ready: Promise<void>;
  /** Whether a server was started. */
  isStarted(): boolean;
  /** The connection to the server; `undefined` before it was started. */
  languageClient(): BaseLanguageClient | undefined;
  /** Of a server in a process of its own; `undefined` in the browser. */
  serverProcessId(): number | undefined;
  /** The last score of an open file. */
  scoreOf(uri: vscode.Uri): ScoreParams | undefined;
  /** Text of the status bar item, empty while it is hidden. */
  statusText(): string;
  readonly onDidChangeStatus: vscode.Event<string>;
  /** The findings of open and of audited files, and the view of them. */
  readonly findings: Findings;
  readonly view: FindingsView;
  /** The report's panel. */
  readonly report: ReportPanel;
  /** Who brought findings in, and whether there is anybody to ask. */
  readonly blamer: Blamer;
  readonly git: Git;
  /** Audits the workspace or a folder of it, as the commands do but without words; `undefined` when cancelled. */
  audit(folder?: vscode.Uri, token?: vscode.CancellationToken): Promise<Audited | undefined>;
  /** Asks registries about images, as the command does but without words. */
  inspect(params: InspectParams): Promise<InspectAnswer>;
  /** Pins images, as the commands do but without words. */
  pin(params: PinParams, token?: vscode.CancellationToken): Promise<PinAnswer>;
}

/** Puts the parts together. The server waits until something is open, or lies in the workspace, that it is for. */
export function activateWith(context: vscode.ExtensionContext, launcher: Launcher): Seaworthy {
  const log = vscode.window.createOutputChannel('Seaworthy', { log: true });
  const registries = launcher.makeAsker && new Registries(context.globalState, launcher.makeAsker);
  const middleware = middlewareWith((uri, position) => blamer.linkAt(uri, position));
  const server = new Server(launcher, registries, log, middleware);
  const git = new Git();
  const pinner = new Pinner(server);
  const status = new StatusBar(server, git);
  const pages = new Pages(server);
  const findings = new Findings();
  const view = new FindingsView(server, findings, context.workspaceState);
  const auditor = new Auditor(server, findings);
  const blamer = new Blamer(server, git, findings);
  const history = new History(server, git);
  const report = new ReportPanel(server, findings, history, blamer, context.extensionUri, launcher.nonce);

  const start = async (): Promise<void> => {
    try {
      await server.start();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
    }
  };
  const startFor = (document: vscode.TextDocument): void => {
    if (!server.client && isContainerDocument(document)) void start();
  };
  const ready = (async () => {
    if (vscode.workspace.textDocuments.some(isContainerDocument) || (await hasContainerFiles())) await start();
    // Nothing waits for the answer.
    if (server.client) void offerToLeave(context.globalState);
  })();

  async function audit(folder?: vscode.Uri, token?: vscode.CancellationToken, progress?: Progress): Promise<Audited | undefined> {
    let shown = 0;
    const audited = await auditor.run(folder, token ?? new vscode.CancellationTokenSource().token, (message, percentage = shown) => {
      progress?.report({ ...(message ? { message: vscode.l10n.t('{0} files', message) } : {}), increment: percentage - shown });
      shown = percentage;
    });
    if (!audited) return undefined;
    status.setWorkspace(audited.result.score);
    await report.refresh();
    return audited;
  }

  async function runAudit(folder?: vscode.Uri): Promise<void> {
    const title = folder
      ? vscode.l10n.t('Seaworthy: auditing {0}', vscode.workspace.asRelativePath(folder))
      : vscode.l10n.t('Seaworthy: auditing the workspace');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const audited = await vscode.window.withProgress(options, (progress, token) => audit(folder, token, progress));
    if (!audited) return;
    if (audited.result.files.length > 0) await report.show();
    else vscode.window.showInformationMessage(vscode.l10n.t('No Dockerfile, Compose file or Kubernetes manifest was found.'));
  }

  async function auditFolder(folder?: vscode.Uri): Promise<void> {
    const chosen = folder ?? (await vscode.window.showWorkspaceFolderPick())?.uri;
    if (chosen) await runAudit(chosen);
  }

  async function showReport(): Promise<void> {
    if (!(await report.show())) await runAudit();
  }

  async function showScore(asked?: ShowScoreParams): Promise<void> {
    const uri = asked ? vscode.Uri.parse(asked.uri) : vscode.window.activeTextEditor?.document.uri;
    const params = uri && status.scoreOf(uri);
    if (uri && params?.score) await pickScore(params, vscode.workspace.asRelativePath(uri), asked);
    else
      vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing here is scored: open a Dockerfile, a Compose file or a Kubernetes manifest.'),
      );
  }

  async function pinFile(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri) await pinner.pin(uri);
  }

  async function explainRule(rule?: string): Promise<void> {
    const chosen = rule ?? (await vscode.window.showQuickPick(rulesHere(), { placeHolder: vscode.l10n.t('Rule to explain') }));
    if (chosen) await pages.showRule(chosen);
  }

  const register = vscode.commands.registerCommand;
  context.subscriptions.push(
    log,
    server,
    git,
    status,
    pages,
    auditor,
    findings,
    view,
    report,
    ...(registries ? [registries] : []),
    register(commands.pinFile, () => pinFile()),
    register(commands.pinWorkspace, () => pinner.pin()),
    register(commands.checkPins, () => pinner.check()),
    register(commands.inspectImages, (asked?: InspectParams) => pinner.inspect(asked)),
    register(commands.showScore, showScore),
    register(commands.explainRule, explainRule),
    register(commands.blameFinding, (asked: BlameData | FindingNode) => blamer.show(blamedLines(asked))),
    register(commands.turnOffRule, (data: TurnOffData) => turnOffRule(server, data)),
    register(commands.acceptFinding, (data: AcceptData) => acceptFinding(server, data)),
    register('seaworthy.convertIgnores', () => convertIgnores(server)),
    register('seaworthy.auditWorkspace', () => runAudit()),
    register('seaworthy.auditFolder', auditFolder),
    register('seaworthy.showReport', showReport),
    register('seaworthy.restartServer', () => server.restart()),
    register('seaworthy.showLog', () => log.show()),
    server.onScore(({ uri, score, findings: found }) => findings.set(vscode.Uri.parse(uri), { score, findings: found })),
    auditor.onDidChange(score => {
      status.setWorkspace(score);
      void report.refresh();
    }),
    git.onDidChange(() => {
      void vscode.commands.executeCommand('setContext', 'seaworthy.hasGit', git.hasRepository);
      void report.gitChanged();
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => findings.closed(uri)),
    vscode.workspace.onDidOpenTextDocument(startFor),
    vscode.workspace.onDidChangeTextDocument(({ document }) => startFor(document)),
  );
  return {
    ready,
    isStarted: () => server.client !== undefined,
    languageClient: () => server.client,
    serverProcessId: () => server.processId,
    scoreOf: uri => status.scoreOf(uri),
    statusText: () => status.text,
    onDidChangeStatus: status.onDidChange,
    findings,
    view,
    report,
    blamer,
    git,
    audit: (folder, token) => audit(folder, token),
    inspect: params => pinner.ask(params),
    pin: (params, token = new vscode.CancellationTokenSource().token) => pinner.run(params, token),
  };
}

/** The lines of a finding that a link or the tree names. */
const blamedLines = (asked: BlameData | FindingNode): BlameData =>
  'kind' in asked ? { uri: asked.file.uri.toString(), range: asked.finding.range } : asked;

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Ids of the rules that the active file has findings of. */
function rulesHere(): string[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const codes = (uri ? vscode.languages.getDiagnostics(uri) : [])
    .filter(({ source }) => source === 'seaworthy')
    .flatMap(({ code }) => (typeof code === 'object' ? [String(code.value)] : []));
  return [...new Set(codes)].sort();
}
