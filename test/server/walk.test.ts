import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { walk } from '../../server/src/node/walk.js';

describe('walking a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-walk-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
  };

  it('does not follow symbolic links in circles', function () {
    write({ 'a/Dockerfile': '', 'b/compose.yaml': '' });
    try {
      symlinkSync(root, path.join(root, 'a/up'), 'dir');
      symlinkSync(path.join(root, 'a'), path.join(root, 'b/aside'), 'dir');
      symlinkSync(path.join(root, 'a/Dockerfile'), path.join(root, 'b/Dockerfile'));
    } catch {
      return this.skip(); // Windows allows it to some users only.
    }
    assert.deepEqual([...walk(root)], ['a/Dockerfile', 'b/Dockerfile', 'b/compose.yaml']);
  });

  it('leaves out what .gitignore files leave out, where they stand', () => {
    write({
      '.gitignore': 'gen/\n*.tmp.yaml\n',
      'gen/a.yaml': '',
      'x/.gitignore': '/b.yaml\n',
      'x/b.yaml': '',
      'b.yaml': '',
      'c.tmp.yaml': '',
    });
    assert.deepEqual([...walk(root)], ['.gitignore', 'b.yaml', 'x/.gitignore']);
  });

  it('looks at some of it, by the rules of all', () => {
    write({
      '.gitignore': 'gen/\n',
      'a.yaml': '',
      'a/b.yaml': '',
      'a/b/c.yaml': '',
      'a/b/gen/d.yaml': '',
      'a/bc/e.yaml': '',
      'gen/f.yaml': '',
      'node_modules/g/h.yaml': '',
    });
    const below = (...paths: string[]) => [...walk(root, undefined, paths)];
    assert.deepEqual(below('a/b'), ['a/b/c.yaml']);
    assert.deepEqual(below('a.yaml', 'a/b.yaml'), ['a/b.yaml', 'a.yaml']);
    assert.deepEqual(below('a', 'a/b', 'a/b/c.yaml'), ['a/b/c.yaml', 'a/b.yaml', 'a/bc/e.yaml']);
    assert.deepEqual(below('gen/f.yaml', 'a/b/gen', 'node_modules/g', 'nowhere/x', 'a.yaml/x'), []);
    assert.deepEqual(below(''), [...walk(root)]);
  });

  it('takes a repository in it by its own rules', () => {
    write({
      '.gitignore': 'local.yaml\n',
      'local.yaml': '',
      'inner/.git/HEAD': '',
      'inner/local.yaml': '',
      'inner/.gitignore': 'other.yaml\n',
    });
    write({ 'inner/other.yaml': '', 'module/.git': 'gitdir: ../.git/modules/module\n', 'module/local.yaml': '', 'other.yaml': '' });
    assert.deepEqual(
      [...walk(root)].filter(file => file.endsWith('.yaml')),
      ['inner/local.yaml', 'module/local.yaml', 'other.yaml'],
    );
  });
});
