import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { parseImageReference } from '../../core/index.js';
import { anonymous, type CredentialStore, fetchTransport, RegistryClient, type RegistrySettings } from '../../registry/index.js';
import { nodeTransport } from '../../registry/node-transport.js';
import { digestOf, OCI_INDEX, OCI_MANIFEST, push, putManifest } from './images.js';
import { needPrograms, Servers } from './servers.js';

const reference = (text: string) => parseImageReference(text)!;

interface Setup {
  readonly settings?: Partial<RegistrySettings>;
  readonly credentials?: CredentialStore;
  readonly env?: Record<string, string>;
  readonly ca?: string;
}

const client = ({ settings, credentials = anonymous, env = {}, ca }: Setup = {}) =>
  new RegistryClient({
    settings: { mirrors: {}, insecure: [], ...settings },
    credentials,
    transport: nodeTransport({ env, certificates: ca ? [readFileSync(ca, 'utf8')] : [] }),
    sleep: async () => {},
  });

const login =
  (registry: string, username: string, password: string): CredentialStore =>
  async asked =>
    asked === registry ? { kind: 'basic', username, password } : undefined;

describe('real registries', function () {
  this.timeout(120_000);
  const servers = new Servers();
  let open: string;

  before(async function () {
    needPrograms(this);
    open = await servers.registry();
    push(`${open}/shop/oci:1`, {
      config: {
        User: '1001:1001',
        ExposedPorts: { '8080/tcp': {} },
        Volumes: { '/data': {} },
        Labels: { 'org.opencontainers.image.version': '1.2.3' },
        Entrypoint: ['/run'],
        Healthcheck: { Test: ['CMD', '/ok'] },
      },
    });
    push(`${open}/shop/docker:1`, { docker: true, config: { User: '' } });
    push(`${open}/shop/many:1`, { platforms: ['linux/arm64', 'linux/amd64'] });
  });
  after(() => servers.stop());

  for (const [name, platforms] of [
    ['oci', ['linux/amd64']],
    ['docker', ['linux/amd64']],
    ['many', ['linux/arm64', 'linux/amd64']],
  ] as const) {
    it(`gives the digest that others see: ${name}`, async () => {
      const text = `${open}/shop/${name}:1`;
      const asking = client();
      assert.equal(await asking.digest(reference(text)), digestOf(text));
      assert.equal(asking.requests, 1, 'one HEAD is enough');
      assert.deepEqual((await asking.inspect(reference(text))).platforms, platforms);
    });
  }

  it('is asked over fetch as well', async () => {
    const text = reference(`${open}/shop/many:1`);
    const fetching = new RegistryClient({ settings: { mirrors: {}, insecure: [] }, credentials: anonymous, transport: fetchTransport() });
    assert.equal(await fetching.digest(text), digestOf(text.text));
    assert.deepEqual(await fetching.inspect(text), await client().inspect(text));
  });

  it('tells what an image says of itself', async () => {
    const details = await client().inspect(reference(`${open}/shop/oci:1`));
    assert.deepEqual(details, {
      digest: digestOf(`${open}/shop/oci:1`),
      user: '1001:1001',
      ports: ['8080/tcp'],
      volumes: ['/data'],
      created: '2026-01-02T03:04:05.000Z',
      labels: { 'org.opencontainers.image.version': '1.2.3' },
      healthcheck: true,
      entrypoint: true,
      platforms: ['linux/amd64'],
      attached: [],
    });
  });

  it('asks once, and for each digest', async () => {
    const asking = client();
    const text = reference(`${open}/shop/oci:1`);
    await Promise.all([asking.digest(text), asking.digest(text)]);
    await asking.digest(text);
    assert.equal(asking.requests, 1);
  });

  it('says which image a registry does not have', async () => {
    await assert.rejects(client().digest(reference(`${open}/shop/none:9`)), {
      name: 'RegistryError',
      message: `${open}/shop/none:9: ${open} has no such image.`,
    });
  });

  it('sees signatures by tag, and referrers by the tag that stands in for the list', async () => {
    push(`${open}/shop/signed:1`, { config: { User: '5' } });
    const digest = digestOf(`${open}/shop/signed:1`);
    const tag = digest.replace(':', '-');
    assert.deepEqual((await client().inspect(reference(`${open}/shop/signed:1`))).attached, []);
    push(`${open}/shop/signed:${tag}.sig`);
    assert.deepEqual((await client().inspect(reference(`${open}/shop/signed:1`))).attached, ['signature']);

    push(`${open}/shop/signed:sbom`);
    const referrer = {
      mediaType: OCI_MANIFEST,
      digest: digestOf(`${open}/shop/signed:sbom`),
      size: 1,
      artifactType: 'application/spdx+json',
    };
    await putManifest(`http://${open}`, 'shop/signed', tag, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [referrer] }, OCI_INDEX);
    assert.deepEqual((await client().inspect(reference(`${open}/shop/signed:1`))).attached, ['signature', 'sbom']);
  });

  it('sees that a tag has moved', async () => {
    push(`${open}/shop/moving:1`, { created: '2025-05-05T00:00:00Z' });
    const before = await client().digest(reference(`${open}/shop/moving:1`));
    push(`${open}/shop/moving:1`, { created: '2026-06-06T00:00:00Z' });
    const after = await client().digest(reference(`${open}/shop/moving:1@${before}`));
    assert.notEqual(after, before);
    assert.equal((await client().inspect(reference(`${open}/shop/moving:1@${before}`))).created, '2025-05-05T00:00:00.000Z');
  });

  describe('with passwords', () => {
    let guarded: string;
    before(async () => {
      guarded = await servers.registry({ auth: servers.htpasswd('ann', 'pa:ss') });
    });

    it('logs in', async () => {
      const asking = client({ credentials: login(guarded, 'ann', 'pa:ss') });
      assert.equal(await asking.digest(reference(`${guarded}/shop/oci:1`)), digestOf(`${open}/shop/oci:1`));
    });

    it('says how to log in', async () => {
      await assert.rejects(client().digest(reference(`${guarded}/shop/oci:1`)), /wants a login, and none was found: docker login 127/);
    });

    it('says that a login was refused', async () => {
      const asking = client({ credentials: login(guarded, 'ann', 'wrong') });
      await assert.rejects(asking.digest(reference(`${guarded}/shop/oci:1`)), /does not show it to you/);
    });
  });

  describe('with tokens', () => {
    let guarded: string;
    let tokens: Awaited<ReturnType<Servers['tokens']>>;
    before(async () => {
      tokens = await servers.tokens((user, repository) => user === 'ann' || repository === 'shop/oci');
      guarded = await servers.registry({ auth: tokens.auth });
    });
    beforeEach(() => tokens.seen.splice(0));

    it('gets one as nobody', async () => {
      assert.match(await client().digest(reference(`${guarded}/shop/oci:1`)), /^sha256:/);
      assert.deepEqual(
        tokens.seen,
        [{ method: 'GET', scope: 'repository:shop/oci:pull', user: undefined, password: '' }].map(each => ({
          ...each,
          password: undefined,
        })),
      );
    });

    it('gets one with a password, and uses it again', async () => {
      const asking = client({ credentials: login(guarded, 'ann', 'secret') });
      await asking.inspect(reference(`${guarded}/shop/docker:1`));
      assert.deepEqual(tokens.seen, [{ method: 'GET', scope: 'repository:shop/docker:pull', user: 'ann', password: 'secret' }]);
    });

    it('gets one with an identity token', async () => {
      const asking = client({ credentials: async () => ({ kind: 'identity', token: 'identity-of-ann' }) });
      assert.match(await asking.digest(reference(`${guarded}/shop/docker:1`)), /^sha256:/);
      assert.deepEqual(
        tokens.seen.map(({ method, user }) => [method, user]),
        [['POST', 'ann']],
      );
    });

    it('says that it may not see an image', async () => {
      await assert.rejects(client().digest(reference(`${guarded}/shop/docker:1`)), /does not show it to you/);
    });
  });

  describe('over TLS', () => {
    let secure: string;
    let ca: string;
    before(async () => {
      const certificate = servers.certificate();
      ca = certificate.ca;
      secure = await servers.registry({ tls: certificate.tls });
    });
    const port = () => secure.split(':')[1];

    it('trusts the authority that the user names, and no other', async () => {
      const settings = { mirrors: { 'registry.example.com': [`https://localhost:${port()}`] } };
      const text = reference('registry.example.com/shop/many:1');
      const proxy = await servers.proxy(() => secure);
      assert.equal(await client({ settings, ca }).digest(text), digestOf(`${open}/shop/many:1`));
      // The mirror is passed by, and what stands behind shows the same certificate.
      await assert.rejects(client({ settings, env: { HTTPS_PROXY: proxy.url } }).digest(text), /certificate that is not trusted/);
    });

    it('goes through a proxy, but not for what is exempt', async () => {
      const proxy = await servers.proxy(() => secure);
      const text = reference('registry.example.com/shop/many:1');
      assert.match(await client({ ca, env: { HTTPS_PROXY: proxy.url } }).digest(text), /^sha256:/);
      assert.deepEqual([...new Set(proxy.seen)], ['registry.example.com:443']);
      proxy.seen.splice(0);
      const settings = { mirrors: { 'registry.example.com': [`https://localhost:${port()}`] } };
      await client({ ca, settings, env: { https_proxy: proxy.url } }).digest(text);
      assert.deepEqual(proxy.seen, []);
    });
  });

  describe('mirrors', () => {
    it('are asked first, and never see the credentials of what they stand for', async () => {
      const headers: (string | undefined)[] = [];
      const mirror = await servers.serve((request, response) => {
        headers.push(request.headers.authorization);
        response.writeHead(401, { 'www-authenticate': 'Basic realm="mirror"' }).end();
      });
      const guarded = await servers.registry({ auth: servers.htpasswd('ann', 'word') });
      const asking = client({ settings: { mirrors: { [guarded]: [`http://${mirror}`] } }, credentials: login(guarded, 'ann', 'word') });
      assert.match(await asking.digest(reference(`${guarded}/shop/oci:1`)), /^sha256:/);
      assert.deepEqual(headers, [undefined]);
    });

    it('stand in for a registry', async () => {
      const settings = { mirrors: { 'docker.io': [`http://${open}`] } };
      push(`${open}/library/tool:1`);
      assert.equal(await client({ settings }).digest(reference('tool:1')), digestOf(`${open}/library/tool:1`));
    });
  });
});
