import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, disappears, fixesAt, open, seaworthy, until, uriOf } from './editor.js';

const MANIFEST = 'deploy/web.yaml';
const BASELINE = uriOf('.seaworthy/baseline.json');

describe('accepting a finding into the baseline', () => {
  const { showInputBox } = vscode.window;
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
  });
  afterEach(async () => {
    vscode.window.showInputBox = showInputBox;
    await closeAll();
  });

  /** What the user answers when asked for a reason. */
  const answer = (reason: string | undefined): void => {
    vscode.window.showInputBox = (async () => reason) as typeof showInputBox;
  };
  const accept = async ({ uri }: vscode.TextDocument): Promise<void> => {
    const { range } = await appears(uri, 'no-privileged');
    const actions = await fixesAt(uri, range);
    const command = actions.find(({ title }) => title === 'Accept no-privileged into the baseline, with a reason ...')?.command;
    assert.ok(command, actions.map(({ title }) => title).join('\n'));
    await vscode.commands.executeCommand(command.command, ...command.arguments!);
  };
  const isWritten = () =>
    vscode.workspace.fs.stat(BASELINE).then(
      () => true,
      () => false,
    );

  it('writes it with the reason, saved, and takes the squiggle away; without the file it is back', async () => {
    const { document } = await open(MANIFEST);
    await appears(document.uri, 'no-privileged');
    const status = await until('a score', api.onDidChangeStatus, () => /\d+ [A-F]/.test(api.statusText()) && api.statusText());
    answer('a lab');
    try {
      await accept(document);
      await disappears(document.uri, 'no-privileged');
      const written = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(BASELINE)));
      assert.deepEqual(
        written.findings.map(({ rule, path, reason }: Record<string, string>) => [rule, path, reason]),
        [['no-privileged', MANIFEST, 'a lab']],
      );
      assert.equal(api.statusText(), status);
      assert.ok(!document.isDirty);
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(BASELINE, '..'), { recursive: true });
    }
    await appears(document.uri, 'no-privileged');
  });

  it('is left by who gives no answer', async () => {
    const { document } = await open(MANIFEST);
    answer(undefined);
    await accept(document);
    assert.equal(await isWritten(), false);
    await appears(document.uri, 'no-privileged');
  });
});
