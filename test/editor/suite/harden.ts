import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, disappears, fixesAt, open, seaworthy, until, uriOf } from './editor.js';

/** Last of all: what undo can bring back stays open in the editor, though it is gone from the disk. */
describe('hardening', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
  });

  it('a service is hardened with its Dockerfile: previewed, applied, taken back by one undo', async () => {
    const texts = {
      'stack/.dockerignore': '*\n!server.js\n',
      'stack/Dockerfile': 'FROM node:22.11-slim\nWORKDIR /app\nADD server.js ./\nEXPOSE 8080\nCMD ["node", "server.js"]\n',
      'stack/compose.yaml': 'services:\n  shop:\n    build: .\n    restart: always\n',
    };
    try {
      for (const [path, text] of Object.entries(texts)) await vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
      const image = (await open('stack/Dockerfile')).document;
      await appears(image.uri, 'copy-instead-of-add');
      // The server hears of the ignore file when the watcher does.
      await disappears(image.uri, 'require-dockerignore');
      const { document } = await open('stack/compose.yaml');
      const { range } = await appears(document.uri, 'missing-hardening', /^shop/);
      const actions = await fixesAt(document.uri, range);
      const harden = actions.find(({ title }) => /^Harden service shop \(\d+ edits in 2 files, \d+ -> \d+\)$/.test(title));
      assert.ok(harden, `none of ${JSON.stringify(actions.map(action => action.title))}`);

      // Parts that assume something wait in the preview for a tick; the others are made when it is accepted.
      let isApplied = false;
      const asked = { uri: api.languageClient()!.code2ProtocolConverter.asUri(document.uri), harden: 'services.shop' };
      const applied = vscode.commands.executeCommand('seaworthy.applyFix', asked).then(() => {
        isApplied = true;
      });
      while (!isApplied) {
        await vscode.commands.executeCommand('refactorPreview.apply');
      }
      await applied;
      assert.match(document.getText(), /no-new-privileges:true/);
      assert.doesNotMatch(document.getText(), /cap_drop|read_only/);
      assert.match(image.getText(), /^COPY server\.js/m);
      assert.doesNotMatch(image.getText(), /USER/);

      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      const isBack = () => document.getText() === texts['stack/compose.yaml'] && image.getText() === texts['stack/Dockerfile'];
      await until('the texts of before', vscode.workspace.onDidChangeTextDocument, isBack);
    } finally {
      await closeAll();
      // One by one: of a folder that goes, watchers tell nothing about what was in it.
      for (const path of Object.keys(texts)) await vscode.workspace.fs.delete(uriOf(path));
      await vscode.workspace.fs.delete(uriOf('stack'), { recursive: true });
    }
  });
});
