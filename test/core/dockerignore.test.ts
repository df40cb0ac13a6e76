import { strict as assert } from 'node:assert';
import { DockerIgnore } from '../../core/facts/dockerignore.js';

describe('DockerIgnore', () => {
  const cases: readonly (readonly [text: string, path: string, excluded: boolean])[] = [
    ['.env', '.env', true],
    ['.env', 'a/.env', false],
    ['**/.env', 'a/b/.env', true],
    ['**/.env', '.env', true],
    ['**/.env', 'x.env', false],
    ['.env*', '.env.production', true],
    ['*.pem', 'a/b.pem', false],
    ['**/*.pem', 'a/b.pem', true],
    ['/.git/', '.git/config', true],
    ['.git', '.gitignore', false],
    ['**', 'a/b', true],
    ['*', '.git/config', true],
    ['*\n!src', '.git/config', true],
    ['*\n!src', 'src/a.ts', false],
    ['*\n!src\nsrc/*.key', './src/a.key', true],
    ['# .env', '.env', false],
    ['a?c/[a-c]x', 'abc/bx', true],
    ['[^a]x', 'ax', false],
    ['[^a]x', 'bx', true],
    ['a**b', 'a/x/b', true],
    ['a/**.pem', 'a/b/x.pem', false],
    ['a/**.pem', 'a/b/.pem', true],
    ['**.pem', 'a/x.pem', true],
    ['**/x**', 'a/xy', true],
    ['a[^b]c', 'a/c', true],
    ['../*.pem', 'x.pem', false],
    ['/../a', 'a', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a/../b', 'b/c', true],
    ['.env\r\n.git\r\n', '.git/HEAD', true],
    ['', '.env', false],
  ];
  for (const [text, path, excluded] of cases) {
    it(`${JSON.stringify(text)} ${excluded ? 'keeps out' : 'lets in'} ${path}`, () =>
      assert.equal(new DockerIgnore(text).excludes(path), excluded));
  }

  it('is linear on hostile patterns', () => {
    const started = performance.now();
    assert.equal(new DockerIgnore(`${'**/*a'.repeat(90)}b`).excludes('a'.repeat(500)), false);
    assert.ok(performance.now() - started < 500);
  });
});
