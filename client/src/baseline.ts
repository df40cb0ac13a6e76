import * as vscode from 'vscode';
import { type AcceptData, type AcceptResult, methods } from '../../server/src/protocol.js';
import type { Server } from './server.js';

/** Asks why, and accepts findings into the baseline. An empty answer is no reason: the entry stands without one. */
export async function acceptFinding(server: Server, data: AcceptData): Promise<void> {
  const prompt = vscode.l10n.t('Why is it fine to leave this? It stands in .seaworthy/baseline.json and in reports.');
  const reason = await vscode.window.showInputBox({ prompt, ignoreFocusOut: true });
  if (reason === undefined) return;
  const client = await server.start();
  const unsaved = new Set(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.toString()));
  const params: AcceptData = { ...data, ...(reason.trim() ? { reason: reason.trim() } : {}) };
  const { applied, why, baseline } = await client.sendRequest<AcceptResult>(methods.acceptFinding, params);
  if (!applied) vscode.window.showWarningMessage(why ?? vscode.l10n.t('The baseline could not be edited.'));
  // The file was not asked for by name: it is not left unsaved, unless it was.
  else if (baseline !== undefined) await save(client.protocol2CodeConverter.asUri(baseline), unsaved);
}

async function save(uri: vscode.Uri, unsaved: ReadonlySet<string>): Promise<void> {
  const document = vscode.workspace.textDocuments.find(each => each.uri.toString() === uri.toString());
  if (!unsaved.has(uri.toString())) await document?.save();
}

/** Whether what the baseline knows is neither underlined nor listed. */
export const hidesKnown = (): boolean => vscode.workspace.getConfiguration('seaworthy').get('baseline.hide', true);

/** Hides what the baseline knows, or shows it again: in the workspace's settings where they say so already, else in the user's own. */
export async function hideKnown(hide: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration('seaworthy');
  const isOfWorkspace = settings.inspect('baseline.hide')?.workspaceValue !== undefined;
  await settings.update('baseline.hide', hide, isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}
