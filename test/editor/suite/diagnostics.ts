import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { appears, closeAll, diagnosticsOf, disappears, open, seaworthy, type, uriOf } from './editor.js';

describe('diagnostics', () => {
  before(seaworthy);
  afterEach(closeAll);

  it('are there when a file is opened', async () => {
    await open('Dockerfile');
    const { range, code } = await appears(uriOf('Dockerfile'), 'no-root-user');
    assert.deepEqual([range.start.line, range.start.character], [4, 5]);
    assert.match(String((code as { target: vscode.Uri }).target), /^command:seaworthy\.explainRule/);
  });

  it('follow typing', async () => {
    const editor = await open('Dockerfile');
    await type(editor, 5, 'RUN sudo id\n');
    await appears(uriOf('Dockerfile'), 'no-sudo');
    assert.ok(await editor.edit(builder => builder.delete(new vscode.Range(5, 0, 6, 0))));
    await disappears(uriOf('Dockerfile'), 'no-sudo');
  });

  it('say missing hardening once a service', async () => {
    await open('compose.yaml');
    await appears(uriOf('compose.yaml'), 'missing-hardening', /^web: \d+ hardening settings missing/);
    assert.equal(diagnosticsOf(uriOf('compose.yaml')).filter(({ message }) => /hardening settings missing/.test(message)).length, 2);
  });

  for (const [language, content, rule] of [
    ['dockerfile', 'FROM scratch\nUSER root\n', 'no-root-user'],
    ['dockercompose', 'services:\n  a:\n    image: b:1@sha256:0\n    privileged: true\n', 'no-privileged'],
    ['yaml', 'apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n    - name: a\n      image: b:1\n', 'no-host-network'],
  ] as const) {
    it(`are there in a buffer that was never saved: ${language}`, async () => {
      const document = await vscode.workspace.openTextDocument({ language, content });
      await vscode.window.showTextDocument(document);
      await appears(document.uri, rule);
    });
  }

  it('are silenced by a comment', async () => {
    const editor = await open('Dockerfile');
    await appears(uriOf('Dockerfile'), 'no-root-user');
    await type(editor, 4, '# seaworthy-ignore no-root-user -- needs port 80 until March\n');
    await disappears(uriOf('Dockerfile'), 'no-root-user');
  });
});

describe('hover and lenses', () => {
  before(seaworthy);
  afterEach(closeAll);

  it('hovers explain, and link to pages that are here', async () => {
    const { document } = await open('Dockerfile');
    const { range } = await appears(document.uri, 'no-root-user');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, range.start);
    const text = hovers.flatMap(hover => hover.contents.map(content => (content as vscode.MarkdownString).value)).join('\n');
    assert.match(text, /Fine to ignore/);
    assert.match(text, /\[no-root-user\]\(command:seaworthy\.explainRule/);
    assert.doesNotMatch(text, /https:/);
  });

  it('lenses are above services', async () => {
    const { document } = await open('compose.yaml');
    await appears(document.uri, 'missing-hardening');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    const titles = lenses.map(lens => `${lens.range.start.line} ${lens.command!.title}`).sort();
    assert.equal(titles.length, 4, titles.join());
    for (const [i, line] of [1, 5].entries()) {
      assert.match(titles[2 * i]!, new RegExp(`^${line} Harden to \\d+$`));
      assert.match(titles[2 * i + 1]!, new RegExp(`^${line} Hardening \\d+ · \\d missing$`));
    }
  });

  it('a rule can be explained', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('seaworthy-rule:/no-root-user.md'));
    assert.match(document.getText(), /^# .+\n\n`no-root-user`/);
  });
});
