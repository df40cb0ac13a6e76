import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { removeTrees, tree } from './support.js';

const CLI = 'dist/cli.js';
const run = (...argv: string[]) => spawnSync(process.execPath, [CLI, ...argv], { encoding: 'utf8', maxBuffer: 1 << 28 });

describe('dist/cli.js', () => {
  before(() => assert.ok(existsSync(CLI), `${CLI} is missing: run \`npm run build\` first`));
  after(removeTrees);

  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(run('--version').stdout, `${version}\n`);
  });

  it('is a program of its own', () => {
    assert.ok(readFileSync(CLI, 'utf8').startsWith('#!/usr/bin/env node\n'));
    if (process.platform !== 'win32') assert.ok(statSync(CLI).mode & 0o100);
  });

  it('exits with the code of its command', () => {
    assert.equal(run('audit', tree({ 'README.md': '' })).status, 0);
    assert.equal(run('audit', 'no/such/path').status, 2);
    assert.equal(run('nothing').status, 2);
  });

  it('does not cut a large report on a pipe', () => {
    const files = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`${i}.compose.yaml`, 'services: [\n']));
    const { stdout } = run('audit', '--format', 'json', tree(files));
    assert.ok(stdout.length > 1 << 18);
    assert.equal((JSON.parse(stdout) as { files: unknown[] }).files.length, 1500);
  });
});
