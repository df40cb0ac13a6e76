import { strict as assert } from 'node:assert';
import { memo } from '../../core/facts/memo.js';
import { seenFrom, type Workspace } from '../../core/facts/workspace.js';

describe('memo', () => {
  it('computes once for each object, `undefined` included', () => {
    const asked: object[] = [];
    const nameOf = memo((object: { readonly name?: string }) => {
      asked.push(object);
      return object.name;
    });
    const [web, none] = [{ name: 'web' }, {}];
    assert.deepEqual([nameOf(web), nameOf(none), nameOf(web), nameOf(none)], ['web', undefined, 'web', undefined]);
    assert.deepEqual(asked, [web, none]);
  });

  it('keeps what several functions know of one object apart', () => {
    const lengthOf = memo((list: readonly string[]) => list.length);
    const firstOf = memo((list: readonly string[]) => list[0]);
    const list = ['a', 'b'];
    assert.deepEqual([lengthOf(list), firstOf(list), lengthOf(list)], [2, 'a', 2]);
  });

  it('lets neither copies nor objects below it know, and shows nothing', () => {
    const pathOf = memo(({ path }: Workspace) => path);
    const workspace = { path: 'a/Dockerfile' } as Workspace;
    assert.equal(pathOf(workspace), 'a/Dockerfile');
    assert.deepEqual(workspace, { path: 'a/Dockerfile' });
    assert.deepEqual(Reflect.ownKeys(workspace), ['path']);
    assert.equal(pathOf({ ...workspace, path: 'b/Dockerfile' }), 'b/Dockerfile');
    assert.equal(pathOf(seenFrom(workspace, 'c/Dockerfile')), 'c/Dockerfile');
  });
});
