import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, open, seaworthy, until, uriOf } from './editor.js';

const MANIFEST = 'deploy/web.yaml';

describe('the change against the last commit', () => {
  afterEach(closeAll);

  it('is in the status bar, whenever the file was opened', async function () {
    // Set where the folder is a repository; a browser has no Git.
    if (!process.env.SEAWORTHY_TEST_GIT) return this.skip();
    const api = await seaworthy();
    const bytes = await vscode.workspace.fs.readFile(uriOf(MANIFEST));
    const better = new TextDecoder().decode(bytes).replace('privileged: true', 'privileged: false');
    await vscode.workspace.fs.writeFile(uriOf(MANIFEST), new TextEncoder().encode(better));
    try {
      await open(MANIFEST);
      await until('the change', api.onDidChangeStatus, () => /^\$\(shield\) \d+ [A-F] \+\d+$/.test(api.statusText()));
    } finally {
      await closeAll();
      await vscode.workspace.fs.writeFile(uriOf(MANIFEST), bytes);
    }
  });

  it('is nothing for a file as it was committed', async function () {
    if (!process.env.SEAWORTHY_TEST_GIT) return this.skip();
    const api = await seaworthy();
    await open('compose.yaml');
    await until('the score', api.onDidChangeStatus, () => /^\$\(shield\) \d+ [A-F]$/.test(api.statusText()));
    assert.match(api.statusText(), /^\$\(shield\) \d+ [A-F]$/);
  });
});
