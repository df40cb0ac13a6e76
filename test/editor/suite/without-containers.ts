import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, open, seaworthy, type } from './editor.js';

describe('a folder without container files', () => {
  it('does not activate the extension', () => {
    assert.equal(vscode.extensions.getExtension<Seaworthy>('seaworthy.seaworthy')?.isActive, false);
  });

  it('does not start the server for any other YAML', async () => {
    await open('list.yaml');
    const api = await seaworthy();
    assert.equal(api.isStarted(), false);
  });

  it('starts it when a container file is written', async () => {
    const api = await seaworthy();
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: 'name: a\n' });
    const editor = await vscode.window.showTextDocument(document);
    assert.equal(api.isStarted(), false);
    await type(editor, 0, 'services:\n  a:\n    image: b:1\n    privileged: true\n');
    await appears(document.uri, 'no-privileged');
    assert.equal(api.isStarted(), true);
  });
});
