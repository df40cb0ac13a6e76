import * as vscode from 'vscode';

/** Extensions that find in this editor a part of what Seaworthy finds. `tool`: as rules name it in `alsoKnownAs`. */
const OVERLAPPING: readonly { readonly extension: string; readonly name: string; readonly tool: string }[] = [
  { extension: 'exiasr.hadolint', name: 'hadolint', tool: 'hadolint' },
  { extension: 'docker.docker', name: 'Docker DX', tool: 'buildkit' },
];

const SETTING = 'diagnostics.leaveTo';

/**
 * Offers, once for each of them, to leave to another extension what both would underline. Its findings then are not shown twice; they
 * still count for the score and stand in reports.
 */
export async function offerToLeave(memory: vscode.Memento): Promise<void> {
  for (const { extension, name, tool } of OVERLAPPING) {
    const key = `overlap.${extension}`;
    const settings = vscode.workspace.getConfiguration('seaworthy');
    const left = settings.get<readonly string[]>(SETTING, []);
    if (!vscode.extensions.getExtension(extension) || left.includes(tool) || memory.get(key)) continue;
    await memory.update(key, true);
    const leave = vscode.l10n.t('Leave Them to {0}', name);
    const both = vscode.l10n.t('Show Both');
    const message = vscode.l10n.t('{0} finds some of what Seaworthy finds in Dockerfiles, so it is underlined twice.', name);
    if ((await vscode.window.showInformationMessage(message, leave, both)) === leave)
      await settings.update(SETTING, [...left, tool], vscode.ConfigurationTarget.Global);
  }
}
