import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFile } from '../../cli/registry.js';
import { rules } from '../../rules/index.js';
import { type FakeRegistry, fakeRegistry } from '../registry/fake.js';
import { Servers } from '../registry/servers.js';
import { type Outcome, removeTrees, run, tree } from './support.js';

describe('seaworthy pin', () => {
  const servers = new Servers();
  let registry: FakeRegistry;
  let digest: string;
  before(async () => {
    registry = await fakeRegistry(servers);
    digest = registry.put('shop/web:1');
  });
  beforeEach(() => registry.requests.splice(0));
  after(async () => {
    await servers.stop();
    removeTrees();
  });

  /** Each with a home of its own, so that nobody's credentials and answers come in. */
  const pin = (top: string, ...argv: string[]): Promise<Outcome> =>
    run(top, ['pin', ...argv], { rules, env: { HOME: path.join(top, '.home'), XDG_CACHE_HOME: path.join(top, '.cache') } });
  const read = (top: string, file: string) => readFileSync(path.join(top, file), 'utf8');

  it('appends digests and touches nothing else, in every dialect and place', async () => {
    const image = `${registry.host}/shop/web:1`;
    const files = {
      Dockerfile: `# syntax=${image}\nFROM --platform=$BUILDPLATFORM ${image} AS build # c\nRUN --mount=type=bind,from=${image},target=/x true\nFROM scratch\nCOPY --from=${image} --chown=1:1 /a /b\nCOPY --from=build /c /d\n`,
      'compose.yaml': `services:\n  a:\n    image: "${image}" # keep\n  b:\n    image: '${image}'\n`,
      'pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  initContainers:\n    - { name: i, image: ${image} }\n  containers:\n    - name: a\n      image: ${image}\n`,
    };
    const top = tree(files);
    const { code, stdout, stderr } = await pin(top);
    assert.deepEqual([code, stderr], [0, '']);
    for (const [file, text] of Object.entries(files)) assert.equal(read(top, file), text.replaceAll(image, `${image}@${digest}`), file);
    assert.match(stdout, /^Dockerfile:1:10 {2}127\S+\/shop\/web:1@sha256:/m);
    assert.match(stdout, /8 pinned, 0 left as they were\.\n$/);
    assert.equal(registry.requests.length, 1);
    const again = await pin(top);
    assert.match(again.stdout, /0 pinned, 8 left as they were/);
    assert.equal(registry.requests.length, 1, 'what is pinned is not asked about');
  });

  it('leaves alone what is not its own, unknown, or told to be left', async () => {
    const text = `ARG BASE\nFROM \${BASE} AS a\nFROM a\n# seaworthy-ignore pin-image-digest -- moves on purpose\nFROM ${registry.host}/shop/web:1\n`;
    const top = tree({ Dockerfile: text, 'compose.yaml': `services:\n  a:\n    build: .\n    image: ${registry.host}/own:1\n` });
    const { code } = await pin(top);
    assert.equal(code, 0);
    assert.equal(read(top, 'Dockerfile'), text);
    assert.deepEqual(registry.requests, []);
  });

  it('writes what it can and lists what failed', async () => {
    const image = `${registry.host}/shop/web:1`;
    const top = tree({ 'compose.yaml': `services:\n  a:\n    image: ${image}\n  b:\n    image: ${registry.host}/shop/gone:1\n` });
    const { code, stdout, stderr } = await pin(top);
    assert.equal(code, 2);
    assert.match(stderr, /^seaworthy: compose\.yaml:5:12: 127\S+\/shop\/gone:1: 127\S+ has no such image\.\n$/);
    assert.match(stdout, /1 pinned, 0 left as they were, 1 could not be asked about\.\n$/);
    assert.ok(read(top, 'compose.yaml').includes(`${image}@${digest}`));
  });

  it('says what is to be pinned by hand', async () => {
    const image = `${registry.host}/shop/web:1`;
    const top = tree({ Dockerfile: `ARG IMAGE=${image}\nFROM $IMAGE\nFROM ${registry.host}/shop/web\n` });
    const { code, stdout } = await pin(top, '--check');
    assert.equal(code, 1);
    assert.match(stdout, /^Dockerfile:3:6 {2}\S+\/shop\/web {2}has no tag to pin$/m);
    assert.match(stdout, /2 not pinned/);
  });

  it('checks without writing: missing and stale pins end it with 1', async () => {
    const image = `${registry.host}/shop/moving:1`;
    const old = registry.put('shop/moving:1', '2025-03-04T00:00:00Z');
    const fresh = registry.put('shop/moving:1', '2026-01-30T00:00:00Z');
    const text = `services:\n  a:\n    image: ${image}@${old}\n  b:\n    image: ${image}\n  c:\n    image: ${registry.host}/shop/web:1@${digest}\n`;
    const top = tree({ 'compose.yaml': text });
    const { code, stdout } = await pin(top, '--check');
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `compose.yaml:3:12  ${image}@${old}  has moved to ${fresh}; what is pinned was built on 2025-03-04\ncompose.yaml:5:12  ${image}  is not pinned\n1 not pinned, 1 stale, 1 up to date.\n`,
    );
    assert.equal(read(top, 'compose.yaml'), text);

    assert.equal((await pin(top, '--update', '--dry-run')).code, 0);
    assert.equal(read(top, 'compose.yaml'), text);
    assert.equal((await pin(top, '--update')).code, 0);
    assert.equal(read(top, 'compose.yaml'), text.replace(old, fresh).replace(`${image}\n`, `${image}@${fresh}\n`));
    assert.deepEqual(await pin(top, '--check', '--quiet'), { code: 0, stdout: '', stderr: '' });
  });

  it('asks about two hundred images once; the next run asks nobody', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `shop/a${index}:1`);
    for (const name of names) registry.put(name);
    const text = `services:\n${names.map((name, index) => `  s${index}:\n    image: ${registry.host}/${name}\n`).join('')}`;
    const top = tree({ 'compose.yaml': text });
    assert.equal((await pin(top, '--dry-run')).code, 0);
    assert.equal(registry.requests.length, 200);
    assert.match((await pin(top, '--dry-run')).stdout, /200 to pin/);
    assert.equal(registry.requests.length, 200);
    await pin(top, '--dry-run', '--no-cache');
    assert.equal(registry.requests.length, 400);
  });

  it('takes mirrors, certificates and hosts from its flags only, and says what is wrong with them', async () => {
    const top = tree({ Dockerfile: 'FROM tool:1\n' });
    registry.put('library/tool:1');
    assert.equal((await pin(top, '--mirror', `docker.io=http://${registry.host}`)).code, 0);
    assert.match(read(top, 'Dockerfile'), /^FROM tool:1@sha256:/);
    for (const argv of [
      ['--mirror', 'docker.io'],
      ['--insecure', 'http://x'],
      ['--ca', 'none.pem'],
      ['--check', '--update'],
    ]) {
      const { code, stderr } = await pin(top, ...argv);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(argv[0]!));
    }
  });

  it('asks nobody where the environment forbids it', async () => {
    const top = tree({ Dockerfile: `FROM ${registry.host}/shop/web:1\n` });
    const { code, stderr } = await run(top, ['pin'], { rules, env: { HOME: top, SEAWORTHY_REGISTRY_ACCESS: 'never' } });
    assert.equal(code, 2);
    assert.match(stderr, /SEAWORTHY_REGISTRY_ACCESS/);
    assert.deepEqual(registry.requests, []);
  });

  it('lets an audit know what images say, when it is told to ask', async () => {
    registry.put('shop/old:1', '2019-05-05T00:00:00Z');
    const top = tree({ 'compose.yaml': `services:\n  a:\n    image: ${registry.host}/shop/old:1\n` });
    const audit = (...argv: string[]) => run(top, ['audit', ...argv], { rules, env: { HOME: top, XDG_CACHE_HOME: top } });
    const before = await audit();
    assert.doesNotMatch(before.stdout, /was built/);
    assert.deepEqual(registry.requests, []);
    assert.match((await audit('--ask-registries')).stdout, /no-eol-image\s+`127\S+` was built 6 years ago, on 2019-05-05/);
    assert.equal((await audit()).stdout, before.stdout, 'what was learned once changes no other audit');
  });

  it('keeps its answers where the system keeps such things', () => {
    assert.equal(cacheFile({ HOME: '/h' }, 'linux'), '/h/.cache/seaworthy/registry.json');
    assert.equal(cacheFile({ HOME: '/h', XDG_CACHE_HOME: '/c' }, 'linux'), '/c/seaworthy/registry.json');
    assert.equal(cacheFile({ HOME: '/h' }, 'darwin'), '/h/Library/Caches/seaworthy/registry.json');
    assert.equal(cacheFile({ LOCALAPPDATA: '/l' }, 'win32'), '/l/seaworthy/registry.json');
    assert.equal(existsSync('/h'), false);
  });
});
