import { strict as assert } from 'node:assert';
import { CancellationTokenSource, type CodeAction, type WorkspaceEdit } from 'vscode-languageserver/node';
import type { ImageDetails } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import type { ImageRegistry } from '../../server/src/host.js';
import type { InspectAnswer, PinAnswer, PinParams } from '../../server/src/protocol-registries.js';
import { type Client, connect, MODERN, ROOT, registryWith, type Setup } from './connect.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const OTHER = `sha256:${'1'.repeat(64)}`;
const COMPOSE = 'services:\n  a:\n    image: shop/web:1\n  b:\n    image: registry.example.com/b:2\n';
const DOCKERFILE = 'FROM node:22\n';
const DETAILS: ImageDetails = {
  digest: DIGEST,
  user: '101',
  ports: ['80/tcp'],
  volumes: ['/data'],
  created: '2020-02-02T00:00:00.000Z',
  labels: { 'org.opencontainers.image.version': '`evil`\n# x' },
  healthcheck: false,
  entrypoint: true,
  platforms: ['linux/amd64'],
  attached: ['signature'],
};

/** Says what it was asked. */
function registry(answer: (text: string) => Promise<string> = async () => DIGEST): ImageRegistry & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    digest: reference => {
      asked.push(reference.text);
      return answer(reference.text);
    },
    inspect: async reference => {
      asked.push(reference.text);
      return DETAILS;
    },
  };
}

const start = (images: ImageRegistry, more: Setup = {}) =>
  connect({ capabilities: MODERN, files: { 'compose.yaml': COMPOSE, Dockerfile: DOCKERFILE }, ...more, host: { registry: images, rules } });
const pin = (client: Client, params: PinParams) => client.connection.sendRequest<PinAnswer>('seaworthy/pin', params);
const documentsOf = ({ edit }: { readonly edit: WorkspaceEdit }) =>
  (edit.documentChanges ?? []).map(change =>
    'textDocument' in change ? [change.textDocument.uri.slice(ROOT.length + 1), change.edits.length] : [],
  );
const pinAction = async (client: Client, uri: string, line: number): Promise<CodeAction> => {
  const actions = await client.actions(uri, { start: { line, character: 12 }, end: { line, character: 12 } });
  return actions.find(({ title }) => /^Pin .* current digest/.test(title))!;
};

describe('pinning', () => {
  it('pins the workspace with one edit, open or not', async () => {
    const images = registry();
    const client = await start(images);
    await client.open('compose.yaml', COMPOSE);
    const answer = await pin(client, { mode: 'pin' });
    assert.deepEqual(
      answer.pins.map(({ image, state, digest }) => [image, state, digest]),
      [
        ['node:22', 'missing', DIGEST],
        ['shop/web:1', 'missing', DIGEST],
        ['registry.example.com/b:2', 'missing', DIGEST],
      ],
    );
    assert.deepEqual([answer.failed, answer.cancelled], [[], false]);
    assert.deepEqual(documentsOf(await client.next('workspace/applyEdit')), [
      ['Dockerfile', 1],
      ['compose.yaml', 2],
    ]);
    assert.equal(client.count('workspace/applyEdit'), 1);
  });

  it('lists what failed, and pins the rest', async () => {
    const client = await start(
      registry(text => (text.includes('web') ? Promise.reject(new Error('no such tag')) : Promise.resolve(DIGEST))),
    );
    const uri = await client.open('compose.yaml', COMPOSE);
    const answer = await pin(client, { mode: 'pin', uri });
    assert.deepEqual(answer.failed, [
      { uri, image: 'shop/web:1', why: 'no such tag', range: { start: { line: 2, character: 11 }, end: { line: 2, character: 21 } } },
    ]);
    assert.equal(answer.pins.length, 1);
  });

  it('writes nothing when it is cancelled', async () => {
    const source = new CancellationTokenSource();
    const client = await start(
      registry(async () => {
        source.cancel();
        // The cancellation travels while this one is answered.
        await new Promise(resolve => setImmediate(() => setImmediate(resolve)));
        return DIGEST;
      }),
    );
    const answer = await client.connection.sendRequest<PinAnswer>('seaworthy/pin', { mode: 'pin' } satisfies PinParams, source.token);
    assert.deepEqual([answer.cancelled, client.count('workspace/applyEdit')], [true, 0]);
  });

  it('leaves a file alone that was changed meanwhile', async () => {
    let client: Client;
    let uri = '';
    const images = registry(async () => {
      await client.change(uri, `# new\n${COMPOSE}`);
      await client.pull(uri);
      return DIGEST;
    });
    client = await start(images);
    uri = await client.open('compose.yaml', COMPOSE);
    const answer = await pin(client, { mode: 'pin', uri });
    assert.deepEqual(
      answer.failed.map(({ why }) => why),
      ['The file was changed meanwhile.', 'The file was changed meanwhile.'],
    );
    assert.equal(client.count('workspace/applyEdit'), 0);
  });

  it('checks what is pinned, and writes only what was chosen of it', async () => {
    const text = `services:\n  a:\n    image: shop/web:1@${OTHER}\n  b:\n    image: shop/b:2@${OTHER}\n  c:\n    image: shop/c:3@${DIGEST}\n`;
    const client = await start(registry());
    const uri = await client.open('compose.yaml', text);
    const checked = await pin(client, { mode: 'check', uri });
    assert.deepEqual(
      checked.pins.map(({ image, state, created }) => [image, state, created]),
      [
        [`shop/web:1@${OTHER}`, 'stale', DETAILS.created],
        [`shop/b:2@${OTHER}`, 'stale', DETAILS.created],
      ],
    );
    assert.equal(checked.current, 1);
    assert.equal(client.count('workspace/applyEdit'), 0);
    await pin(client, { mode: 'update', uri, only: [`shop/b:2@${OTHER}`] });
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.equal(client.edited(uri, edit), text.replace(`shop/b:2@${OTHER}`, `shop/b:2@${DIGEST}`));
  });

  it('is offered offline where the workspace has a digest for the same tag', async () => {
    const images = registry();
    const client = await start(images, { files: { 'compose.yaml': `services:\n  a:\n    image: docker.io/library/node:22@${OTHER}\n` } });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    await client.connection.sendRequest('seaworthy/audit', {});
    const actions = await client.actions(uri, { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } });
    const offline = actions.find(({ title }) => /uses elsewhere/.test(title))!;
    assert.equal(client.edited(uri, (await client.resolve(offline)).edit!), `FROM node:22@${OTHER}\n`);
    assert.deepEqual(images.asked, []);
  });
});

describe('consent', () => {
  const questions = (client: Client) => client.count('window/showMessageRequest');

  it('is asked once for each registry, before anything is sent', async () => {
    const images = registry();
    const client = await start(images);
    const uri = await client.open('compose.yaml', COMPOSE);
    await client.pull(uri);
    await client.hover(uri, 2, 15);
    await pinAction(client, uri, 2);
    assert.deepEqual([images.asked, questions(client)], [[], 0]);
    await pin(client, { mode: 'pin', uri });
    await pin(client, { mode: 'pin', uri });
    assert.equal(questions(client), 1);
    const { message } = await client.next<{ message: string }>('window/showMessageRequest');
    assert.match(message, /docker\.io, registry\.example\.com/);
  });

  it('may be refused, which is no error', async () => {
    const images = registry();
    const client = await start(images, { answers: { 'window/showMessageRequest': () => null } });
    const uri = await client.open('compose.yaml', COMPOSE);
    assert.deepEqual(await pin(client, { mode: 'pin', uri }), { pins: [], current: 0, failed: [], cancelled: true });
    const { command } = await pinAction(client, uri, 2);
    await client.connection.sendRequest('workspace/executeCommand', command!);
    assert.deepEqual([images.asked, client.count('window/showMessage'), client.count('workspace/applyEdit')], [[], 0, 0]);
  });

  it('can be given and refused for good', async () => {
    const images = registry();
    const always = await start(images, { options: { registryAccess: 'always' } });
    await pin(always, { mode: 'pin', uri: await always.open('compose.yaml', COMPOSE) });
    assert.deepEqual([images.asked.length, questions(always)], [2, 0]);
    const never = await start(images, { options: { registryAccess: 'never' } });
    const uri = await never.open('compose.yaml', COMPOSE);
    assert.deepEqual((await pinAction(never, uri, 2)).disabled, { reason: 'Asking registries is turned off.' });
    await assert.rejects(pin(never, { mode: 'pin', uri }), /turned off/);
    assert.equal(images.asked.length, 2);
  });
});

describe('a client that asks registries itself', () => {
  const options = { registry: { unavailable: null } };

  it('gets references and gives digests', async () => {
    const images = registry();
    const asked: unknown[] = [];
    const answers = {
      'seaworthy/registryAccess': (params: unknown) => asked.push(params) > 0,
      'seaworthy/imageDigest': (params: unknown) => {
        asked.push(params);
        return DIGEST;
      },
    };
    const client = await start(images, { options, answers });
    const uri = await client.open('Dockerfile', DOCKERFILE, 'dockerfile');
    await pin(client, { mode: 'pin', uri });
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.equal(client.edited(uri, edit), `FROM node:22@${DIGEST}\n`);
    assert.deepEqual(asked, [{ registries: ['docker.io'] }, { reference: 'node:22' }]);
    assert.deepEqual(images.asked, []);
  });

  it('cannot put anything else into a file', async () => {
    const answers = { 'seaworthy/registryAccess': () => true, 'seaworthy/imageDigest': () => `${DIGEST}\nRUN evil` };
    const client = await start(registry(), { options, answers });
    const answer = await pin(client, { mode: 'pin', uri: await client.open('Dockerfile', DOCKERFILE, 'dockerfile') });
    assert.deepEqual([answer.pins, answer.failed.length, client.count('workspace/applyEdit')], [[], 1, 0]);
  });

  it('says when it cannot, and when it can again', async () => {
    const client = await start(
      registryWith(async () => DIGEST),
      { options: { registry: { unavailable: 'Not trusted.' } } },
    );
    const uri = await client.open('compose.yaml', COMPOSE);
    assert.deepEqual((await pinAction(client, uri, 2)).disabled, { reason: 'Not trusted.' });
    await client.connection.sendNotification('seaworthy/registryState', { unavailable: null });
    assert.ok((await pinAction(client, uri, 2)).command);
  });
});

describe('what images say of themselves', () => {
  it('is shown in hovers and known to rules once the user asked', async () => {
    const images = registry();
    const client = await start(images, { files: {} });
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: shop/web:1\n';
    const uri = await client.open('pod.yaml', text);
    const before = (await client.pull(uri)).map(({ message }) => String(message));
    assert.ok(!before.some(message => /was built/.test(message)));
    const answer = await client.connection.sendRequest<InspectAnswer>('seaworthy/inspect', { uri, position: { line: 6, character: 15 } });
    assert.deepEqual(answer, { inspected: 1, failed: [] });
    const after = (await client.pull(uri)).map(({ message }) => String(message));
    assert.ok(
      after.some(message => /`shop\/web:1` was built 5 years ago, on 2020-02-02/.test(message)),
      after.join('\n'),
    );
    const hover = JSON.stringify((await client.hover(uri, 6, 15))?.contents);
    assert.match(hover, /Digest `sha256:0+`/);
    assert.match(hover, /Runs as `101`/);
    assert.match(hover, /Version ` evil {2}# x`/);
    assert.match(hover, /Attached: signature \(present, not verified\)/);
  });
});
