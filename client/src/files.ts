import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type ListFilesParams,
  type ListFilesResult,
  methods,
  type ReadFileParams,
  type ReadFileResult,
} from '../../server/src/protocol.js';

/** Files that a server can have a use for; `files.exclude` and this are left out. */
const WANTED =
  '**/{*Dockerfile*,*Containerfile*,*.dockerfile,*.containerfile,*.yaml,*.yml,*.json,*.tmpl,*.tpl,*.j2,*.dockerignore,*.containerignore,.gitignore,.env}';
const UNWANTED = '**/{node_modules,.git,.hg,.svn,.venv,.terraform,bower_components}/**';

/** Bytes beyond which a file is left alone until it is opened. */
const LIMIT = 4_000_000;

/** Gives the files of the workspace, wherever they are, to a server that has no file system. */
export function serveFiles(client: BaseLanguageClient): void {
  const uriOf = (uri: string) => client.protocol2CodeConverter.asUri(uri);
  client.onRequest(methods.listFiles, async ({ folder, below }: ListFilesParams): Promise<ListFilesResult> => {
    const top = uriOf(folder);
    const prefix = `${top.path.replace(/\/$/, '')}/`;
    const found = await Promise.all(below.map(path => filesAt(vscode.Uri.joinPath(top, path))));
    return found.flatMap(uris => uris.flatMap(({ path }) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []))).sort();
  });
  client.onRequest(methods.readFile, async ({ uri }: ReadFileParams): Promise<ReadFileResult> => {
    try {
      const bytes = await vscode.workspace.fs.readFile(uriOf(uri));
      return bytes.length > LIMIT || bytes.subarray(0, 8000).includes(0)
        ? null
        : await vscode.workspace.decode(bytes, { encoding: 'utf8' });
    } catch {
      return null;
    }
  });
}

/** The file itself, or the files in a folder; none where there is neither. */
async function filesAt(uri: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.Directory)) return [uri];
    return await vscode.workspace.findFiles(new vscode.RelativePattern(uri, WANTED), UNWANTED);
  } catch {
    return [];
  }
}
