import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BASELINE, isOpen, type Report } from '../../core/index.js';
import { BAD, GOOD, MEDIUM, removeTrees, run, tree } from './support.js';

const auditOf = async (top: string, ...argv: string[]) => {
  const { stdout, ...rest } = await run(top, ['audit', '--format', 'json', ...argv]);
  return { ...rest, report: JSON.parse(stdout || 'null') as Report };
};
const open = (report: Report) =>
  report.files.flatMap(({ path: at, findings }) => findings.filter(isOpen).map(({ rule }) => `${at} ${rule}`));

describe('seaworthy baseline', () => {
  after(removeTrees);

  it('makes audits say what is new, and --new-only nothing else', async () => {
    const top = tree({ 'a/compose.yaml': BAD });
    const { code, stdout } = await run(path.join(top, 'a'), ['baseline', 'write']);
    assert.deepEqual([code, stdout], [0, `Wrote ${BASELINE}: 2 findings, score 27 F. Commit it.\n`]);
    assert.equal((await auditOf(top)).code, 1);
    assert.equal((await auditOf(top, '--new-only')).code, 0);
    mkdirSync(path.join(top, 'deploy'));
    renameSync(path.join(top, 'a/compose.yaml'), path.join(top, 'deploy/compose.yaml'));
    writeFileSync(path.join(top, 'compose.yaml'), `# a line above\n${MEDIUM}`);
    const { report, code: fresh } = await auditOf(top, '--new-only', '--fail-on', 'low');
    assert.deepEqual(open(report), ['compose.yaml read-only-root']);
    const { fixed, ...counts } = report.drift!;
    assert.deepEqual([counts.new, counts.moved, fixed.length, fresh], [1, 2, 0, 1]);
    const text = (await run(top, ['audit'])).stdout;
    assert.match(text, /Against \.seaworthy\/baseline\.json: 1 new, 0 fixed, 2 moved\. Score 60 D, was 27;/);
  });

  it('is a ratchet: --no-worse fails when the score falls or a critical comes', async () => {
    const top = tree({ 'compose.yaml': MEDIUM });
    await run(top, ['baseline', 'write']);
    const ratchet = async () => (await auditOf(top, '--no-worse', '--fail-on', 'none')).code;
    assert.equal(await ratchet(), 0);
    writeFileSync(path.join(top, 'compose.yaml'), GOOD);
    assert.equal(await ratchet(), 0);
    writeFileSync(path.join(top, 'compose.yaml'), BAD);
    assert.equal(await ratchet(), 1);
    const { stdout } = await run(top, ['baseline', 'write']);
    assert.match(stdout, /2 findings, score 27 F; 1 new, 0 fixed since the last one, was 92 A/);
    assert.equal(await ratchet(), 0);
  });

  it('compares a part with what was known of it, and not its score', async () => {
    const top = tree({ 'a/compose.yaml': BAD, 'b/compose.yaml': BAD });
    await run(top, ['baseline', 'write']);
    const { report } = await auditOf(top, 'a');
    assert.deepEqual([report.drift!.unchanged, report.drift!.fixed, report.drift!.score], [2, [], null]);
  });

  it('takes another file, and says what is wrong with one', async () => {
    const top = tree({ 'compose.yaml': BAD, 'old.json': '{' });
    for (const [argv, message] of [
      [['--new-only'], /--new-only needs something to compare with/],
      [['--no-worse'], /--no-worse needs/],
      [['--baseline', 'nowhere.json'], /the baseline nowhere\.json cannot be read: it does not exist/],
      [['--baseline', 'old.json'], /the baseline old\.json cannot be read: it is no JSON/],
      [['--baseline', 'old.json', '--since', 'HEAD'], /one of them/],
      [['--shard', '1/2', '--new-only'], /not with --shard/],
      [['--shard', '3/2'], /a part like 2\/7/],
      [['--jobs', '0'], /--jobs is a number/],
      [['--framework', 'x'], /no framework `x`/],
    ] as const) {
      const { code, stderr } = await auditOf(top, ...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(stderr, message);
    }
    await run(top, ['baseline', 'write']);
    renameSync(path.join(top, BASELINE), path.join(top, 'known.json'));
    assert.equal((await auditOf(top, '--baseline', 'known.json', '--new-only')).code, 0);
    assert.equal((await run(top, ['baseline', 'read'])).code, 2);
  });

  it('is compared with what its rules are called today', async () => {
    const top = tree({ 'compose.yaml': BAD });
    await run(top, ['baseline', 'write']);
    const file = path.join(top, BASELINE);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('no-privileged', 'not-privileged'));
    assert.equal((await auditOf(top, '--new-only')).code, 0);
  });

  it('init writes a configuration that holds what held, and a baseline; never over what is there', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const before = (await auditOf(top)).report;
    const { code, stdout } = await run(top, ['init']);
    assert.deepEqual([code, stdout.split('\n').length], [0, 4]);
    assert.ok(existsSync(path.join(top, 'seaworthy.yaml')));
    const { drift: _, ...after } = (await auditOf(top)).report;
    assert.deepEqual(after.score, before.score);
    assert.deepEqual((await auditOf(top, '--new-only', '--no-worse')).code, 0);
    writeFileSync(path.join(top, 'seaworthy.yaml'), 'preset: strict\n');
    assert.match((await run(top, ['init'])).stdout, /^seaworthy\.yaml is there already and stays as it is\./);
    assert.equal(readFileSync(path.join(top, 'seaworthy.yaml'), 'utf8'), 'preset: strict\n');
  });
});
