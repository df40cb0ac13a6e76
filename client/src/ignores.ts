import * as vscode from 'vscode';
import {
  type ConvertIgnoresParams,
  type ConvertIgnoresResult,
  methods,
  type TurnOffData,
  type TurnOffResult,
} from '../../server/src/protocol.js';
import type { Server } from './server.js';

/** Asks why, and turns a rule off in the nearest configuration. An empty answer is none: then there is no reason, and it is said so. */
export async function turnOffRule(server: Server, data: TurnOffData): Promise<void> {
  const prompt = vscode.l10n.t('Why is {0} fine here? It stands in the configuration and in reports.', data.rule);
  const reason = await vscode.window.showInputBox({ prompt, ignoreFocusOut: true });
  if (reason === undefined) return;
  const client = await server.start();
  const params: TurnOffData = { ...data, ...(reason.trim() ? { reason: reason.trim() } : {}) };
  const { applied } = await client.sendRequest<TurnOffResult>(methods.turnOffRule, params);
  if (!applied) vscode.window.showWarningMessage(vscode.l10n.t('The configuration could not be edited: turn {0} off by hand.', data.rule));
}

/** Says what the active file says to other tools in Seaworthy's words. */
export async function convertIgnores(server: Server): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const client = await server.start();
  const params: ConvertIgnoresParams = { uri: client.code2ProtocolConverter.asUri(document.uri) };
  const edits = await client.sendRequest<ConvertIgnoresResult>(methods.convertIgnores, params);
  if (edits === 0) vscode.window.showInformationMessage(vscode.l10n.t('Nothing here is ignored in other tools’ words.'));
}
