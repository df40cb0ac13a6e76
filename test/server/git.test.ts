import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HistoryPoint } from '../../core/index.js';
import type { LineAuthor } from '../../server/src/git.js';
import { parseBlame } from '../../server/src/node/blame.js';
import { Repository } from '../../server/src/node/git.js';
import { nodeGit } from '../../server/src/node/git-host.js';
import { HOSTILE, TestRepository } from '../cli/repository.js';
import { BAD, GOOD, MEDIUM, removeTrees, testRules, tree } from '../cli/support.js';
import { skip } from '../skip.js';

const porcelain = (text: string): string => text.replaceAll('    ', '\t');

const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const NONE = '0'.repeat(40);

const PORCELAIN = porcelain(`${ONE} 1 1 2
author Ada
author-mail <ada@example.com>
author-time 1767268800
author-tz +0000
committer Ada
committer-mail <ada@example.com>
committer-time 1767268800
committer-tz +0000
summary ${HOSTILE}
boundary
filename old/compose.yaml
    services:
${ONE} 2 2
    author Mallory
${TWO} 3 3 1
author Grace <b>Hopper</b>
author-mail <grace@example.com>
author-time 1767441599
author-tz +1400
committer Ada
committer-mail <ada@example.com>
committer-time 1767441600
committer-tz +0000
summary Rename it
previous ${ONE} old/compose.yaml
filename compose.yaml
    summary of nothing
${NONE} 4 4 1
author Not Committed Yet
author-mail <not.committed.yet>
author-time 1767500000
author-tz +0000
committer Not Committed Yet
committer-mail <not.committed.yet>
committer-time 1767500000
committer-tz +0000
summary Version of compose.yaml from compose.yaml
previous ${TWO} compose.yaml
filename compose.yaml
    boundary
${ONE} 3 5 1
    last
`);

const subjects = (lines: ReadonlyMap<number, LineAuthor> | undefined) =>
  lines && [...lines.values()].map(line => (typeof line === 'string' ? line : line.subject));

describe('blame, as git prints it', () => {
  it('is read by line: several commits, renamed files, what is in none, whatever subjects and lines say', () => {
    const first = { commit: ONE, author: 'Ada', date: '2026-01-01', subject: HOSTILE };
    assert.deepEqual(
      [...parseBlame(PORCELAIN, false)],
      [
        [1, first],
        [2, first],
        [3, { commit: TWO, author: 'Grace <b>Hopper</b>', date: '2026-01-03', subject: 'Rename it' }],
        [4, 'uncommitted'],
        [5, first],
      ],
    );
  });

  it('names nobody for what is older than a shallow clone', () => {
    assert.deepEqual(subjects(parseBlame(PORCELAIN, true)), ['beyond', 'beyond', 'Rename it', 'uncommitted', 'beyond']);
  });
});

describe('git', () => {
  before(function () {
    if (spawnSync('git', ['--version']).status !== 0) skip(this, 'git is not installed');
  });
  after(removeTrees);

  it('blames through renames, by lines, and by a text that is not saved', async () => {
    const made = new TestRepository();
    made.commit({ 'old/compose.yaml': BAD }, HOSTILE);
    made.commit({ 'old/compose.yaml': undefined, 'deploy/compose.yaml': BAD });
    made.commit({ 'deploy/compose.yaml': `${BAD}    read_only: true\n` });
    const repository = new Repository(path.join(made.top, 'deploy'));
    assert.deepEqual(subjects(await repository.blame('compose.yaml')), [HOSTILE, HOSTILE, HOSTILE, HOSTILE, 'day 3']);
    assert.deepEqual([...(await repository.blame('compose.yaml', { lines: [4, 5] }))!.keys()], [4, 5]);
    const text = `# new\n${BAD}`;
    assert.deepEqual(subjects(await repository.blame('compose.yaml', { text, lines: [1, 2] })), ['uncommitted', HOSTILE]);
    made.write({ 'deploy/other.yaml': GOOD });
    assert.equal(await repository.blame('other.yaml'), undefined);
  });

  it('blames where the list of commits to look past, named for all repositories, is missing', async () => {
    const made = new TestRepository();
    made.commit({ 'compose.yaml': GOOD });
    made.commit({ 'compose.yaml': GOOD.replace('services', '"services"') });
    const before = process.env.GIT_CONFIG_GLOBAL;
    process.env.GIT_CONFIG_GLOBAL = path.join(tree({ config: '[blame]\n\tignoreRevsFile = .ignored\n' }), 'config');
    try {
      const blame = () => new Repository(made.top).blame('compose.yaml', { lines: [1, 1] });
      assert.deepEqual(subjects(await blame()), ['day 2']);
      made.write({ '.ignored': made.git('rev-parse', 'HEAD') });
      assert.deepEqual(subjects(await blame()), ['day 1'], 'where it is there, it holds');
    } finally {
      if (before === undefined) delete process.env.GIT_CONFIG_GLOBAL;
      else process.env.GIT_CONFIG_GLOBAL = before;
    }
  });

  it('says in one line why there is no answer', async () => {
    const empty = new TestRepository();
    await assert.rejects(new Repository(empty.top).commits(3), { message: 'There is no commit yet.' });
    assert.equal(await new Repository(empty.top).blame('compose.yaml'), undefined);
    await assert.rejects(new Repository(tree({})).prefix(), { message: 'This folder lies in no git repository.' });
    const missing = new Repository(empty.top, path.join(empty.top, 'no-git-here'));
    await assert.rejects(missing.prefix(), { message: 'git is not installed, or not on the PATH.' });
  });

  it('reads the past of a folder, what it is alone, and judges no tree twice', async () => {
    const made = new TestRepository();
    made.commit({ 'shop/compose.yaml': MEDIUM, 'seaworthy.yaml': 'exclude: ["**"]\n' });
    made.commit({ 'shop/compose.yaml': BAD });
    made.commit({ 'README.md': 'nothing of ours' });
    made.commit({ 'shop/compose.yaml': MEDIUM });
    const known = new Map<string, HistoryPoint['score']>();
    let judged = 0;
    const read = () =>
      nodeGit(4_000_000).history(pathToFileURL(path.join(made.top, 'shop')).href, {
        count: 20,
        engine: { rules: testRules, today: () => '2026-01-31' },
        known,
        turn: async () => void judged++,
      });
    const { points, isCut } = await read();
    assert.deepEqual(
      points.map(({ date, score }) => [date, score?.value]),
      [
        ['2026-01-01', 92.31],
        ['2026-01-02', 27.8],
        ['2026-01-03', 27.8],
        ['2026-01-04', 92.31],
      ],
    );
    assert.deepEqual([judged, isCut], [2, false]);
    assert.deepEqual((await read()).points, points);
    assert.equal(judged, 2);
  });

  it('knows a shallow clone, and says nothing of what lies beyond it', async () => {
    const made = new TestRepository();
    for (const text of [MEDIUM, BAD, GOOD]) made.commit({ 'compose.yaml': text });
    const clone = path.join(tree({}), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth', '2', pathToFileURL(made.top).href, clone]);
    const { points, isCut } = await nodeGit(4_000_000).history(pathToFileURL(clone).href, {
      count: 20,
      engine: { rules: testRules, today: () => '2026-01-31' },
    });
    assert.deepEqual([points.length, isCut], [2, true]);
    assert.deepEqual(subjects(await new Repository(clone).blame('compose.yaml')), ['beyond', 'beyond', 'beyond', 'day 3']);
  });
});
