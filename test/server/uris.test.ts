import { strict as assert } from 'node:assert';
import { loosePath, relativePath, uriBelow } from '../../server/src/uris.js';

describe('uris', () => {
  const BELOW: readonly [folder: string, uri: string, path: string | undefined][] = [
    ['file:///work', 'file:///work/Dockerfile', 'Dockerfile'],
    ['file:///work/', 'file:///work/a/b.yaml', 'a/b.yaml'],
    ['file:///work', 'file:///workshop/Dockerfile', undefined],
    ['file:///work', 'file:///Work/Dockerfile', undefined],
    ['file:///work', 'file:///work', undefined],
    ['file:///my%20work', 'file:///my%20work/a%20b/%C3%BC.yaml', 'a b/ü.yaml'],
    ['file:///work', 'untitled:/work/Dockerfile', undefined],
    ['file:///c%3A/app', 'file:///C:/app/Dockerfile', 'Dockerfile'],
    ['file:///C:/App', 'file:///c%3A/app/K8s/Web.yaml', 'K8s/Web.yaml'],
    ['file:///c:/app', 'file:///d:/app/Dockerfile', undefined],
    ['file:///c:/', 'file:///C%3A/Dockerfile', 'Dockerfile'],
    ['file://Server/share', 'file://server/Share/Dockerfile', 'Dockerfile'],
    ['file:///', 'file:///Dockerfile', 'Dockerfile'],
    ['vscode-vfs://github/a/b', 'vscode-vfs://github/a/b/Dockerfile', 'Dockerfile'],
    ['file:///work', 'file:///work/100%/Dockerfile', '100%/Dockerfile'],
  ];
  for (const [folder, uri, path] of BELOW) {
    it(`${uri} below ${folder}`, () => assert.equal(relativePath(folder, uri), path));
  }

  const LOOSE: readonly [uri: string, path: string][] = [
    ['file:///tmp/a%20b/Dockerfile', 'tmp/a b/Dockerfile'],
    ['file:///C%3A/x/Dockerfile', 'c:/x/Dockerfile'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['git:/work/Dockerfile?ref=HEAD', 'git:work/Dockerfile'],
  ];
  for (const [uri, path] of LOOSE) {
    it(`${uri} by itself`, () => assert.equal(loosePath(uri), path));
  }

  const WRITTEN: readonly [folder: string, path: string, uri: string][] = [
    ['file:///work', 'a b/ü#?.yaml', 'file:///work/a%20b/%C3%BC%23%3F.yaml'],
    ['file:///c%3A/app/', 'Dockerfile', 'file:///c%3A/app/Dockerfile'],
    ['file:///', 'tmp/Dockerfile', 'file:///tmp/Dockerfile'],
  ];
  for (const [folder, path, uri] of WRITTEN) {
    it(`${path} in ${folder}`, () => assert.equal(uriBelow(folder, path), uri));
  }
});
