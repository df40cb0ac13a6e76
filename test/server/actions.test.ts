import { strict as assert } from 'node:assert';
import type { ClientCapabilities, CodeAction, CreateFile, WorkspaceEdit } from 'vscode-languageserver/node';
import { rules as allRules } from '../../rules/index.js';
import { type Client, connect, MODERN, ROOT, registryWith } from './connect.js';

const BARE = 'services:\n  web:\n    image: nginx\n';
const PRIVILEGED = `${BARE}    privileged: true\n    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
const DOCKERFILE = 'FROM node:22\nADD a b\nADD c d\nCMD ["node"]\n';
const DIGEST = `sha256:${'0'.repeat(64)}`;

const titles = (actions: readonly CodeAction[]) => actions.map(({ title }) => title);
const named = (actions: readonly CodeAction[], title: RegExp) => {
  const action = actions.find(each => title.test(each.title));
  assert.ok(action, `${title} in ${titles(actions).join(', ')}`);
  return action;
};

/** Actions at a diagnostic. */
async function actionsAt(client: Client, uri: string, code: string, only?: string[]): Promise<CodeAction[]> {
  const diagnostic = (await client.pull(uri)).find(each => each.code === code);
  assert.ok(diagnostic, code);
  return client.actions(uri, diagnostic.range, only);
}

describe('code actions', () => {
  it('are listed without edits, resolved, applied, and the finding is gone', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const action = named(await actionsAt(client, uri, 'no-privileged'), /^Take privileged out/);
    assert.deepEqual([action.edit, action.isPreferred, action.kind], [undefined, true, 'quickfix']);
    const text = client.edited(uri, (await client.resolve(action)).edit!);
    assert.equal(text, PRIVILEGED.replace('    privileged: true\n', ''));
    await client.change(uri, text);
    assert.deepEqual(await client.pull(uri), []);
  });

  it('carry versions, and ask for confirmation where something is assumed', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', BARE);
    const actions = await actionsAt(client, uri, 'missing-hardening');
    const [assuming, other] = await Promise.all([/^Make the root/, /^Forbid new/].map(title => client.resolve(named(actions, title))));
    assert.deepEqual((assuming!.edit!.documentChanges![0] as { textDocument: unknown }).textDocument, { uri, version: 1 });
    assert.deepEqual(Object.values(assuming!.edit!.changeAnnotations!), [
      { label: 'Make the root read-only', needsConfirmation: true, description: 'Assumed: web writes nothing.' },
    ]);
    assert.equal(Object.values(other!.edit!.changeAnnotations!)[0]!.needsConfirmation, false);
  });

  it('come with plain edits for clients that know no better', async () => {
    const client = await connect({ capabilities: {} });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const [diagnostic] = await client.told(uri);
    const action = named(await client.actions(uri, diagnostic!.range), /^Take/);
    assert.equal(client.edited(uri, action.edit!), PRIVILEGED.replace('    privileged: true\n', ''));
    assert.deepEqual(Object.keys(action.edit!), ['changes']);
  });

  it('mend a part where the finding that says more cannot be mended', async () => {
    const client = await connect({ capabilities: MODERN, host: { rules: allRules } });
    const text = `${BARE}    volumes:\n      - /etc:/host/etc\n`;
    const uri = await client.open('compose.yaml', text);
    const action = named(await actionsAt(client, uri, 'no-sensitive-host-mount'), /^Mount \/etc read-only$/);
    assert.equal(client.edited(uri, (await client.resolve(action)).edit!), text.replace('/host/etc', '/host/etc:ro'));
  });

  it('resolve to nothing when the finding is gone', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const action = named(await actionsAt(client, uri, 'no-privileged'), /^Take/);
    await client.change(uri, BARE);
    assert.equal((await client.resolve(action)).edit, undefined);
  });

  for (const only of ['refactor', 'refactor.rewrite.seaworthy.harden', 'quickfix']) {
    it(`harden a unit in one go (${only})`, async () => {
      const client = await connect({ capabilities: MODERN });
      const uri = await client.open('compose.yaml', BARE);
      const action = named(await actionsAt(client, uri, 'missing-hardening', [only]), /^Harden/);
      assert.equal(action.title, 'Harden service web (2 edits, 85 -> 100)');
      assert.equal(action.kind, only === 'quickfix' ? 'quickfix' : 'refactor.rewrite.seaworthy.harden');
      await client.change(uri, client.edited(uri, (await client.resolve(action)).edit!));
      assert.deepEqual(await client.pull(uri), []);
    });
  }

  it('harden a whole file in one go, where it has several units', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', `${BARE}  db:\n    image: nginx\n`);
    const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
    const found = await client.actions(uri, range, ['refactor']);
    assert.deepEqual(titles(found), ['Harden service web (2 edits, 85 -> 100)', 'Harden the file (4 edits, 85 -> 100)']);
    await client.change(uri, client.edited(uri, (await client.resolve(found[1]!)).edit!));
    assert.deepEqual(await client.pull(uri), []);
  });

  it('harden a service with the stage that it is built from', async () => {
    const client = await connect({ capabilities: MODERN, files: { Dockerfile: DOCKERFILE } });
    const uri = await client.open('compose.yaml', 'services:\n  web:\n    build: .\n');
    const action = named(await actionsAt(client, uri, 'missing-hardening'), /^Harden/);
    assert.equal(action.title, 'Harden service web (4 edits in 2 files, 85 -> 100)');
    const { edit } = await client.resolve(action);
    assert.deepEqual(
      edit!.documentChanges!.map(change => (change as { textDocument: { uri: string } }).textDocument.uri),
      [uri, `${ROOT}/Dockerfile`],
    );
    assert.deepEqual(
      Object.values(edit!.changeAnnotations!).map(({ label }) => label),
      ['Forbid new privileges', 'Make the root read-only', 'Write COPY', 'Write COPY'],
    );
  });

  it('do not harden where nothing is gained', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED.replace('    privileged: true\n', ''));
    const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
    assert.deepEqual(titles(await client.actions(uri, range, ['refactor'])), []);
  });

  it('fix all of a rule, in the file and in the workspace', async () => {
    const client = await connect({ capabilities: MODERN, files: { 'b/Dockerfile': 'FROM a\nADD e f\n' } });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const actions = await actionsAt(client, uri, 'copy-instead-of-add');
    const inFile = await client.resolve(named(actions, /^Fix all copy-instead-of-add in this file \(2\)$/));
    assert.equal(client.edited(uri, inFile.edit!), DOCKERFILE.replaceAll('ADD', 'COPY'));
    const { edit } = await client.resolve(named(actions, /^Fix all copy-instead-of-add in the workspace$/));
    assert.equal(edit!.documentChanges!.length, 2);
  });

  it('fix all that is safe, only when asked to', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    assert.ok(!titles(await client.actions(uri, range)).includes('Fix all that is safe to fix'));
    const [action, ...rest] = await client.actions(uri, range, ['source.fixAll']);
    assert.deepEqual(rest, []);
    const { edit } = await client.resolve(action!);
    assert.equal(client.edited(uri, edit!), DOCKERFILE.replaceAll('ADD', 'COPY'));
  });

  it('ignore with a reason to type over, where the client has snippets', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const { edit } = await client.resolve(named(await actionsAt(client, uri, 'no-privileged'), /^Ignore/));
    assert.match(JSON.stringify(edit), /\$\{1:TODO: say why\}/);
    const text = client.edited(uri, edit!);
    assert.ok(text.includes('    # seaworthy-ignore no-privileged -- TODO: say why\n    privileged: true\n'), text);
    // Until it is typed over it is no reason.
    await client.change(uri, text);
    assert.deepEqual(
      (await client.pull(uri)).map(({ code }) => code),
      ['reasonless-suppression'],
    );
    await client.change(uri, text.replace('TODO: say why', 'the profiler needs it'));
    assert.deepEqual(await client.pull(uri), []);
  });

  it('ask for what only the user knows as a snippet', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const { edit } = await client.resolve(named(await actionsAt(client, uri, 'needs-user'), /^Name a user/));
    assert.match(JSON.stringify(edit), /USER \$\{1:app\}/);
  });

  it('create files, and are left out where the client cannot', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const { edit } = await client.resolve(named(await actionsAt(client, uri, 'needs-user'), /^Leave a note/));
    const [create, change] = edit!.documentChanges! as [CreateFile, { textDocument: { uri: string; version: null } }];
    assert.deepEqual(
      [create.kind, create.uri, change.textDocument],
      ['create', `${ROOT}/notes/a%20b.txt`, { uri: create.uri, version: null }],
    );
    const plain = await connect({ capabilities: { textDocument: { diagnostic: {} } } });
    await plain.open('Dockerfile', DOCKERFILE, 'dockerfile');
    assert.deepEqual(titles(await actionsAt(plain, uri, 'needs-user')), ['Explain needs-user']);
  });

  it('say why a registry cannot be asked', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    assert.equal(named(await actionsAt(client, uri, 'pin-image'), /^Pin/).disabled!.reason, 'No registry in this test.');
  });

  it('ask a registry by a command, never in resolve', async () => {
    const client = await connect({ capabilities: MODERN, host: { registry: registryWith(async () => DIGEST) } });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const action = named(await actionsAt(client, uri, 'pin-image'), /^Pin/);
    assert.equal((await client.resolve(action)).edit, undefined);
    await client.connection.sendRequest('workspace/executeCommand', {
      command: action.command!.command,
      arguments: action.command!.arguments,
    });
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.equal(client.edited(uri, edit), DOCKERFILE.replace('node:22', `node:22@${DIGEST}`));
  });

  it('tell the user when a registry fails', async () => {
    const client = await connect({
      capabilities: MODERN,
      host: { registry: registryWith(() => Promise.reject(new Error('no such tag'))) },
    });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    const { command } = named(await actionsAt(client, uri, 'pin-image'), /^Pin/);
    await client.connection.sendRequest('workspace/executeCommand', command!);
    await client.next<{ message: string }>('window/showMessage', ({ message }) => message.includes('no such tag'));
    assert.equal(client.count('workspace/applyEdit'), 0);
  });

  const NOTHING: readonly ClientCapabilities[] = [{}, MODERN];
  for (const capabilities of NOTHING) {
    it('are none in files of other kinds', async () => {
      const client = await connect({ capabilities });
      const uri = await client.open('notes.txt', 'privileged: true', 'plaintext');
      assert.deepEqual(await client.actions(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } }), []);
    });
  }
});
