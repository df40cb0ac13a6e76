import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseImageReference } from '../../core/index.js';
import { loginCredentials, RegistryClient } from '../../registry/index.js';
import { nodeTransport } from '../../registry/node-transport.js';
import { rules } from '../../rules/index.js';
import { removeTrees, run, tree } from '../cli/support.js';
import { connect, MODERN } from '../server/connect.js';
import { fakeRegistry } from './fake.js';
import { Servers } from './servers.js';

const PASSWORD = 'hunter2-seeded-password';
const LOGIN = Buffer.from(`ann:${PASSWORD}`).toString('base64');
const TOKEN = 'seeded-bearer-token';
const IDENTITY = 'seeded-identity-token';
const SECRETS = [PASSWORD, LOGIN, TOKEN, IDENTITY, 'Basic ', 'Bearer '];

const expectNone = (text: string, where: string) => {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${where} holds ${secret}`);
};

const reference = (text: string) => parseImageReference(text)!;

/** A home with a docker configuration. */
const homeWith = (config: object) => tree({ '.docker/config.json': JSON.stringify(config) });

describe('credentials', () => {
  const servers = new Servers();
  after(async () => {
    await servers.stop();
    removeTrees();
  });

  const read = (config: object, more: Record<string, string> = {}) =>
    loginCredentials({ HOME: homeWith(config), PATH: process.env.PATH ?? '', ...more });

  describe('are found', () => {
    const basic = { kind: 'basic', username: 'ann', password: PASSWORD };
    it("in docker's file, under each of its names for a registry", async () => {
      for (const key of [
        'registry.example.com',
        'https://registry.example.com',
        'https://registry.example.com/v1/',
        'https://registry.example.com/v2/',
      ]) {
        assert.deepEqual(await read({ auths: { [key]: { auth: LOGIN } } })('registry.example.com', 'a/b'), basic, key);
      }
      assert.deepEqual(await read({ auths: { 'https://index.docker.io/v1/': { auth: LOGIN } } })('docker.io', 'library/a'), basic);
    });

    it('as tokens', async () => {
      assert.deepEqual(await read({ auths: { 'r.example': { identitytoken: IDENTITY, auth: LOGIN } } })('r.example', 'a'), {
        kind: 'identity',
        token: IDENTITY,
      });
      assert.deepEqual(await read({ auths: { 'r.example': { registrytoken: TOKEN } } })('r.example', 'a'), {
        kind: 'bearer',
        token: TOKEN,
      });
    });

    it("in podman's files, for a part of a registry before the whole", async () => {
      const top = tree({
        'auth.json': JSON.stringify({ auths: { 'r.example/team': { auth: LOGIN }, 'r.example': { auth: 'Ym9iOng=' } } }),
      });
      const store = loginCredentials({ HOME: top, REGISTRY_AUTH_FILE: path.join(top, 'auth.json') });
      assert.deepEqual(await store('r.example', 'team/web'), basic);
      assert.deepEqual(await store('r.example', 'other/web'), { kind: 'basic', username: 'bob', password: 'x' });
      assert.deepEqual(await loginCredentials({ HOME: top, XDG_RUNTIME_DIR: top })('r.example', 'a'), undefined);
    });

    it('nowhere else: other registries, damaged files, nothing at all', async () => {
      assert.equal(await read({ auths: { 'r.example': { auth: LOGIN } } })('evil.example', 'a'), undefined);
      assert.equal(await read({ auths: { 'r.example': { auth: 5 } }, credsStore: 7 })('r.example', 'a'), undefined);
      assert.equal(await read({ auths: JSON.parse('{"__proto__": {"auth": "eDp5"}}') })('constructor', 'a'), undefined);
      for (const text of ['', 'null', '[', '"x"', '{"auths":null}']) {
        assert.equal(await loginCredentials({ HOME: tree({ '.docker/config.json': text }) })('r.example', 'a'), undefined);
      }
      assert.equal(await loginCredentials({ HOME: tree({}) })('r.example', 'a'), undefined);
    });
  });

  describe('come from helpers', () => {
    /** Puts a program on a PATH of its own. It writes down what it was given. */
    function helper(name: string, script: string): { readonly bin: string; asked(): string } {
      const bin = path.join(tree({}), 'bin');
      mkdirSync(bin);
      const file = path.join(bin, `docker-credential-${name}`);
      writeFileSync(file, `#!/bin/sh\nread server\necho "$1 $server" >> ${bin}/asked\n${script}\n`);
      chmodSync(file, 0o755);
      return { bin: `${bin}:/usr/bin:/bin`, asked: () => readFileSync(path.join(bin, 'asked'), 'utf8') };
    }
    const give = (user: string, secret: string) => `echo '{"ServerURL":"x","Username":"${user}","Secret":"${secret}"}'`;
    before(function () {
      // The protocol is the same there; the scripts are not.
      if (process.platform === 'win32') this.skip();
    });

    it('of a registry before the store', async () => {
      const { bin, asked } = helper('own', give('ann', PASSWORD));
      const store = read({ credHelpers: { 'r.example': 'own' }, credsStore: 'none' }, { PATH: bin });
      assert.deepEqual(await store('r.example', 'a'), { kind: 'basic', username: 'ann', password: PASSWORD });
      assert.equal(asked(), 'get r.example\n');
    });

    it('of the store, with its name for Docker Hub', async () => {
      const { bin, asked } = helper('store', give('<token>', IDENTITY));
      assert.deepEqual(await read({ credsStore: 'store' }, { PATH: bin })('docker.io', 'library/a'), { kind: 'identity', token: IDENTITY });
      assert.equal(asked(), 'get https://index.docker.io/v1/\n');
    });

    for (const [what, script] of [
      ['fails', 'echo "credentials not found"; exit 1'],
      ['says nothing of use', 'echo "<html>"'],
      ['says too much', 'head -c 200000 /dev/zero | tr "\\\\0" x'],
    ] as const) {
      it(`not of one that ${what}`, async () => {
        const { bin } = helper('bad', script);
        assert.equal(await read({ credsStore: 'bad' }, { PATH: bin })('r.example', 'a'), undefined);
      });
    }

    it('not by a path, nor through a shell', async () => {
      for (const name of ['../x', '/bin/sh', 'a;id', 'a b', '$(id)', '']) {
        assert.equal(await read({ credsStore: name, credHelpers: { 'r.example': name } })('r.example', 'a'), undefined, name);
      }
    });
  });

  it('are in no output, report, cache or error of the command line', async () => {
    const registry = await fakeRegistry(servers, `Basic ${LOGIN}`);
    const broken = await servers.serve((request, response) => {
      // It sends back what it was sent.
      const said = request.headers.authorization ?? '';
      const challenge = said ? 418 : 401;
      response.writeHead(challenge, { 'www-authenticate': 'Basic', 'content-type': said, 'docker-content-digest': said }).end(said);
    });
    registry.put('shop/web:1');
    const image = `${registry.host}/shop/web:1`;
    const home = homeWith({
      auths: { [registry.host]: { auth: LOGIN }, [broken]: { auth: LOGIN }, 'other.example': { identitytoken: IDENTITY } },
    });
    const top = tree({
      'compose.yaml': `services:\n  a:\n    image: ${image}\n  b:\n    image: ${broken}/x:1\n  c:\n    image: ${registry.host}/gone:1\n`,
    });
    const env = { HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), PATH: process.env.PATH ?? '' };
    let output = '';
    for (const argv of [
      ['pin', '--check'],
      ['pin'],
      ['pin', '--check', '--no-cache'],
      ['audit', '--format', 'json'],
      ['audit', '--format', 'sarif'],
      ['audit'],
    ]) {
      const { stdout, stderr } = await run(top, argv, { rules, env });
      output += stdout + stderr;
    }
    assert.ok(registry.authorizations.includes(`Basic ${LOGIN}`), 'they were used');
    assert.match(output, /answered 418/);
    expectNone(output, 'the output');
    for (const file of readdirSync(path.join(home, 'cache'), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.json')) expectNone(readFileSync(path.join(home, 'cache', file), 'utf8'), file);
    }
    expectNone(readFileSync(path.join(top, 'compose.yaml'), 'utf8'), 'the file');
  });

  it('are in no message of the language server', async () => {
    const registry = await fakeRegistry(servers, `Basic ${LOGIN}`);
    registry.put('shop/web:1', '2026-01-02T03:04:05Z', { User: '7' });
    const client = new RegistryClient({
      settings: { mirrors: {}, insecure: [] },
      transport: nodeTransport({ env: {} }),
      credentials: loginCredentials({ HOME: homeWith({ auths: { [registry.host]: { auth: LOGIN } } }) }),
    });
    const editor = await connect({ capabilities: MODERN, host: { registry: client, rules } });
    const uri = await editor.open(
      'compose.yaml',
      `services:\n  a:\n    image: ${registry.host}/shop/web:1\n  b:\n    image: ${registry.host}/gone:1\n`,
    );
    const execute = (command: string, argument: unknown) =>
      editor.connection.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
    await execute('seaworthy.pinFile', uri);
    await execute('seaworthy.inspectImages', { uri });
    const hover = await editor.hover(uri, 2, 15);
    assert.match(JSON.stringify(hover), /Runs as `7`/);
    assert.ok(registry.authorizations.includes(`Basic ${LOGIN}`), 'they were used');
    expectNone(editor.everything(), 'a message');
    assert.match(editor.everything(), /has no such image/);
  });

  it('are in no error', async () => {
    const host = await servers.serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://127.0.0.1:1/${TOKEN}"` }).end(),
    );
    const client = new RegistryClient({
      settings: { mirrors: {}, insecure: [] },
      transport: nodeTransport({ env: { HTTPS_PROXY: `http://ann:${PASSWORD}@127.0.0.1:1` } }),
      credentials: async () => ({ kind: 'basic', username: 'ann', password: PASSWORD }),
    });
    for (const text of [`${host}/a:1`, 'registry.example.com/a:1']) {
      const error = await client.digest(reference(text)).then(
        () => assert.fail(),
        (error: Error) => error,
      );
      expectNone(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`, text);
    }
  });
});
