import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { CodeAction } from 'vscode-languageclient';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, disappears, isWeb, open, seaworthy, until, uriOf } from './editor.js';

/** A registry on loopback that holds the shop's images; see run.mjs. */
const REGISTRY = process.env.SEAWORTHY_TEST_REGISTRY;
const FILES = ['Dockerfile', 'compose.yaml', 'deploy/web.yaml'];
const PINNED = /@sha256:[0-9a-f]{64}/;

describe('pinning', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
  });
  afterEach(closeAll);

  /** VS Code's own command leaves out what is disabled. */
  async function pinActionAt(document: vscode.TextDocument, range: vscode.Range): Promise<CodeAction> {
    const client = api.languageClient()!;
    const actions = await client.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
      range: client.code2ProtocolConverter.asRange(range),
      context: { diagnostics: [] },
    });
    const pin = actions.find(action => /^Pin .* digest/.test(action.title));
    assert.ok(pin, `none of ${JSON.stringify(actions.map(action => action.title))}`);
    return pin;
  }

  if (isWeb) {
    it('is shown as unavailable, with the reason', async () => {
      const { document } = await open('compose.yaml');
      const { range } = await appears(document.uri, 'pin-image-digest', /nginx/);
      assert.match((await pinActionAt(document, range)).disabled?.reason ?? '', /browser/);
    });
    return;
  }

  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('seaworthy.registry').update(name, value, vscode.ConfigurationTarget.Global);

  /** Whether the server heard of a setting shows in what it offers. */
  async function untilPinningIs(isOffered: boolean): Promise<CodeAction> {
    const { document } = await open('compose.yaml');
    const { range } = await appears(document.uri, 'pin-image-digest', /nginx/);
    for (;;) {
      const pin = await pinActionAt(document, range);
      if ((pin.command !== undefined) === isOffered) return pin;
    }
  }

  it('is shown as unavailable where it is turned off', async () => {
    await set('access', 'never');
    const pin = await untilPinningIs(false);
    assert.match(pin.disabled?.reason ?? '', /seaworthy\.registry\.access/);
    await set('access', undefined);
    await untilPinningIs(true);
  });

  describe('from a registry', () => {
    before(async function () {
      if (!REGISTRY) return this.skip();
      await set('mirrors', { 'docker.io': [`http://${REGISTRY}`], 'registry.example.com': [`http://${REGISTRY}`] });
      await set('access', 'always');
    });
    after(async () => {
      await set('mirrors', undefined);
      await set('access', undefined);
    });

    it('one image: its diagnostic goes, one undo takes it back', async () => {
      const { document } = await open('compose.yaml');
      const text = document.getText();
      const pin = await untilPinningIs(true);
      await vscode.commands.executeCommand(pin.command!.command, ...pin.command!.arguments!);
      await disappears(document.uri, 'pin-image-digest', /nginx/);
      assert.match(document.lineAt(2).text, /^ {4}image: nginx:1\.29\.3-alpine@sha256:[0-9a-f]{64}$/);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
    });

    it('the workspace: all diagnostics go, one undo takes all back', async () => {
      for (const file of FILES) {
        await open(file);
        await appears(uriOf(file), 'pin-image-digest');
      }
      const documents = await Promise.all(FILES.map(file => vscode.workspace.openTextDocument(uriOf(file))));
      const texts = documents.map(document => document.getText());
      const answer = await api.pin({ mode: 'pin' });
      assert.deepEqual(answer.failed, []);
      assert.deepEqual(answer.pins.map(({ image }) => image).sort(), [
        'nginx:1.29.3-alpine',
        'nginx:1.29.3-alpine',
        'node:22.11-slim',
        'registry.example.com/shop/api:1.4.2',
      ]);
      for (const document of documents) {
        await disappears(document.uri, 'pin-image-digest');
        assert.match(document.getText(), PINNED);
      }
      await vscode.commands.executeCommand('undo');
      const isBack = () => documents.every((document, index) => document.getText() === texts[index]);
      await until('the texts of before', vscode.workspace.onDidChangeTextDocument, isBack);
    });

    it('tells nothing twice: what is pinned and current is left alone', async () => {
      await open('compose.yaml');
      await api.pin({ mode: 'pin', uri: api.languageClient()!.code2ProtocolConverter.asUri(uriOf('compose.yaml')) });
      await disappears(uriOf('compose.yaml'), 'pin-image-digest');
      const answer = await api.pin({ mode: 'check', uri: api.languageClient()!.code2ProtocolConverter.asUri(uriOf('compose.yaml')) });
      assert.deepEqual([answer.pins, answer.current, answer.failed], [[], 2, []]);
    });

    it('shows what an image says of itself', async () => {
      const { document } = await open('compose.yaml');
      assert.deepEqual(await api.inspect({ uri: api.languageClient()!.code2ProtocolConverter.asUri(document.uri) }), {
        inspected: 2,
        failed: [],
      });
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(2, 14),
      );
      const text = hovers.flatMap(({ contents }) => contents.map(content => (content as vscode.MarkdownString).value)).join('\n');
      assert.match(text, /101:101/);
    });
  });
});
