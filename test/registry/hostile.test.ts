import { strict as assert } from 'node:assert';
import { parseImageReference } from '../../core/index.js';
import { anonymous, bounded, type CredentialStore, fetchTransport, RegistryClient, type Transport } from '../../registry/index.js';
import { nodeTransport } from '../../registry/node-transport.js';
import { clientOver, DIGEST, GOOD, MANIFEST, OCI } from './doubles.js';
import { sha256 } from './images.js';
import { Servers } from './servers.js';

const reference = (text: string) => parseImageReference(text)!;
const IMAGE = reference('registry.example.com/shop/web:1');
const ann: CredentialStore = async () => ({ kind: 'basic', username: 'ann', password: 'secret-of-ann' });

describe('a digest', () => {
  const lie = `sha256:${'b'.repeat(64)}`;
  for (const [what, head] of [
    ['no digest', { type: OCI }],
    ['a digest of another kind', { type: OCI, headers: { 'docker-content-digest': 'md5:1' } }],
    [
      'another media type',
      { type: 'application/vnd.docker.distribution.manifest.v1+prettyjws', headers: { 'docker-content-digest': lie } },
    ],
    ['no answer to HEAD', { status: 405 }],
    ['a failure of HEAD alone', { status: 404 }],
  ] as const) {
    it(`is computed from the manifest where HEAD gives ${what}`, async () => {
      const { client, seen } = clientOver(({ method }) => (method === 'HEAD' ? head : GOOD));
      assert.equal(await client.digest(IMAGE), DIGEST);
      assert.deepEqual(
        seen.map(({ method }) => method),
        ['HEAD', 'GET'],
      );
    });
  }

  it('is computed where the way is not safe', async () => {
    const { client, seen } = clientOver(() => GOOD, { settings: { mirrors: {}, insecure: ['registry.example.com'] } });
    assert.equal(await client.digest(IMAGE), DIGEST);
    assert.deepEqual(
      seen.map(({ method, url }) => `${method} ${url}`),
      ['HEAD http://registry.example.com/v2/shop/web/manifests/1', 'GET http://registry.example.com/v2/shop/web/manifests/1'],
    );
  });

  it('is refused when the manifest does not match what is said of it', async () => {
    const { client } = clientOver(({ method }) =>
      method === 'HEAD' ? { status: 405 } : { ...GOOD, headers: { 'docker-content-digest': lie } },
    );
    await assert.rejects(client.digest(IMAGE), /sent other content than its digest says/);
  });

  it('is not believed further than the manifest that it names', async () => {
    const { client } = clientOver(({ method }) => (method === 'HEAD' ? { ...GOOD, headers: { 'docker-content-digest': lie } } : GOOD));
    await assert.rejects(client.inspect(IMAGE), /sent other content than its digest says/);
  });

  it('is refused of what is no image', async () => {
    for (const body of ['', '<html>', '[]', 'null', '{"schemaVersion":1}']) {
      const { client } = clientOver(({ method }) => (method === 'HEAD' ? { status: 405 } : { type: 'text/html', body }));
      await assert.rejects(client.digest(IMAGE), /in a form that Seaworthy does not read/);
    }
  });
});

describe('an image configuration', () => {
  it('is refused when it does not match its digest', async () => {
    const { client } = clientOver(({ url }) => (url.includes('/blobs/') ? { body: '{}' } : GOOD));
    await assert.rejects(client.inspect(IMAGE), /sent other content than its digest says/);
  });
});

describe('what is attached to an image', () => {
  const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
  const entry = (artifactType: string, annotations = {}) => ({
    mediaType: OCI,
    digest: `sha256:${'d'.repeat(64)}`,
    artifactType,
    annotations,
  });
  const CONFIG = '{"os":"linux","architecture":"arm64","config":null}';
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: OCI, config: { digest: sha256(CONFIG) }, layers: [] });
  const asking = (list: { status?: number; body?: string }) =>
    clientOver(({ url }) => {
      if (url.includes('/blobs/')) return { body: CONFIG };
      if (url.includes('/referrers/')) return list;
      return /manifests\/sha256-/.test(url)
        ? { status: 404 }
        : { type: OCI, body: manifest, headers: { 'docker-content-digest': sha256(manifest) } };
    });

  for (const [artifact, kinds] of [
    [entry('application/vnd.dev.cosign.artifact.sig.v1+json'), ['signature']],
    [entry('application/vnd.cncf.notary.signature'), ['signature']],
    [entry(bundle, { 'dev.sigstore.bundle.content': 'message-signature' }), ['signature']],
    [
      entry(bundle, {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1',
      }),
      ['signature'],
    ],
    [
      entry(bundle, {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
      }),
      ['attestation'],
    ],
    [entry('application/vnd.in-toto+json'), ['attestation']],
    [entry('application/vnd.cyclonedx+json'), ['sbom']],
    [entry('application/vnd.example.notes'), []],
  ] as const) {
    it(`is told by the referrers list: ${artifact.artifactType} ${Object.values(artifact.annotations).join(' ')}`, async () => {
      const { client } = asking({
        body: JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [artifact] }),
      });
      assert.deepEqual((await client.inspect(IMAGE)).attached, kinds);
    });
  }

  it('is unknown where the registry will not say, and the rest is known', async () => {
    const { client } = asking({ body: '<html>' });
    const { attached, platforms } = await client.inspect(IMAGE);
    assert.deepEqual([attached, platforms], [undefined, ['linux/arm64']]);
  });
});

describe('redirects', () => {
  const to = (location: string) => clientOver((_, index) => (index === 0 ? { status: 307, headers: { location } } : GOOD));

  it('are followed, without credentials for another host', async () => {
    const { client, seen } = clientOver(
      ({ url, authorization }) => {
        if (url.startsWith('https://cdn.example.com')) return GOOD;
        return authorization
          ? { status: 307, headers: { location: 'https://cdn.example.com/x' } }
          : { status: 401, headers: { 'www-authenticate': 'Basic' } };
      },
      { credentials: ann },
    );
    assert.equal(await client.digest(IMAGE), DIGEST);
    assert.deepEqual(
      seen.map(({ url, authorization }) => [new URL(url).host, authorization !== undefined]),
      [
        ['registry.example.com', false],
        ['registry.example.com', true],
        ['cdn.example.com', false],
      ],
    );
  });

  for (const location of [
    'http://registry.example.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://10.0.0.1/',
    'https://metadata/',
    'file:///etc/passwd',
    'https://a:b@cdn.example.com/',
    '',
  ]) {
    it(`are not followed to ${location || 'nowhere'}`, async () => {
      const { client, seen } = to(location);
      // An empty location is the same address again.
      if (location === '') return void (await client.digest(IMAGE));
      await assert.rejects(client.digest(IMAGE), /which is not followed/);
      assert.equal(seen.length, 1);
    });
  }

  it('come to an end', async () => {
    const { client, seen } = clientOver(() => ({ status: 302, headers: { location: '/again' } }));
    await assert.rejects(client.digest(IMAGE), /redirects without end/);
    assert.equal(seen.length, 5);
  });
});

describe('token services', () => {
  const challenge = (realm: string) => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${realm}",service="x",scope="repository:other:push"` },
  });
  const over = (realm: string, credentials: CredentialStore, image = IMAGE) => {
    const double = clientOver(
      ({ url, authorization }) =>
        url.includes('/v2/') ? (authorization === 'Bearer fresh' ? GOOD : challenge(realm)) : { body: '{"token":"fresh"}' },
      { credentials },
    );
    return { ...double, digest: () => double.client.digest(image) };
  };

  for (const [host, realm] of [
    ['registry.example.com', 'https://registry.example.com/token'],
    ['registry.example.com', 'https://auth.registry.example.com/token'],
    ['registry.example.com', 'https://example.com/token'],
    ['docker.io', 'https://auth.docker.io/token'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
  ]) {
    it(`${realm} gets credentials for ${host}, and is asked for no more than to pull`, async () => {
      const { digest, seen } = over(realm!, ann, reference(`${host}/shop/web:1`));
      assert.equal(await digest(), DIGEST);
      const asked = seen.find(({ url }) => !url.includes('/v2/'))!;
      assert.equal(new URL(asked.url).searchParams.get('scope'), 'repository:shop/web:pull');
      assert.match(asked.authorization ?? '', /^Basic /);
    });
  }

  for (const [host, realm] of [
    ['registry.example.co.uk', 'https://evil.co.uk/token'],
    ['registry.example.com', 'https://auth.example.com/token'],
    ['registry.example.com', 'https://evil.example/token'],
    ['registry.example.com', 'https://notregistry.example.com/token'],
    ['registry.example.com', 'https://com/token'],
    ['docker.io', 'https://auth.docker.io.evil.example/token'],
    ['registry.example.com', 'http://registry.example.com/token'],
    ['registry.example.com', 'https://127.0.0.1/token'],
    ['registry.example.com', 'https://169.254.169.254/latest'],
    ['registry.example.com', 'https://user:pass@registry.example.com/token'],
    ['registry.example.com', 'nonsense'],
  ]) {
    it(`${realm} gets no credentials for ${host}`, async () => {
      const { digest, seen } = over(realm!, ann, reference(`${host}/shop/web:1`));
      await assert.rejects(digest(), { name: 'RegistryError' });
      assert.equal(seen.length, 1);
    });
  }

  it('of others serve those without credentials', async () => {
    assert.equal(await over('https://auth.example.org/token', anonymous).digest(), DIGEST);
  });

  it('that give nothing of use are said', async () => {
    for (const [answer, message] of [
      [{ body: '{}' }, /gave no token/],
      [{ body: '{"token":"a\\r\\nb: c"}' }, /gave no token/],
      [{ status: 401 }, /refused the login/],
      [{ status: 404 }, /answered 404/],
    ] as const) {
      const { client } = clientOver(({ url }) => (url.includes('/v2/') ? challenge('https://registry.example.com/t') : answer), {
        credentials: ann,
      });
      await assert.rejects(client.digest(IMAGE), message);
    }
  });

  it('are asked again when a token has run out', async () => {
    let valid = 0;
    const { client } = clientOver(({ url, authorization }) => {
      if (!url.includes('/v2/')) return { body: JSON.stringify({ token: `t${++valid}` }) };
      return authorization === `Bearer t${valid}` ? GOOD : challenge('https://registry.example.com/t');
    });
    await client.digest(IMAGE);
    valid++;
    assert.equal(await client.digest(reference('registry.example.com/shop/web:2')), DIGEST);
  });

  it('are not sent credentials in plain HTTP, nor are registries', async () => {
    const { client, seen } = clientOver(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }), {
      credentials: ann,
      settings: { mirrors: {}, insecure: ['registry.example.com'] },
    });
    await assert.rejects(client.digest(IMAGE), /in plain HTTP: your credentials for it are not sent/);
    assert.deepEqual(
      seen.map(({ authorization }) => authorization),
      [undefined],
    );
  });
});

describe('patience', () => {
  for (const [status, header, wait] of [
    [429, '3', 3000],
    [503, undefined, 500],
    [500, '0', 0],
  ] as const) {
    it(`tries again after ${status}${header ? ` with Retry-After ${header}` : ''}`, async () => {
      const { client, waits } = clientOver((_, index) =>
        index === 0 ? { status, headers: header ? { 'retry-after': header } : {} } : GOOD,
      );
      assert.equal(await client.digest(IMAGE), DIGEST);
      assert.deepEqual(waits, [wait]);
    });
  }

  it('has an end, and says how long a registry wants to be left alone', async () => {
    const { client, seen, waits } = clientOver(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    await assert.rejects(client.digest(IMAGE), /registry\.example\.com is asked too often and wants 3600 s of patience/);
    assert.deepEqual([seen.length, waits], [1, []]);
    const again = clientOver(() => ({ status: 429 }));
    await assert.rejects(again.client.digest(IMAGE), /is asked too often/);
    assert.deepEqual(again.waits, [500, 1000]);
  });

  it('says what a registry answers that stays broken', async () => {
    const { client } = clientOver(() => ({ status: 502 }));
    await assert.rejects(client.digest(IMAGE), /registry\.example\.com answered 502/);
  });
});

const transports: readonly (readonly [string, () => Transport])[] = [
  ['Node', () => nodeTransport({ env: {} })],
  ['fetch', () => fetchTransport()],
];
for (const [name, make] of transports) {
  describe(`over ${name}`, () => {
    const servers = new Servers();
    after(() => servers.stop());
    const asking = (timeoutMs: number) =>
      new RegistryClient({
        settings: { mirrors: {}, insecure: [] },
        credentials: anonymous,
        transport: make(),
        timeoutMs,
        sleep: async () => {},
      });

    it('a registry that never answers is given up', async () => {
      const host = await servers.serve(() => {});
      await assert.rejects(asking(50).digest(reference(`${host}/a:1`)), /did not answer within 0\.05 s/);
    });

    it('one that begins and never ends too', async () => {
      const host = await servers.serve((request, response) => {
        if (request.method === 'HEAD') response.writeHead(405).end();
        else response.writeHead(200, { 'content-type': OCI }).write('{');
      });
      await assert.rejects(asking(50).digest(reference(`${host}/a:1`)), /did not answer within/);
    });

    it('and one that sends without end', async () => {
      const host = await servers.serve((request, response) => {
        if (request.method === 'HEAD') return void response.writeHead(405).end();
        response.writeHead(200, { 'content-type': OCI });
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65536)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      });
      await assert.rejects(asking(30_000).digest(reference(`${host}/a:1`)), /sent more than 4096 KB/);
    });

    it('nobody at home is said', async () => {
      const other = new Servers();
      const gone = await other.serve(() => {});
      await other.stop();
      await assert.rejects(asking(5000).digest(reference(`${gone}/a:1`)), /could not be reached \(ECONNREFUSED\)/);
    });

    it('a question can be taken back', async () => {
      const abort = new AbortController();
      const host = await servers.serve(() => abort.abort(new Error('never mind')));
      await assert.rejects(asking(30_000).digest(reference(`${host}/a:1`), abort.signal), /never mind/);
    });
  });
}

describe('a proxy', () => {
  const servers = new Servers();
  after(() => servers.stop());
  const asking = (proxy: string) =>
    new RegistryClient({
      settings: { mirrors: {}, insecure: [] },
      credentials: ann,
      transport: nodeTransport({ env: { HTTPS_PROXY: proxy } }),
      sleep: async () => {},
    });

  for (const [what, answer] of [
    ['wants a login', '407 Proxy Authentication Required\r\n'],
    ['redirects', '307 Temporary Redirect\r\nLocation: https://evil.example/v2/\r\n'],
    ['claims that there is no such image', '404 Not Found\r\n'],
    ['sends a challenge', '401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\n'],
  ] as const) {
    it(`that ${what} does not speak for the registry`, async () => {
      let asked = 0;
      const proxy = await servers.serve(
        () => {},
        (_, socket) => {
          asked++;
          socket.end(`HTTP/1.1 ${answer}Content-Length: 0\r\n\r\n`);
        },
      );
      const message = new RegExp(`could not be reached through the proxy ${proxy}, which answered ${answer.slice(0, 3)}`);
      await assert.rejects(asking(`http://ann:secret-of-ann@${proxy}`).digest(IMAGE), error => {
        assert.match(String(error), message);
        assert.doesNotMatch(String(error), /secret-of-ann/);
        return true;
      });
      assert.equal(asked, 1);
    });
  }
});

describe('two hundred images', () => {
  it('are asked about a few at a time, and once', async () => {
    let [busy, most] = [0, 0];
    const transport: Transport = async () => {
      most = Math.max(most, ++busy);
      await new Promise(resolve => setImmediate(resolve));
      busy--;
      return { status: 200, header: name => (name === 'content-type' ? OCI : DIGEST), body: Buffer.from(MANIFEST) };
    };
    const client = new RegistryClient({
      settings: { mirrors: {}, insecure: [] },
      credentials: anonymous,
      transport: bounded(transport, 8),
    });
    const images = Array.from({ length: 200 }, (_, index) => reference(`registry.example.com/shop/a${index}:1`));
    await Promise.all(images.map(image => client.digest(image)));
    assert.deepEqual([client.requests, most, busy], [200, 8, 0]);
    await Promise.all(images.map(image => client.digest(image)));
    assert.equal(client.requests, 200);
  });
});
