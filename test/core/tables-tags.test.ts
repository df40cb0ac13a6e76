import { strict as assert } from 'node:assert';
import { isFloatingTag, isLatestTag, isRollingTag } from '../../core/facts/tables/tags.js';

describe('tags', () => {
  for (const tag of ['latest', 'LATEST', 'latest-alpine', '2022-latest']) {
    it(`${tag} is a latest tag`, () => {
      assert.equal(isLatestTag(tag), true);
      assert.equal(isFloatingTag(tag), true);
    });
  }
  for (const tag of ['stable', 'lts', 'lts-alpine', 'lts-alpine3.22', 'main', 'edge', 'slim-nightly', 'current', 'sid-slim']) {
    it(`${tag} is rolling`, () => {
      assert.equal(isRollingTag(tag), true);
      assert.equal(isFloatingTag(tag), true);
    });
  }
  for (const tag of [
    '22-lts',
    '1.27-stable',
    'v3-edge',
    'bookworm',
    'noble',
    '3',
    'main-1a2b3c4',
    'nightly-20260101',
    'stabler',
    'latest1',
    'alpine',
  ]) {
    it(`${tag} does not float`, () => assert.equal(isFloatingTag(tag), false));
  }
});
