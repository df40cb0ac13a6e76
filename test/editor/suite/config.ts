import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { appears, closeAll, diagnosticsOf, disappears, fixesAt, open, seaworthy, type, until, uriOf } from './editor.js';

const CONFIG = 'seaworthy.yaml';
const MANIFEST = 'deploy/web.yaml';

async function completionsAt(uri: vscode.Uri, line: number, character: number): Promise<string[]> {
  const position = new vscode.Position(line, character);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, position);
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('configuration', () => {
  before(seaworthy);
  afterEach(closeAll);

  it('completes rule ids', async () => {
    const editor = await open(CONFIG);
    await type(editor, 2, 'rules:\n  no-priv\n');
    const labels = await completionsAt(editor.document.uri, 3, '  no-priv'.length);
    assert.ok(labels.includes('no-privileged') && labels.includes('no-host-network'), labels.slice(0, 20).join());
  });

  it('completes rule ids in a comment, and no others than those of the dialect', async () => {
    const editor = await open('compose.yaml');
    await type(editor, 0, '# seaworthy-ignore-file \n');
    const labels = await completionsAt(editor.document.uri, 0, '# seaworthy-ignore-file '.length);
    assert.ok(labels.includes('no-privileged') && !labels.includes('no-sudo'), labels.slice(0, 20).join());
  });

  it('explains rule ids', async () => {
    const editor = await open(CONFIG);
    await type(editor, 2, 'rules:\n  no-privileged: low\n');
    const { uri } = editor.document;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(3, 5));
    assert.match(hovers.flatMap(({ contents }) => contents.map(each => (each as vscode.MarkdownString).value)).join(), /Fine to ignore/);
  });

  it('is a squiggle where it is wrong, with the word that was meant', async () => {
    const editor = await open(CONFIG);
    await type(editor, 2, 'rules:\n  no-privilegd: off\n');
    const { uri } = editor.document;
    const find = () => diagnosticsOf(uri).find(({ message }) => /no rule `no-privilegd`. Did you mean `no-privileged`\?/.test(message));
    const { range } = await until('the mistake', vscode.languages.onDidChangeDiagnostics, find);
    assert.deepEqual([range.start.line, range.start.character, range.end.character], [3, 2, 14]);
    const fix = (await fixesAt(uri, range)).find(({ title }) => title === 'Write `no-privileged`');
    assert.ok(await vscode.workspace.applyEdit(fix!.edit!));
    assert.match(editor.document.getText(), /^ {2}no-privileged: off$/m);
  });

  it('updates open files when it changes', async () => {
    await open(MANIFEST);
    await appears(uriOf(MANIFEST), 'no-privileged');
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(CONFIG)), {
      preview: false,
      viewColumn: vscode.ViewColumn.Beside,
    });
    await type(editor, 2, 'rules:\n  no-privileged: off\n');
    await disappears(uriOf(MANIFEST), 'no-privileged');
    assert.ok(await editor.edit(builder => builder.delete(new vscode.Range(2, 0, 4, 0))));
    await appears(uriOf(MANIFEST), 'no-privileged');
  });

  it('follows the settings without a restart, and wins over them', async () => {
    await open(MANIFEST);
    await appears(uriOf(MANIFEST), 'no-privileged');
    const settings = vscode.workspace.getConfiguration('seaworthy', uriOf(MANIFEST));
    await settings.update('config.rules', { 'no-privileged': 'off' }, vscode.ConfigurationTarget.Global);
    try {
      await disappears(uriOf(MANIFEST), 'no-privileged');
    } finally {
      await settings.update('config.rules', undefined, vscode.ConfigurationTarget.Global);
    }
    await appears(uriOf(MANIFEST), 'no-privileged');
  });

  it('offers to ignore each finding in three ways', async () => {
    const { document } = await open(MANIFEST);
    const { range } = await appears(document.uri, 'no-privileged');
    const titles = (await fixesAt(document.uri, range)).map(({ title }) => title);
    for (const title of [
      'Ignore no-privileged here, with a reason ...',
      'Ignore no-privileged in this file, with a reason ...',
      'Turn no-privileged off in config, with a reason ...',
    ])
      assert.ok(titles.includes(title), `${title} in ${titles.join(', ')}`);
  });
});
