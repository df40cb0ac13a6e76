import * as vscode from 'vscode';
import { commands, methods } from '../../server/src/protocol.js';
import type { BlameAnswer, BlameData, BlameParams, BlamePart } from '../../server/src/protocol-audit.js';
import type { Findings } from './findings/store.js';
import type { Git } from './git.js';
import type { Server } from './server.js';

/** Says who brought findings in, where VS Code's Git extension knows the repository. */
export class Blamer {
  readonly #server: Server;
  readonly #git: Git;
  readonly #findings: Findings;

  constructor(server: Server, git: Git, findings: Findings) {
    this.#server = server;
    this.#git = git;
    this.#findings = findings;
  }

  /** Who last wrote these lines; without a range every line of the file, for the report. */
  async ask(uri: vscode.Uri, range?: BlameData['range']): Promise<BlameAnswer> {
    if (!this.#git.canAsk(uri)) return { parts: [], why: vscode.l10n.t('This file is in no Git repository that VS Code knows.') };
    const client = await this.#server.start();
    const { program } = this.#git;
    const params: BlameParams = {
      uri: client.code2ProtocolConverter.asUri(uri),
      // VS Code's own ranges travel as something else.
      ...(range ? { range: { start: range.start, end: range.end } } : {}),
      ...(program ? { git: program } : {}),
    };
    return client.sendRequest<BlameAnswer>(methods.blame, params);
  }

  /** Lists the commits of some lines to choose from, to look at one. */
  async show({ uri, range }: BlameData): Promise<void> {
    const file = vscode.Uri.parse(uri);
    const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Seaworthy: asking git') };
    const { parts, why } = await vscode.window.withProgress(options, () => this.ask(file, range));
    if (why !== undefined) return void vscode.window.showInformationMessage(plain(why));
    const placeHolder = vscode.l10n.t('Who brought this in: choose a commit to look at it');
    const chosen = await vscode.window.showQuickPick(itemsOf(parts), { placeHolder });
    if (chosen?.commit) await showCommit(file, chosen.commit);
  }

  /** A link that leads to `show` for the findings at a place; `undefined` where there are none, or nobody to ask. */
  linkAt(uri: vscode.Uri, position: vscode.Position): string | undefined {
    if (!this.#git.canAsk(uri)) return undefined;
    const ranges = (this.#findings.of(uri)?.findings ?? [])
      .map(({ range: { start, end } }) => new vscode.Range(start.line, start.character, end.line, end.character))
      .filter(range => range.contains(position));
    const [first, ...more] = ranges;
    if (!first) return undefined;
    const { start, end } = more.reduce((all, range) => all.union(range), first);
    const data: BlameData = { uri: uri.toString(), range: { start, end } };
    return `[${vscode.l10n.t('Who brought this in?')}](command:${commands.blameFinding}?${encodeURIComponent(JSON.stringify([data]))})`;
  }
}

export interface BlameItem extends vscode.QuickPickItem {
  /** Its id; absent for what is in none. */
  readonly commit?: string;
}

/** What git says of lines as rows to choose from, the newest first. */
export const itemsOf = (parts: readonly BlamePart[]): readonly BlameItem[] =>
  parts.map(({ lines, commit, note = '' }): BlameItem => {
    const where = lines.length === 1 ? vscode.l10n.t('line {0}', lines[0]!) : vscode.l10n.t('lines {0}', spansOf(lines));
    if (!commit) return { label: note, description: where };
    const { id, author, date, subject } = commit;
    return { label: plain(`${author}, ${date}`), description: `${id.slice(0, 10)} · ${where}`, detail: plain(subject), commit: id };
  });

/** `3-5, 9`. */
function spansOf(lines: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else spans.push([line, line]);
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

/** Anybody's words, which lists and messages would read icons, links and directions out of. */
export const plain = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '·')
    .replaceAll('$(', '$ (')
    .replaceAll('](', '] (');

/** In the Git extension, where it can; else its id is there to be pasted. */
async function showCommit(file: vscode.Uri, commit: string): Promise<void> {
  const known = await vscode.commands.getCommands();
  if (known.includes('git.viewCommit')) return void (await vscode.commands.executeCommand('git.viewCommit', file, commit, file));
  await vscode.env.clipboard.writeText(commit);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', commit), 5000);
}
