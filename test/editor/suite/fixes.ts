import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, fixesAt, open, seaworthy, until, uriOf } from './editor.js';

const pointsOf = (text: string): number => Number(/\d+/.exec(text)?.[0]);

describe('quick fixes', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
  });
  afterEach(closeAll);

  for (const [what, path, rule, message, title, line] of [
    ['drop capabilities', 'compose.yaml', 'missing-hardening', /^api/, /^Drop all capabilities/, /cap_drop/],
    ['make the root file system read-only', 'compose.yaml', 'missing-hardening', /^web/, /read-only/, /read_only: true/],
    ['take a secret out', 'Dockerfile', 'no-secrets-in-environment', /DB_PASSWORD/, /DB_PASSWORD/, undefined],
    ['turn privileges off', 'deploy/web.yaml', 'no-privileged', /./, /privileged/i, undefined],
  ] as const) {
    it(`${what}: listed, made, gone, scored, undone`, async () => {
      const { document } = await open(path);
      const diagnostic = await appears(document.uri, rule, message);
      const before = await until('a score', api.onDidChangeStatus, () => /\d+ [A-F]/.test(api.statusText()) && pointsOf(api.statusText()));
      const text = document.getText();

      const actions = await fixesAt(document.uri, diagnostic.range);
      const fix = actions.find(action => title.test(action.title));
      assert.ok(fix?.edit, `none of ${JSON.stringify(actions.map(action => action.title))}`);
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      const fixed = document.getText();
      assert.notEqual(fixed, text);
      if (line) assert.match(fixed, line);

      await until('a better score', api.onDidChangeStatus, () => pointsOf(api.statusText()) > before);
      assert.match(api.statusText(), /^\$\(shield\) \d+ [A-F] \+\d+$/);
      const left = await fixesAt(document.uri, diagnostic.range);
      assert.ok(!left.some(action => action.title === fix.title), 'the fix is not offered again');

      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
      await until('the score of before', api.onDidChangeStatus, () => pointsOf(api.statusText()) === before);
    });
  }

  it('a service is hardened with its Dockerfile: previewed, applied, taken back by one undo', async () => {
    const texts = {
      'stack/Dockerfile': 'FROM node:22.11-slim\nWORKDIR /app\nADD server.js ./\nEXPOSE 8080\nCMD ["node", "server.js"]\n',
      'stack/compose.yaml': 'services:\n  shop:\n    build: .\n    restart: always\n',
    };
    const folder = uriOf('stack');
    try {
      for (const [path, text] of Object.entries(texts)) await vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
      const image = (await open('stack/Dockerfile')).document;
      await appears(image.uri, 'copy-instead-of-add');
      const { document } = await open('stack/compose.yaml');
      const { range } = await appears(document.uri, 'missing-hardening', /^shop/);
      const actions = await fixesAt(document.uri, range);
      const harden = actions.find(({ title }) => /^Harden service shop \(\d+ edits in 2 files, \d+ -> \d+\)$/.test(title));
      assert.ok(harden?.edit, `none of ${JSON.stringify(actions.map(action => action.title))}`);

      // Parts that assume something wait in the preview for a tick; the others are made when it is accepted.
      let isApplied = false;
      const applied = vscode.workspace.applyEdit(harden.edit, { isRefactoring: true }).then(() => {
        isApplied = true;
      });
      while (!isApplied) {
        assert.deepEqual([document.getText(), image.getText()], [texts['stack/compose.yaml'], texts['stack/Dockerfile']]);
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
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});
