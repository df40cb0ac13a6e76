import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../rules/index.js';
import { generate, strayPages } from '../scripts/generate.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const sources = ['core', 'rules', 'registry', 'server', 'cli', 'client', 'scripts']
  .filter(folder => existsSync(path.join(root, folder)))
  .flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
  );
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the repository', () => {
  it('holds what `npm run generate` would write', async () => {
    const generated = await generate();
    for (const { path: file, text } of generated) assert.equal(read(file), text, `${file} is stale: npm run generate`);
    assert.deepEqual(strayPages(generated), []);
  });

  it('names each rule as its file', () => {
    const files = sources.filter(file => /^rules\/[^/]+\/[^_][^/]*\.ts$/.test(file)).map(file => path.basename(file, '.ts'));
    assert.deepEqual(rules.map(rule => rule.meta.id).sort(), files.sort());
    assert.equal(new Set(files).size, files.length, 'two files with one name');
  });

  /** Each parser has one door; the bench measures against the parsers themselves. */
  const doors: Readonly<Record<string, RegExp>> = {
    yaml: /^(?:core\/facts\/documents\/yaml(?:\/[a-z]+)?|scripts\/bench\/bare-parse)\.ts$/,
    'dockerfile-ast': /^(?:core\/facts\/documents\/dockerfile|scripts\/bench\/bare-parse)\.ts$/,
    unbash: /^core\/facts\/shell\//,
    'https-proxy-agent': /^registry\/node-transport\.ts$/,
    'vscode-languageserver': /^server\//,
    vscode: /^client\//,
  };
  for (const [name, door] of Object.entries(doors)) {
    it(`imports ${name} through its door only`, () => {
      const strangers = sources.filter(file => !door.test(file) && new RegExp(`from '${name}(?:/[^']*)?'`).test(read(file)));
      assert.deepEqual(strangers, []);
    });
  }

  it('lets the client know the protocol, and where it runs in Node the door of the registries', () => {
    for (const file of sources.filter(name => name.startsWith('client/'))) {
      for (const [, from] of read(file).matchAll(/from '((?:\.\.\/)+(?:core|rules|registry|server|cli)\/[^']+)'/g)) {
        assert.match(
          from!,
          file === 'client/src/node/registry.ts' ? /registry\/index\.js$|client/ : /server\/src\/protocol(?:-registries|-audit)?\.js$/,
          file,
        );
      }
    }
  });

  it('enters the registries through their door', () => {
    for (const file of sources.filter(name => !name.startsWith('registry/'))) {
      for (const [, from] of read(file).matchAll(/from '((?:\.\.\/)+registry\/[^']+)'/g))
        assert.match(from!, /\/registry\/(?:index|node-transport)\.js$/, file);
    }
  });

  it('names no rule in the server', () => {
    const ids = new RegExp(`'(?:${rules.map(rule => rule.meta.id).join('|')})'`);
    assert.deepEqual(
      sources.filter(file => file.startsWith('server/') && ids.test(read(file))),
      [],
    );
  });
});
