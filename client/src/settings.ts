import * as vscode from 'vscode';

/** Names of the settings below `seaworthy.`; `package.json` says what they mean. */
export type Setting = 'codeLens.enabled' | 'statusBar.enabled';

export const isOn = (setting: Setting, scope?: vscode.ConfigurationScope): boolean =>
  vscode.workspace.getConfiguration('seaworthy', scope).get<boolean>(setting, true);
