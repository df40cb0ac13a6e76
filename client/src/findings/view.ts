import * as vscode from 'vscode';
import { type AcceptData, commands, type FixData, type IgnoreData, methods, type RulesResult } from '../../../server/src/protocol.js';
import { hideKnown, hidesKnown } from '../baseline.js';
import type { Server } from '../server.js';
import { type FindingNode, type Grouping, groupings, type Node } from './nodes.js';
import type { FileFindings, Findings } from './store.js';
import { FindingsTree } from './tree.js';

const VIEW = 'seaworthy.findings';
const GROUPED_BY = 'seaworthy.groupedBy';

/** The view of the findings: the tree, its badge, its filter and what can be done with what it lists. */
export class FindingsView implements vscode.Disposable {
  readonly #server: Server;
  readonly #findings: Findings;
  readonly #memory: vscode.Memento;
  readonly #tree: FindingsTree;
  readonly #view: vscode.TreeView<Node>;
  readonly #disposables: readonly vscode.Disposable[];
  #rules: Promise<RulesResult> | undefined;

  constructor(server: Server, findings: Findings, memory: vscode.Memento) {
    this.#server = server;
    this.#findings = findings;
    this.#memory = memory;
    this.#tree = new FindingsTree(findings, () => this.#knowRules());
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.#tree, showCollapseAll: true });
    const register = vscode.commands.registerCommand;
    this.#disposables = [
      this.#tree,
      this.#view,
      // VS Code waits itself for a burst of changes to end.
      findings.onDidChange(() => {
        this.#tree.refresh();
        this.#draw();
      }),
      ...groupings.map(by => register(`seaworthy.groupBy.${by}`, () => this.group(by))),
      register('seaworthy.filterFindings', () => this.#askFilter()),
      register('seaworthy.clearFilter', () => this.filter('')),
      register('seaworthy.hideKnown', () => hideKnown(true)),
      register('seaworthy.showKnown', () => hideKnown(false)),
      vscode.workspace.onDidChangeConfiguration(event => event.affectsConfiguration('seaworthy.baseline') && this.#draw()),
      register('seaworthy.fixFinding', (node?: FindingNode) => node && this.fix(node)),
      register('seaworthy.ignoreListed', (node?: FindingNode) => node && this.#ignore(node)),
      register('seaworthy.acceptListed', (node?: FindingNode) => node && this.#accept(node)),
      register('seaworthy.explainFinding', (node?: Node) => this.#explain(node)),
    ];
    this.group(memory.get<Grouping>(GROUPED_BY, 'file'));
  }

  /** What the tree shows at its top or below a node. */
  children(node?: Node): Promise<readonly Node[]> {
    return this.#tree.getChildren(node);
  }

  itemOf(node: Node): vscode.TreeItem {
    return this.#tree.getTreeItem(node);
  }

  get badge(): number {
    return this.#view.badge?.value ?? 0;
  }

  group(by: Grouping): void {
    this.#tree.by = by;
    void this.#memory.update(GROUPED_BY, by);
    void vscode.commands.executeCommand('setContext', GROUPED_BY, by);
    this.#draw();
  }

  filter(filter: string): void {
    this.#tree.filter = filter;
    void vscode.commands.executeCommand('setContext', 'seaworthy.isFiltered', this.#tree.filter !== '');
    this.#draw();
  }

  /** Shows the place, and applies the fix there: one undo takes it back. */
  async fix({ file, finding }: FindingNode): Promise<void> {
    if (!finding.fix) return;
    const { rule, fingerprint, fix } = finding;
    await this.#open(file.uri, finding);
    const data: FixData = { uri: this.#uriOf(file.uri), rule, fingerprint, index: fix.index };
    await vscode.commands.executeCommand(commands.applyFix, data);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #ignore({ file, finding: { rule, fingerprint, ...finding } }: FindingNode): Promise<void> {
    await this.#open(file.uri, finding);
    const data: IgnoreData = { uri: this.#uriOf(file.uri), rule, fingerprint, ignore: 'here' };
    await vscode.commands.executeCommand(commands.ignoreFinding, data);
  }

  async #accept({ file, finding: { fingerprint } }: FindingNode): Promise<void> {
    const data: AcceptData = { uri: this.#uriOf(file.uri), fingerprints: [fingerprint] };
    await vscode.commands.executeCommand(commands.acceptFinding, data);
  }

  async #explain(node: Node | undefined): Promise<void> {
    const rule = node?.kind === 'finding' ? node.finding.rule : node?.kind === 'rule' ? node.key.split('/').at(-1) : undefined;
    await vscode.commands.executeCommand(commands.explainRule, rule);
  }

  async #open(uri: vscode.Uri, { range: { start, end } }: Pick<FindingNode['finding'], 'range'>): Promise<void> {
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(uri, { selection, preview: true });
  }

  #uriOf(uri: vscode.Uri): string {
    return this.#server.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  async #knowRules(): Promise<RulesResult> {
    this.#rules ??= this.#server.start().then(client => client.sendRequest<RulesResult>(methods.rules));
    return this.#rules;
  }

  async #askFilter(): Promise<void> {
    const box = vscode.window.createInputBox();
    const before = this.#tree.filter;
    box.value = before;
    box.title = vscode.l10n.t('Filter Findings');
    box.placeholder = vscode.l10n.t('Words of the message, rule, file or severity');
    let isKept = false;
    box.onDidChangeValue(value => this.filter(value));
    box.onDidAccept(() => {
      isKept = true;
      box.hide();
    });
    box.onDidHide(() => {
      if (!isKept) this.filter(before);
      box.dispose();
    });
    box.show();
  }

  #draw(): void {
    const { files, isAudited, isComing, known } = this.#findings;
    const count = files.reduce((sum, { findings }) => sum + findings.length, 0) - known;
    const hides = hidesKnown();
    this.#tree.hidesKnown = hides;
    const tooltip = known > 0 ? vscode.l10n.t('{0} findings that the baseline does not know', count) : vscode.l10n.t('{0} findings', count);
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
    const { by, filter } = this.#tree;
    const hidden = hides ? known : 0;
    const parts = [
      vscode.l10n.t('by {0}', by),
      ...(hidden > 0 ? [vscode.l10n.t('{0} known hidden', hidden)] : []),
      ...(filter ? [`“${filter}”`] : []),
    ];
    this.#view.description = parts.join(' · ');
    void vscode.commands.executeCommand('setContext', 'seaworthy.hasKnown', known > 0);
    this.#view.message = messageOf(files, isAudited, isComing, hidden) as string;
    void vscode.commands.executeCommand('setContext', 'seaworthy.hasFindings', isAudited || isComing || files.length > 0);
  }
}

/** @param hidden how many findings the baseline knows and the view leaves out. */
function messageOf(files: readonly FileFindings[], isAudited: boolean, isComing: boolean, hidden: number): string | undefined {
  if (isComing) return vscode.l10n.t('Auditing ...');
  if (hidden > 0 && files.every(({ findings }) => findings.every(({ known }) => known)))
    return vscode.l10n.t('Nothing new. The baseline knows {0} findings, which are hidden.', hidden);
  if (isAudited) return files.some(({ findings }) => findings.length > 0) ? undefined : vscode.l10n.t('Nothing found.');
  return files.length > 0 ? vscode.l10n.t('Open files only. Audit the workspace to see all.') : undefined;
}
