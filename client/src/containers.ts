import * as vscode from 'vscode';

/** Where containers are written, by name: a folder with one of these gets a server. */
const CONTAINER_FILES =
  '**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,Containerfile.*,compose.yaml,compose.yml,compose.*.yaml,compose.*.yml,docker-compose*.yaml,docker-compose*.yml,kustomization.yaml,kustomization.yml}';
const MANIFEST_FOLDERS = '**/{k8s,kubernetes,manifests}/**/*.{yaml,yml}';
const ELSEWHERE = '**/{node_modules,.git,.venv,vendor}/**';

/** Lines of a YAML file that are looked at to tell whose it is. */
const LOOKED_AT = 400;

/** Languages whose files are ours for certain. */
const OWN_LANGUAGES: readonly string[] = ['dockerfile', 'dockercompose'];

/** All languages that can hold something of ours. */
export const languages: readonly string[] = [...OWN_LANGUAGES, 'yaml', 'json', 'jsonc'];

/**
 * Whether an open document is worth a server. A light look: the server decides what a file is, this decides whether to ask it; so it
 * may say yes too often, and must not say no to what the server would judge.
 */
export function isContainerDocument(document: vscode.TextDocument): boolean {
  if (isConfigDocument(document)) return true;
  if (OWN_LANGUAGES.includes(document.languageId)) return true;
  if (!languages.includes(document.languageId) || document.uri.scheme === 'git') return false;
  const head = document.getText(new vscode.Range(0, 0, LOOKED_AT, 0));
  if (document.languageId !== 'yaml') return /"apiVersion"\s*:/.test(head) && /"kind"\s*:/.test(head);
  return (/^["']?apiVersion["']?[ \t]*:/m.test(head) && /^["']?kind["']?[ \t]*:/m.test(head)) || /^services[ \t]*:/m.test(head);
}

/** Whether a document is a configuration of ours, by its name. */
export const isConfigDocument = ({ uri }: vscode.TextDocument): boolean =>
  /\/(?:seaworthy\.ya?ml|\.?seaworthy\.json|[^/]*\.seaworthy\.(?:ya?ml|json))$/.test(uri.path);

/** Whether the workspace holds container files, by name; stops at the first. */
export async function hasContainerFiles(): Promise<boolean> {
  for (const pattern of [CONTAINER_FILES, MANIFEST_FOLDERS]) {
    if ((await vscode.workspace.findFiles(pattern, ELSEWHERE, 1)).length > 0) return true;
  }
  return false;
}
