import { strict as assert } from 'node:assert';
import path from 'node:path';
import { liesIn, relativePath, systemPath, upward } from '../../cli/paths.js';

const { posix, win32 } = path;

describe('paths', () => {
  const table: readonly [on: path.PlatformPath, folder: string, file: string, relative: string][] = [
    [posix, '/repo', '/repo', ''],
    [posix, '/repo', '/repo/a/b', 'a/b'],
    [posix, '/repo/a', '/repo/b', '../b'],
    [posix, '/', '/a', 'a'],
    [posix, '/repo', '/repo/a\\b', 'a\\b'],
    [win32, 'C:\\repo', 'C:\\repo', ''],
    [win32, 'C:\\repo', 'C:\\repo\\a\\b', 'a/b'],
    [win32, 'C:\\repo', 'c:\\REPO\\a\\B', 'a/B'],
    [win32, 'C:\\repo', 'C:/repo/a/b', 'a/b'],
    [win32, 'C:\\', 'C:\\a', 'a'],
    [win32, 'C:\\repo', 'D:\\a\\b', 'D:/a/b'],
    [win32, '\\\\host\\share\\repo', '\\\\host\\share\\repo\\a', 'a'],
  ];
  for (const [on, folder, file, relative] of table) {
    it(`${file} in ${folder} is "${relative}"`, () => assert.equal(relativePath(folder, file, on), relative));
  }

  it('go back to the system', () => {
    assert.equal(systemPath('C:\\repo', 'a/b', win32), 'C:\\repo\\a\\b');
    assert.equal(systemPath('/repo', 'a/b', posix), '/repo/a/b');
    assert.equal(systemPath('/repo', '', posix), '/repo');
  });

  it('lead upward to the top', () => {
    assert.deepEqual([...upward('C:\\a\\b', win32)], ['C:\\a\\b', 'C:\\a', 'C:\\']);
    assert.deepEqual([...upward('/a', posix)], ['/a', '/']);
  });

  it('lie in a folder by whole names', () => {
    assert.deepEqual([liesIn('', 'a'), liesIn('a', 'a'), liesIn('a', 'a/b'), liesIn('a', 'ab')], [true, true, true, false]);
  });
});
