import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';

/** Whether extensions run in the browser. */
export const isWeb = vscode.env.uiKind === vscode.UIKind.Web && typeof process.kill !== 'function';

export async function seaworthy(): Promise<Seaworthy> {
  const extension = vscode.extensions.getExtension<Seaworthy>('seaworthy.seaworthy');
  assert.ok(extension, 'the extension is there');
  const api = await extension.activate();
  await api.ready;
  return api;
}

/** Waits for `probe` to answer, asking again at each event. */
export async function until<T>(what: string, event: vscode.Event<unknown>, probe: () => T | undefined | false): Promise<T> {
  const known = probe();
  if (known) return known;
  let listener: vscode.Disposable | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`waited for ${what}`)), 20_000);
      listener = event(() => {
        const answer = probe();
        if (answer) resolve(answer);
      });
    });
  } finally {
    clearTimeout(timer);
    listener?.dispose();
  }
}

export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);
}

export async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(path)), { preview: false });
}

/** Takes back what a test typed and closes everything. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(each => each.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export const ruleOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

export const diagnosticsOf = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'seaworthy');

/** Waits for a diagnostic of a rule whose message matches. */
export function appears(uri: vscode.Uri, rule: string, message = /./): Promise<vscode.Diagnostic> {
  const find = () => diagnosticsOf(uri).find(each => ruleOf(each) === rule && message.test(each.message));
  return until(`${rule} in ${uri.path}`, vscode.languages.onDidChangeDiagnostics, find);
}

export async function disappears(uri: vscode.Uri, rule: string, message = /./): Promise<void> {
  const isGone = () => !diagnosticsOf(uri).some(each => ruleOf(each) === rule && message.test(each.message));
  await until(`no ${rule} in ${uri.path}`, vscode.languages.onDidChangeDiagnostics, isGone);
}

/** Quick fixes at a range, with their edits. VS Code gives up asking when anything else happens in the editor: then it is asked again. */
export async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  for (let attempts = 5; attempts > 0; attempts--) {
    try {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, kind, 100);
      if (actions.length > 0) return actions;
    } catch (error) {
      if (!/cancel/i.test(String(error))) throw error;
    }
  }
  return [];
}

/** Makes one change as typing would. */
export async function type(editor: vscode.TextEditor, line: number, text: string): Promise<void> {
  assert.ok(await editor.edit(builder => builder.insert(new vscode.Position(line, 0), text)));
}
