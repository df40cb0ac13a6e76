import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { appears, closeAll, isWeb, open, seaworthy, type, until } from './editor.js';

describe('server', () => {
  afterEach(closeAll);

  it('comes back when it is killed', async function () {
    if (isWeb) return this.skip(); // A worker cannot be killed from outside.
    const api = await seaworthy();
    const editor = await open('Dockerfile');
    await appears(editor.document.uri, 'no-root-user');
    const first = api.serverProcessId();
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await until('another server', api.onDidChangeStatus, () => api.serverProcessId() !== undefined && api.serverProcessId() !== first);
    await type(editor, 5, 'RUN sudo id\n');
    await appears(editor.document.uri, 'no-sudo');
  });

  it('can be restarted', async () => {
    await seaworthy();
    const editor = await open('Dockerfile');
    await appears(editor.document.uri, 'no-root-user');
    await vscode.commands.executeCommand('seaworthy.restartServer');
    await type(editor, 5, 'RUN sudo id\n');
    await appears(editor.document.uri, 'no-sudo');
  });
});
