import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type HistoryPoint, isOpen, type Report } from '../../core/index.js';
import { skip } from '../skip.js';
import { TestRepository } from './repository.js';
import { BAD, GOOD, MEDIUM, removeTrees, run, tree } from './support.js';

const auditOf = async (top: string, ...argv: string[]) => {
  const { stdout, ...rest } = await run(top, ['audit', '--format', 'json', ...argv]);
  return { ...rest, report: JSON.parse(stdout || 'null') as Report };
};
const open = (report: Report) =>
  report.files.flatMap(({ path: at, findings }) => findings.filter(isOpen).map(({ rule }) => `${at} ${rule}`));

describe('git history', () => {
  before(function () {
    if (spawnSync('git', ['--version']).status !== 0) skip(this, 'git is not installed');
  });
  after(removeTrees);

  it('tells what is new since a revision, also what is not committed yet', async () => {
    const repository = new TestRepository();
    repository.commit({ 'a/compose.yaml': MEDIUM, 'seaworthy.yaml': 'preset: recommended\n' });
    repository.commit({ 'b/compose.yaml': BAD });
    repository.write({ 'c/compose.yaml': MEDIUM });
    const { report, code } = await auditOf(repository.top, '--since', 'HEAD~1');
    assert.deepEqual(open(report), ['b/compose.yaml read-only-root', 'b/compose.yaml no-privileged', 'c/compose.yaml read-only-root']);
    assert.equal(report.drift!.from, 'HEAD~1');
    assert.equal(report.drift!.unchanged, 1);
    assert.ok(report.score!.value < report.drift!.score!.value);
    assert.equal(code, 1);
    assert.deepEqual(open((await auditOf(repository.top, '--since', 'HEAD', 'b')).report), []);
    assert.equal((await auditOf(repository.top, '--since', 'HEAD', '--fail-on', 'low')).code, 1);
    assert.equal((await auditOf(repository.top, '--since', 'HEAD', '--fail-on', 'low', 'a', 'b')).code, 0);
  });

  it('leaves the working tree, the index and the branch as they are', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': MEDIUM });
    repository.commit({ 'compose.yaml': BAD });
    repository.write({ 'compose.yaml': GOOD });
    const state = () => [
      repository.git('status', '--porcelain=v2', '--branch'),
      readFileSync(path.join(repository.top, '.git/index')).toString('hex'),
    ];
    const before = state();
    await auditOf(repository.top, '--since', 'HEAD~1', '--blame', '--history', '2');
    assert.deepEqual(state(), before);
  });

  it('reads a revision as it reads a folder: links, ignored folders, large files', async () => {
    const repository = new TestRepository();
    symlinkSync('real/compose.yaml', path.join(repository.top, 'docker-compose.yaml'));
    repository.commit({
      'real/compose.yaml': BAD,
      'node_modules/x/compose.yaml': BAD,
      'big/compose.yaml': `${BAD}# ${'x'.repeat(2 * 1024 * 1024)}\n`,
      'ä "b"\n/compose.yaml': BAD,
      'excluded/compose.yaml': BAD,
      'seaworthy.yaml': 'exclude: [excluded/**]\n',
    });
    const { report } = await auditOf(repository.top, '--since', 'HEAD');
    assert.deepEqual([open(report), report.drift!.fixed], [[], []]);
    assert.equal(report.drift!.unchanged, 6);
  });

  it('says who brought a finding in', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': MEDIUM });
    repository.commit({ 'compose.yaml': BAD });
    repository.write({ 'compose.yaml': `${BAD}  db:\n    image: db:1\n` });
    const { report } = await auditOf(repository.top, '--blame');
    const [file] = report.files;
    assert.deepEqual(
      file!.findings.map(({ rule, blame }) => [rule, blame?.author, blame?.date]),
      [
        ['read-only-root', 'Ada', '2026-01-01'],
        ['no-privileged', 'Ada', '2026-01-02'],
        ['read-only-root', undefined, undefined],
      ],
    );
    const { stdout } = await run(repository.top, ['audit', '--blame']);
    assert.match(stdout, /web is privileged\. \(Ada, 2026-01-02, [0-9a-f]{10}\)/);
  });

  it('runs nothing that a repository names in its configuration', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': BAD, '.gitattributes': '*.yaml diff=evil filter=evil\n' });
    const mark = path.join(repository.top, 'ran');
    repository.git('config', 'diff.evil.textconv', `touch ${mark};:`);
    repository.git('config', 'core.fsmonitor', `touch ${mark};:`);
    for (const program of ['clean', 'process']) repository.git('config', `filter.evil.${program}`, `touch ${mark};cat`);
    repository.git('config', 'filter.evil.required', 'true');
    const { report } = await auditOf(repository.top, '--since', 'HEAD', '--blame', '--history', '1');
    assert.equal(report.history!.length, 1);
    const { stdout } = await run(repository.top, ['audit', '--blame']);
    assert.match(stdout, /\(Ada, 2026-01-01, [0-9a-f]{10}\)/);
    assert.throws(() => readFileSync(mark), { code: 'ENOENT' });
  });

  it('prints the score over the last commits, each as an audit of it would', async () => {
    const repository = new TestRepository();
    repository.commit({ 'README.md': '' });
    repository.commit({ 'compose.yaml': MEDIUM });
    repository.commit({ 'compose.yaml': BAD, 'deploy/compose.yaml': GOOD });
    repository.commit({ 'seaworthy.yaml': 'rules:\n  no-privileged: [off, "a lab"]\n' });
    repository.commit({ 'compose.yaml': undefined });
    const { stdout } = await run(repository.top, ['history', '-n', '10', '--format', 'json']);
    const points = JSON.parse(stdout) as HistoryPoint[];
    assert.deepEqual(
      points.map(({ date }) => date),
      ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05'],
    );
    const values = points.map(({ score }) => score?.value);
    assert.deepEqual(values, [undefined, 92.31, 63.9, 96.16, 100]);
    repository.git('checkout', '--quiet', 'HEAD~2');
    assert.equal((await auditOf(repository.top)).report.score!.value, values[2]);
    assert.match(
      (await run(repository.top, ['history', '-n', '2'])).stdout,
      /^[0-9a-f]{10} {2}2026-01-03 {3}63 D {2}-29\n[0-9a-f]{10} {2}2026-01-02 {3}92 A\n$/,
    );
    const folder = JSON.parse((await run(repository.top, ['history', 'deploy', '--format', 'json'])).stdout) as HistoryPoint[];
    assert.deepEqual(
      folder.map(({ score }) => score?.value),
      [undefined, undefined, 100],
    );
    assert.equal((await auditOf(repository.top, '--history', '2')).report.history!.length, 2);
  });

  it('says what is wrong with a revision, a number or a folder', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': GOOD });
    for (const [argv, message] of [
      [['audit', '--since', 'nowhere'], /git knows no revision `nowhere` here/],
      [['audit', '--since=--output=x'], /git knows no revision `--output=x` here/],
      [['history', '-n', '0'], /-n is a number of commits/],
      [['history', 'a', 'b'], /one path/],
    ] as const) {
      const { code, stderr } = await run(repository.top, argv);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /unexpected/);
    }
    const broken = tree({ 'compose.yaml': GOOD });
    assert.match((await run(broken, ['audit', '--since', 'HEAD'])).stderr, /git knows no revision/);
  });
});
