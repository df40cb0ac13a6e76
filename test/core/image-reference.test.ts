import { strict as assert } from 'node:assert';
import { imageBaseName, parseImageReference } from '../../core/facts/image-reference.js';
import { identityOf } from '../../core/facts/views/image.js';

const SHA256 = `sha256:${'a1'.repeat(32)}`;
const SHA512 = `sha512:${'a1'.repeat(64)}`;

describe('parseImageReference', () => {
  const parsed: [
    text: string,
    registry: string,
    repository: string,
    name: string,
    tag?: string | undefined,
    digest?: string,
    digestValid?: boolean,
  ][] = [
    ['node', 'docker.io', 'library/node', 'node'],
    ['node:22-slim', 'docker.io', 'library/node', 'node', '22-slim'],
    ['bitnami/redis:7', 'docker.io', 'bitnami/redis', 'bitnami/redis', '7'],
    ['docker.io/library/node', 'docker.io', 'library/node', 'node'],
    ['docker.io/node', 'docker.io', 'library/node', 'node'],
    ['index.docker.io/node:1', 'docker.io', 'library/node', 'node', '1'],
    ['registry:5000/app', 'registry:5000', 'app', 'app'],
    ['registry:5000/app:1', 'registry:5000', 'app', 'app', '1'],
    ['app:5000', 'docker.io', 'library/app', 'app', '5000'],
    ['localhost/app', 'localhost', 'app', 'app'],
    ['MyHost/app', 'MyHost', 'app', 'app'],
    ['[::1]:5000/a:b', '[::1]:5000', 'a', 'a', 'b'],
    ['ghcr.io/org/team/app:v1.0_x', 'ghcr.io', 'org/team/app', 'org/team/app', 'v1.0_x'],
    ['ghcr.io/library/app', 'ghcr.io', 'library/app', 'library/app'],
    ['a__b/c.d-e--f', 'docker.io', 'a__b/c.d-e--f', 'a__b/c.d-e--f'],
    [`a/b:t@${SHA256}`, 'docker.io', 'a/b', 'a/b', 't', SHA256, true],
    [`a@${SHA512}`, 'docker.io', 'library/a', 'a', undefined, SHA512, true],
    ['a@sha256:abc', 'docker.io', 'library/a', 'a', undefined, 'sha256:abc', false],
    [`a@${SHA256.toUpperCase()}`, 'docker.io', 'library/a', 'a', undefined, SHA256.toUpperCase(), false],
    [`a@md5:${'a1'.repeat(32)}`, 'docker.io', 'library/a', 'a', undefined, `md5:${'a1'.repeat(32)}`, false],
  ];
  for (const [text, registry, repository, name, tag, digest, digestValid = false] of parsed) {
    it(`reads ${text.slice(0, 40)}`, () =>
      assert.deepEqual(parseImageReference(text), { text, registry, repository, name, tag, digest, digestValid }));
  }

  const refused = [
    ...['', ' ', 'Node', 'a/B', '$IMAGE', '${IMAGE}:1', 'a:${TAG}', '{{ .Values.image }}', 'a:', 'a@', ':1', '/a', 'a/', 'a//b', 'a b'],
    ...['a:b:c', 'a__b___c', '-a', 'a-', 'ko://github.com/x/y', 'https://host/app', 'host.io:x/app', 'a@b@c', 'f'.repeat(64)],
    ...['a'.repeat(256), `a:${'t'.repeat(129)}`, 'a'.repeat(1_000_000)],
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(parseImageReference(text), undefined));
  }

  it('knows the last path part', () => assert.equal(imageBaseName(parseImageReference('ghcr.io/a/b/c:1')!), 'c'));
});

describe('identityOf', () => {
  const identities: readonly (readonly [text: string, name: string | undefined])[] = [
    ['postgres:${VERSION}', 'postgres'],
    ['postgres:17-${VARIANT:?set it / now}', 'postgres'],
    ['registry:5000/app:$TAG-alpine', 'app'],
    ['example/web@${DIGEST}', 'example/web'],
    ['example/web:1.4@sha256:${DIGEST}', 'example/web'],
    ['${IMAGE}:1.4', undefined],
    ['${REGISTRY}/app:${TAG}', undefined],
    ['app${SUFFIX}:1.4', undefined],
    ['registry:${PORT}/app', undefined],
  ];
  for (const [text, name] of identities) {
    it(`${text} is ${name ?? 'unknown'}`, () => {
      const identity = identityOf({ text, reference: undefined });
      assert.equal(identity?.name, name);
      assert.equal(identity?.tag, undefined);
    });
  }

  it('is the reference where that is known', () => {
    const reference = parseImageReference('node:22');
    assert.equal(identityOf({ text: 'node:22', reference }), reference);
    assert.equal(identityOf({ text: 'node:22', reference: undefined }), undefined);
  });
});
