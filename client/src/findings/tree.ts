import * as vscode from 'vscode';
import type { RulesResult } from '../../../server/src/protocol.js';
import { scored, severities, shownPoints } from '../numbers.js';
import { type FindingNode, type Grouping, type GroupNode, type Node, nodesOf } from './nodes.js';
import type { FileFindings, Findings } from './store.js';

/** Shows the findings as VS Code's tree has them. Asks for the rules when it first needs them. */
export class FindingsTree implements vscode.TreeDataProvider<Node> {
  readonly #findings: Findings;
  readonly #rules: () => Promise<RulesResult>;
  readonly #changed = new vscode.EventEmitter<void>();
  #by: Grouping = 'file';
  #filter = '';
  #hidesKnown = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(findings: Findings, rules: () => Promise<RulesResult>) {
    this.#findings = findings;
    this.#rules = rules;
  }

  get by(): Grouping {
    return this.#by;
  }

  set by(by: Grouping) {
    this.#by = by;
    this.refresh();
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter.trim();
    this.refresh();
  }

  /** Whether what the baseline knows is left out. */
  set hidesKnown(hidesKnown: boolean) {
    if (hidesKnown === this.#hidesKnown) return;
    this.#hidesKnown = hidesKnown;
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return node.kind === 'finding' ? [] : [...node.children];
    const files = this.#hidesKnown ? this.#findings.files.map(newOf) : this.#findings.files;
    // Without findings nobody has to start a server for their rules.
    return files.length === 0 ? [] : [...nodesOf(files, this.#by, await this.#rules(), this.#filter, pathOf)];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'finding' ? findingItem(node, this.#by) : groupItem(node);
  }
}

const newOf = (file: FileFindings): FileFindings => ({ ...file, findings: file.findings.filter(({ known }) => !known) });

const pathOf = ({ uri }: FileFindings): string => vscode.workspace.asRelativePath(uri);

function groupItem({ kind, key, name, file, findings, children }: GroupNode): vscode.TreeItem {
  // A file is opened up to see what is wrong in it; a list of everything is closed.
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${kind}:${key}`;
  item.contextValue = kind;
  const count = String(findings.length);
  if (file) {
    const [base = name, ...folders] = name.split('/').reverse();
    item.label = base;
    item.resourceUri = file.uri;
    item.iconPath = vscode.ThemeIcon.File;
    item.description = [...(folders.length > 0 ? [folders.reverse().join('/')] : []), scored(file.score), count].join(' · ');
    item.tooltip = vscode.l10n.t('{0}: hardening {1}, {2} findings', name, scored(file.score), count);
  } else {
    const worst = severities.find(severity => findings.some(({ finding }) => finding.severity === severity))!;
    item.description = count;
    item.iconPath = kind === 'rule' || kind === 'control' ? iconOf(worst) : new vscode.ThemeIcon(kind === 'layer' ? 'layers' : 'law');
    item.tooltip =
      kind === 'rule' ? key.split('/').at(-1)! : vscode.l10n.t('{0}: {1} findings in {2} files', name, count, filesIn(findings));
  }
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} findings', name, count) };
  if (children.length === 0) item.collapsibleState = vscode.TreeItemCollapsibleState.None;
  return item;
}

const filesIn = (nodes: readonly FindingNode[]): number => new Set(nodes.map(({ file }) => file)).size;

function findingItem({ file, finding }: FindingNode, by: Grouping): vscode.TreeItem {
  const { rule, severity, message, points, range, fix, known } = finding;
  const [first = ''] = message.split('\n');
  const line = range.start.line + 1;
  const item = new vscode.TreeItem(first, vscode.TreeItemCollapsibleState.None);
  item.description = by === 'file' ? `${rule} · ${line}` : `${pathOf(file)}:${line}`;
  item.iconPath = iconOf(severity);
  item.contextValue = ['finding', ...(fix ? ['fixable'] : []), known ? 'known' : 'new'].join(' ');
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(message);
  tooltip.appendMarkdown(`\n\n\`${rule}\`, ${severity}`);
  if (points > 0) tooltip.appendMarkdown(vscode.l10n.t(', costs {0} points of the file', shownPoints(points)));
  if (known) tooltip.appendMarkdown(`\n\n${vscode.l10n.t('In the baseline')}`).appendText(known.reason ? `: ${known.reason}` : '');
  if (fix) tooltip.appendMarkdown('\n\n$(wrench) ').appendText(fix.title);
  tooltip.supportThemeIcons = true;
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${severity}: ${first}` };
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [file.uri, { selection, preview: true }] };
  return item;
}

const ICONS = {
  critical: new vscode.ThemeIcon('flame', new vscode.ThemeColor('list.errorForeground')),
  high: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  medium: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  low: new vscode.ThemeIcon('info'),
  info: new vscode.ThemeIcon('lightbulb'),
} as const;

/** As squiggles have them: errors, warnings, information. */
const iconOf = (severity: keyof typeof ICONS): vscode.ThemeIcon => ICONS[severity];
