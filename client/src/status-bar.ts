import * as vscode from 'vscode';
import { type Cost, commands, type ScoreParams } from '../../server/src/protocol.js';
import type { AuditResult } from '../../server/src/protocol-audit.js';
import { hidesKnown } from './baseline.js';
import type { Git } from './git.js';
import { HeadScores } from './head-scores.js';
import { shownPoints, shownScore } from './numbers.js';
import type { Server } from './server.js';
import { isOn } from './settings.js';

/**
 * Score of the active file with its change against the last commit, or since it was opened where there is none; of the workspace after an audit while no file of ours is active.
 */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #head: HeadScores;
  readonly #scores = new Map<string, ScoreParams>();
  /** What each open file scored when it was opened, as shown, and the version of its text then. */
  readonly #opened = new Map<string, { readonly version: number; readonly points: number }>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #disposables: readonly vscode.Disposable[];
  #workspace: AuditResult['score'] = null;

  /** Fires with the text shown, empty while hidden. */
  readonly onDidChange = this.#changed.event;
  text = '';

  constructor(server: Server, git: Git) {
    this.#item = vscode.window.createStatusBarItem('seaworthy.score', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = vscode.l10n.t('Seaworthy Score');
    this.#head = new HeadScores(server, git);
    this.#disposables = [
      this.#head,
      this.#head.onDidChange(() => this.#show()),
      this.#item,
      this.#changed,
      server.onScore(params => this.#note(params)),
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidChangeConfiguration(
        event => (event.affectsConfiguration('seaworthy.statusBar') || event.affectsConfiguration('seaworthy.baseline')) && this.#show(),
      ),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#scores.delete(uri.toString());
        this.#opened.delete(uri.toString());
        this.#head.forget(uri);
      }),
    ];
  }

  /** The last score of an open file. */
  scoreOf(uri: vscode.Uri): ScoreParams | undefined {
    return this.#scores.get(uri.toString());
  }

  setWorkspace(score: AuditResult['score']): void {
    this.#workspace = score;
    this.#show();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #note(params: ScoreParams): void {
    // As VS Code spells it, which is not how every client does.
    const uri = vscode.Uri.parse(params.uri).toString();
    this.#scores.set(uri, params);
    const { score, version } = params;
    // What the server learns from other files meanwhile is no change of this one.
    if (score && (this.#opened.get(uri)?.version ?? version) === version) this.#opened.set(uri, { version, points: shownScore(score) });
    this.#show();
  }

  #show(): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const params = uri === undefined ? undefined : this.#scores.get(uri);
    if (!isOn('statusBar.enabled')) this.#set('');
    else if (params?.score) this.#showFile(params, vscode.Uri.parse(uri!));
    else if (this.#workspace) this.#showWorkspace(this.#workspace);
    else this.#set('');
  }

  #showFile(params: ScoreParams, uri: vscode.Uri): void {
    const { score, counts, costliest, costs, findings } = params;
    const head = this.#head.scoreOf(uri);
    const opened = this.#opened.get(uri.toString())?.points;
    const now = shownScore(score!);
    const changes: Changes = { head: head && now - shownScore(head), opened: opened === undefined ? 0 : now - opened };
    const change = changes.head ?? changes.opened;
    const signed = change === 0 ? '' : ` ${signedText(change)}`;
    const scored = `${shownScore(score!)} ${score!.grade}`;
    this.#item.backgroundColor = counts.critical > 0 ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const hidden = hidesKnown() ? findings.filter(({ known }) => known).length : 0;
    this.#item.tooltip = tooltipOf(vscode.l10n.t('Hardening {0}', scored), costliest, costs, changes, hidden);
    this.#item.command = { title: vscode.l10n.t('Show Score'), command: commands.showScore };
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Seaworthy: hardening score {0}{1}', scored, signed), role: 'button' };
    this.#set(`$(shield) ${scored}${signed}`);
  }

  #showWorkspace(score: NonNullable<AuditResult['score']>): void {
    const scored = `${shownScore(score)} ${score.grade}`;
    this.#item.backgroundColor = undefined;
    this.#item.tooltip = vscode.l10n.t('Hardening of the workspace, as of the last audit');
    this.#item.command = { title: vscode.l10n.t('Show Report'), command: 'seaworthy.showReport' };
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Seaworthy: workspace score {0}', scored), role: 'button' };
    this.#set(`$(shield) ${scored}`);
  }

  #set(text: string): void {
    if (text === '') this.#item.hide();
    else {
      this.#item.text = text;
      this.#item.show();
    }
    this.text = text;
    this.#changed.fire(text);
  }
}

/** In shown points. */
interface Changes {
  /** Against the last commit; `undefined` where that is not known. */
  readonly head: number | undefined;
  readonly opened: number;
}

const signedText = (change: number): string => (change > 0 ? `+${change}` : String(change));

/** The score, what moved it, and the costliest findings with their points. */
function tooltipOf(
  title: string,
  costliest: readonly Cost[],
  costs: number,
  { head, opened }: Changes,
  hidden: number,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(`**${title}**`);
  if (head) markdown.appendMarkdown(vscode.l10n.t(', {0} against the last commit', signedText(head)));
  if (opened !== 0) markdown.appendMarkdown(vscode.l10n.t(', {0} since it was opened', signedText(opened)));
  markdown.appendMarkdown('\n\n');
  for (const { message, points } of costliest) {
    markdown
      .appendMarkdown(`\`-${shownPoints(points)}\` `)
      .appendText(message.split('\n')[0]!)
      .appendMarkdown('  \n');
  }
  if (costs > costliest.length) markdown.appendMarkdown(`\n${vscode.l10n.t('and {0} more', costs - costliest.length)}`);
  if (hidden > 0) markdown.appendMarkdown(`\n\n${vscode.l10n.t('{0} findings that the baseline knows are hidden; they count.', hidden)}`);
  return markdown;
}
