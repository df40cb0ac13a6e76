import { strict as assert } from 'node:assert';
import { Engine, type ImageDetails } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { today } from '../rule-examples.js';

const plain: ImageDetails = {
  digest: `sha256:${'0'.repeat(64)}`,
  user: '',
  ports: [],
  volumes: [],
  created: '2026-11-01T00:00:00.000Z',
  labels: {},
  healthcheck: false,
  entrypoint: false,
  platforms: ['linux/amd64'],
  attached: [],
};

/** Findings of one rule in one file, every image being what `details` say. */
function findingsOf(rule: string, path: string, text: string, details: Partial<ImageDetails> | undefined) {
  const known = details && { ...plain, ...details };
  const images = { user: () => known?.user, details: () => known };
  const engine = new Engine({ rules, today: () => today, preset: 'strict', images });
  engine.update(path, text);
  engine.complete = true;
  return engine.analyze(path)!.findings.filter(finding => finding.rule.meta.id === rule);
}

const messages = (...args: Parameters<typeof findingsOf>) => findingsOf(...args).map(({ message, severity }) => `${severity}: ${message}`);
const compose = (image: string) => `services:\n  a:\n    image: ${image}\n`;
const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: ${image}\n`;

describe('facts of images', () => {
  const root = 'run-as-non-root';
  const stage = 'FROM shop/base:1\nCMD ["/run"]\n';

  it('say whether a base image runs as root', () => {
    const likely = ['medium: No stage of this image names a USER: it likely runs as root.'];
    assert.deepEqual(messages(root, 'Dockerfile', stage, undefined), likely);
    assert.deepEqual(messages(root, 'Dockerfile', stage, { user: '1001:0' }), []);
    assert.deepEqual(messages(root, 'Dockerfile', stage, { user: 'app' }), []);
    const certain = ['high: This image runs as root: no stage of it names a USER.'];
    for (const user of ['', 'root', '0', '0:0', 'root:wheel'])
      assert.deepEqual(messages(root, 'Dockerfile', stage, { user }), certain, user);
    // It may go on as somebody else.
    assert.deepEqual(messages(root, 'Dockerfile', stage, { user: '', entrypoint: true }), likely);
  });

  it('win over the table where they say more', () => {
    const node = 'FROM node:22\nCMD ["/run"]\n';
    assert.equal(messages(root, 'Dockerfile', node, undefined).length, 1);
    assert.deepEqual(messages(root, 'Dockerfile', node, { user: 'node' }), []);
    // The table knows that its entrypoint goes on as another user.
    assert.deepEqual(messages(root, 'compose.yaml', compose('postgres:17'), { user: '', entrypoint: true }), []);
  });

  it('say whether a service runs as root', () => {
    assert.deepEqual(messages(root, 'compose.yaml', compose('shop/a:1'), undefined), []);
    assert.deepEqual(messages(root, 'compose.yaml', compose('shop/a:1'), { user: '' }), ['medium: a runs as root, the user of its image.']);
    assert.deepEqual(messages(root, 'compose.yaml', compose('shop/a:1'), { user: '7' }), []);
  });

  it('say that a container runs as an ordinary user of its image', () => {
    assert.deepEqual(messages(root, 'pod.yaml', pod('shop/a:1'), undefined), ['medium: Nothing keeps a from running as root.']);
    assert.deepEqual(messages(root, 'pod.yaml', pod('shop/a:1'), { user: '1001:1001' }), [
      'info: a runs as user 1001 of its image, but nothing demands that it is not root.',
    ]);
    assert.deepEqual(messages(root, 'pod.yaml', pod('shop/a:1'), { user: 'app' }), ['medium: Nothing keeps a from running as root.']);
  });

  it('say how old an image is', () => {
    const age = (created: string | undefined) => messages('no-eol-image', 'compose.yaml', compose('shop/a:1'), { created });
    assert.deepEqual(age('2023-01-02T03:04:05.000Z'), [
      'medium: `shop/a:1` was built 3 years ago, on 2023-01-02: no fix since then is in it.',
    ]);
    assert.deepEqual(age('2025-01-02T03:04:05.000Z'), []);
    assert.deepEqual(age(undefined), []);
  });

  it('say where an image writes', () => {
    const fixes = (path: string, text: string, volumes: string[]) =>
      findingsOf('read-only-root-filesystem', path, text, { volumes }).flatMap(finding => finding.fixes.map(fix => fix.title));
    assert.deepEqual(fixes('compose.yaml', compose('shop/a:1'), []), ['Make the root filesystem read-only, with scratch space at /tmp']);
    assert.deepEqual(fixes('compose.yaml', compose('shop/a:1'), ['/tmp', '/data']), ['Make the root filesystem read-only']);
    assert.deepEqual(fixes('pod.yaml', pod('shop/a:1'), []), ['Make the root filesystem read-only, with scratch space at /tmp']);
    // Not every engine mounts an image's volumes.
    assert.deepEqual(fixes('pod.yaml', pod('shop/a:1'), ['/data']), []);
  });
});
