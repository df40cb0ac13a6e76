import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, fixesAt, open, seaworthy, until } from './editor.js';

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
});
