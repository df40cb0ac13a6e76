import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'vscode-languageserver';
import { BASELINE, type Baseline, formatBaseline } from '../../core/index.js';
import { rules as allRules } from '../../rules/index.js';
import type { AcceptResult, ScoreParams } from '../../server/src/protocol.js';
import { BAD, removeTrees, run, tree } from '../cli/support.js';
import { BARE, baselineFor, codes, GIT, PRIVILEGED, writing, written } from './baselines.js';
import { type Client, connect, MODERN, ROOT, type Setup } from './connect.js';

describe('accepting into the baseline', () => {
  after(removeTrees);

  const ASKING = { options: { commands: ['seaworthy.acceptFinding'] } };
  const ANYWHERE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

  const acceptIn = async (client: Client, uri: string, reason?: string, like = /^Accept /) => {
    const actions = await client.actions(uri, ANYWHERE, ['quickfix']);
    const { arguments: [data] = [] } = actions.find(({ title }) => like.test(title))!.command as Command;
    return client.connection.sendRequest<AcceptResult>('seaworthy/acceptFinding', { ...data, ...(reason ? { reason } : {}) });
  };

  const table: readonly [name: string, disk: Record<string, string>, at: string, baselineAt: string, more?: Setup][] = [
    ['writes what baseline write would', {}, 'compose.yaml', BASELINE],
    ['writes to the top of the repository', GIT, 'deploy/compose.yaml', BASELINE, { folders: ['deploy'] }],
    ['writes to the repository in an opened folder', { 'a/.git/HEAD': '' }, 'a/compose.yaml', `a/${BASELINE}`],
  ];
  for (const [name, disk, at, home, more] of table)
    it(`${name}, with the reason; twice is once`, async () => {
      const files: Record<string, string> = { ...disk, [at]: PRIVILEGED };
      const client = await connect(writing(files, { ...ASKING, ...more }));
      const uri = await client.open(at, PRIVILEGED);
      const own = home === BASELINE ? at : at.slice(home.length - BASELINE.length);
      const { findings } = baselineFor({ [own]: PRIVILEGED });
      const actions = await client.actions(uri, ANYWHERE, ['quickfix']);
      const titles = actions.map(({ title }) => title);
      const place = titles.indexOf('Accept no-privileged into the baseline, with a reason ...');
      assert.deepEqual(titles.slice(place - 1), [
        'Turn no-privileged off in config',
        'Accept no-privileged into the baseline, with a reason ...',
        'Explain no-privileged',
      ]);
      const [data] = (actions[place]!.command as Command).arguments!;
      for (const _ of ['once', 'twice'])
        assert.deepEqual(await client.connection.sendRequest('seaworthy/acceptFinding', { ...data, reason: 'a lab' }), {
          applied: true,
          baseline: `${ROOT}/${home}`,
        });
      const expected = findings.map(finding => ({ ...finding, reason: 'a lab' }));
      assert.equal(files[home], formatBaseline({ schema: 1, score: null, findings: expected }));
      assert.deepEqual(await client.pull(uri), []);
    });

  it('writes the lines that the command line writes, from a subfolder too', async () => {
    const top = tree({ 'deploy/compose.yaml': BAD });
    await run(top, ['baseline', 'write'], { rules: allRules });
    const lines = readFileSync(path.join(top, BASELINE), 'utf8').match(/^ {4}\{.*\}/gm)!;
    const files: Record<string, string> = { ...GIT, 'deploy/compose.yaml': BAD };
    const client = await connect(writing(files, { folders: ['deploy'], host: { rules: allRules } }));
    const uri = await client.open('deploy/compose.yaml', BAD);
    const { findings } = await client.next<ScoreParams>('seaworthy/score', each => each.findings.length > 0);
    const fingerprints = findings.map(({ fingerprint }) => fingerprint);
    await client.connection.sendRequest<AcceptResult>('seaworthy/acceptFinding', { uri, fingerprints });
    // What another finding says better stands for nothing that somebody has accepted.
    assert.deepEqual(
      files[BASELINE]!.match(/^ {4}\{.*\}/gm),
      lines.filter(line => !line.includes('"supersededBy"')),
    );
    assert.deepEqual(await client.pull(uri), []);
  });

  it('adds its line and touches no other', async () => {
    const others = { 'a/compose.yaml': PRIVILEGED, 'z/compose.yaml': BARE };
    const all = { ...others, 'm/compose.yaml': PRIVILEGED };
    for (const eol of ['\n', '\r\n']) {
      const files: Record<string, string> = { ...all, [BASELINE]: written(others).replaceAll('\n', eol) };
      const client = await connect(writing(files, ASKING));
      const uri = await client.open('m/compose.yaml', PRIVILEGED);
      assert.ok((await acceptIn(client, uri)).applied);
      const expected = { ...baselineFor(all), score: baselineFor(others).score };
      assert.equal(files[BASELINE], formatBaseline(expected).replaceAll('\n', eol));
    }
  });

  it('takes a group as it is meant, for one reason', async () => {
    const files: Record<string, string> = { 'compose.yaml': BARE };
    const client = await connect(writing(files, ASKING));
    const uri = await client.open('compose.yaml', BARE);
    assert.ok((await acceptIn(client, uri, 'a lab', /^Accept these 2 findings into the baseline, with a reason \.\.\.$/)).applied);
    const { findings } = baselineFor({ 'compose.yaml': BARE });
    assert.equal(
      files[BASELINE],
      formatBaseline({ schema: 1, score: null, findings: findings.map(finding => ({ ...finding, reason: 'a lab' })) }),
    );
  });

  it('in a file that has moved keeps what is known of it', async () => {
    const two = `${PRIVILEGED}  db:\n    image: db\n    privileged: true\n    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
    const files: Record<string, string> = { ...GIT, [BASELINE]: written({ 'old/compose.yaml': PRIVILEGED }), 'new/compose.yaml': two };
    const client = await connect(writing(files, ASKING));
    await client.connection.sendRequest('seaworthy/audit', {});
    const uri = await client.open('new/compose.yaml', two);
    assert.deepEqual(
      (await client.pull(uri)).map(({ message }) => message),
      ['db owns the host.'],
    );
    assert.ok((await acceptIn(client, uri)).applied);
    assert.deepEqual(await client.pull(uri), []);
    assert.deepEqual((JSON.parse(files[BASELINE]!) as Baseline).findings, baselineFor({ 'old/compose.yaml': two }).findings);
  });

  it('asks nobody where the client asks for no reasons', async () => {
    const files: Record<string, string> = { 'compose.yaml': PRIVILEGED };
    const client = await connect(writing(files));
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const action = (await client.actions(uri, ANYWHERE, ['quickfix'])).find(
      ({ title }) => title === 'Accept no-privileged into the baseline',
    )!;
    const { command, arguments: [data] = [] } = action.command as Command;
    await client.execute(command, data);
    assert.equal(files[BASELINE], formatBaseline({ ...baselineFor({ 'compose.yaml': PRIVILEGED }), score: null }));
    assert.deepEqual(await client.pull(uri), []);
  });

  it('is not offered where there is no folder, and nothing is written that is not there', async () => {
    const client = await connect(writing({}, ASKING));
    const loose = await client.open('untitled:compose.yaml', PRIVILEGED);
    const titles = (await client.actions(loose, ANYWHERE, ['quickfix'])).map(({ title }) => title);
    assert.ok(titles.includes('Explain no-privileged') && !titles.some(title => title.startsWith('Accept')), titles.join());
    const answer = await client.connection.sendRequest<AcceptResult>('seaworthy/acceptFinding', {
      uri: `${ROOT}/x.yaml`,
      fingerprints: ['x'],
    });
    assert.deepEqual(answer, { applied: false, why: 'There is nothing to accept here any more.' });
  });

  it('is written nowhere when the client does not want it', async () => {
    const client = await connect({ capabilities: MODERN, ...ASKING, answers: { 'workspace/applyEdit': () => ({ applied: false }) } });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    assert.equal((await acceptIn(client, uri)).applied, false);
    assert.deepEqual(codes(await client.pull(uri)), ['no-privileged']);
  });
});
