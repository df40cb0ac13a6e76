import { strict as assert } from 'node:assert';
import { isIgnored } from '../../core/facts/documents/compose/ignored.js';
import { resolvePath } from '../../core/facts/path.js';
import type { Workspace } from '../../core/facts/workspace.js';

const workspace = (files: Readonly<Record<string, string>>): Workspace => ({
  path: 'compose.yaml',
  summaries: [],
  complete: true,
  document: () => undefined,
  compose: { files: [], profiles: [], envFiles: [] },
  text: path => files[path],
});

describe('gitignore', () => {
  const cases: readonly (readonly [patterns: string, path: string, ignored: boolean])[] = [
    ['.env', '.env', true],
    ['.env', 'api/.env', true],
    ['/.env', 'api/.env', false],
    ['secrets/', 'secrets/db.txt', true],
    ['secrets/', 'api/secrets/db.txt', true],
    ['secrets/', 'secrets', false],
    ['secrets/*.txt', 'secrets/db.txt', true],
    ['secrets/*.txt', 'api/secrets/db.txt', false],
    ['secrets/*.txt', 'secrets/a/db.txt', false],
    ['**/db.txt', 'a/b/db.txt', true],
    ['a/**/db.txt', 'a/db.txt', true],
    ['*.key', 'tls/web.key', true],
    ['*.key\n!web.key', 'tls/web.key', false],
    ['# .env\n\n', '.env', false],
    ['.env*', '.env.local', true],
    ['?.env', 'a.env', true],
    ['?.env', 'ab.env', false],
    ['a*b*c', 'axxbxxbc', true],
    ['a*b*c', 'axxbxx', false],
  ];
  for (const [patterns, path, ignored] of cases)
    it(`${JSON.stringify(patterns)} ${ignored ? 'leaves out' : 'keeps'} ${path}`, () =>
      assert.equal(isIgnored(workspace({ '.gitignore': patterns }), path), ignored));

  it('counts patterns from the folder of their file', () => {
    const files = workspace({ 'api/.gitignore': '/.env\n' });
    assert.deepEqual([isIgnored(files, 'api/.env'), isIgnored(files, '.env')], [true, false]);
  });

  it('is read in linear time', () =>
    assert.equal(isIgnored(workspace({ '.gitignore': `${'*a'.repeat(2000)}b` }), 'a'.repeat(5000)), false));
});

describe('paths of a Compose file', () => {
  const cases: readonly (readonly [folder: string, path: string, resolved: string | undefined])[] = [
    ['', './db.txt', 'db.txt'],
    ['deploy', '../db.txt', 'db.txt'],
    ['', '../db.txt', undefined],
    ['', '/etc/db', undefined],
    ['', '~/db', undefined],
    ['', '${DIR}/db', undefined],
    ['', 'C:\\db', undefined],
    ['', '.', ''],
  ];
  for (const [folder, path, resolved] of cases)
    it(`${path} in ${folder || 'the root'}`, () => assert.equal(resolvePath(folder, path), resolved));
});
