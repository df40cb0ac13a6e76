import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic, MarkupContent } from 'vscode-languageserver';
import { BASELINE, formatBaseline } from '../../core/index.js';
import { rules as allRules } from '../../rules/index.js';
import type { AcceptResult, ScoreParams } from '../../server/src/protocol.js';
import type { AuditedParams, AuditResult, ReportResult } from '../../server/src/protocol-audit.js';
import { BAD, removeTrees, run, tree } from '../cli/support.js';
import { BARE, baselineFor, CLEAN, codes, GIT, PRIVILEGED, written } from './baselines.js';
import { type Client, connect, MODERN, ROOT, type Setup } from './connect.js';
import { rules } from './rules.js';

const changed = (client: Client, ...paths: string[]) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: paths.map(at => ({ uri: `${ROOT}/${at}`, type: 2 })),
  });

describe('what the baseline knows', () => {
  after(removeTrees);

  const table: readonly [name: string, disk: Record<string, string>, at: string, text: string, expected: string[], more?: Setup][] = [
    ['is not underlined', { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }) }, 'compose.yaml', PRIVILEGED, []],
    [
      'is underlined where the user wants it',
      { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }) },
      'compose.yaml',
      PRIVILEGED,
      ['no-privileged'],
      {
        settings: ({ section }) => (section === 'seaworthy' ? { baseline: { hide: false } } : null),
        capabilities: { ...MODERN, workspace: { ...MODERN.workspace, configuration: true } },
      },
    ],
    [
      'is not underlined below lines that were inserted',
      { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }) },
      'compose.yaml',
      `# one\n\n# two\n${PRIVILEGED}`,
      [],
    ],
    [
      'is not underlined among keys of another order',
      { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }) },
      'compose.yaml',
      'services:\n  web:\n    privileged: true\n    security_opt: [no-new-privileges:true]\n    read_only: true\n    image: nginx\n',
      [],
    ],
    [
      'leaves the rest of a group underlined',
      { [BASELINE]: written({ 'compose.yaml': CLEAN.replace('    read_only: true\n', '') }) },
      'compose.yaml',
      BARE,
      ['no-new-privileges'],
    ],
    [
      'is no other file',
      { [BASELINE]: written({ 'a/compose.yaml': PRIVILEGED }), 'a/compose.yaml': PRIVILEGED },
      'compose.yaml',
      PRIVILEGED,
      ['no-privileged'],
    ],
    [
      'is found from a folder of the repository',
      { ...GIT, [BASELINE]: written({ 'deploy/shop/compose.yaml': PRIVILEGED }) },
      'deploy/shop/compose.yaml',
      PRIVILEGED,
      [],
      { folders: ['deploy/shop'] },
    ],
    [
      'is found at a worktree’s top',
      { '.git': 'gitdir: /elsewhere\n', [BASELINE]: written({ 'deploy/compose.yaml': PRIVILEGED }) },
      'deploy/compose.yaml',
      PRIVILEGED,
      [],
      { folders: ['deploy'] },
    ],
    [
      'is found below a configuration that says root',
      { 'seaworthy.yaml': 'root: true\n', [BASELINE]: written({ 'deploy/compose.yaml': PRIVILEGED }) },
      'deploy/compose.yaml',
      PRIVILEGED,
      [],
      { folders: ['deploy'] },
    ],
    [
      'is not looked for above where nothing says so',
      { [BASELINE]: written({ 'deploy/compose.yaml': PRIVILEGED }) },
      'deploy/compose.yaml',
      PRIVILEGED,
      ['no-privileged'],
      { folders: ['deploy'] },
    ],
    [
      'is each folder’s own where there are several',
      {
        'a/.git/HEAD': '',
        'b/.git/HEAD': '',
        [`a/${BASELINE}`]: written({ 'x/compose.yaml': PRIVILEGED }),
        [`b/${BASELINE}`]: written({ 'compose.yaml': PRIVILEGED }),
      },
      'a/x/compose.yaml',
      PRIVILEGED,
      [],
      { folders: ['b', 'a/x'] },
    ],
    [
      'is that of the repository in an opened folder',
      { 'a/.git/HEAD': '', [`a/${BASELINE}`]: written({ 'compose.yaml': PRIVILEGED }) },
      'a/compose.yaml',
      PRIVILEGED,
      [],
    ],
    [
      'is not that of a folder which is no repository',
      { ...GIT, [`a/${BASELINE}`]: written({ 'compose.yaml': PRIVILEGED }) },
      'a/compose.yaml',
      PRIVILEGED,
      ['no-privileged'],
    ],
    [
      'is known by the ids that rules had',
      { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }).replaceAll('no-privileged', 'former') },
      'compose.yaml',
      PRIVILEGED,
      [],
      { host: { rules: rules.map((rule, i) => (i === 0 ? { ...rule, meta: { ...rule.meta, previousIds: ['former'] } } : rule)) } },
    ],
  ];
  for (const [name, disk, at, text, expected, more = {}] of table)
    it(name, async () => {
      const files = { ...disk, [at]: text };
      const client = await connect({ capabilities: MODERN, ...more, files });
      const uri = `${ROOT}/${at}`;
      // The audit waits until everything is read.
      const { files: audited } = await client.connection.sendRequest<AuditResult>('seaworthy/audit', {});
      assert.deepEqual(codes(audited.find(file => file.uri === uri)!.diagnostics as Diagnostic[]), expected);
      assert.deepEqual(codes(await client.pull(await client.open(at, text))), expected);
    });

  it('is what the command line has written, also for an opened subfolder', async () => {
    const top = tree({ 'deploy/compose.yaml': BAD, '.git/HEAD': '' });
    await run(top, ['baseline', 'write'], { rules: allRules });
    const files = { ...GIT, [BASELINE]: readFileSync(path.join(top, BASELINE), 'utf8'), 'deploy/compose.yaml': BAD };
    for (const folders of [[''], ['deploy']]) {
      const client = await connect({ capabilities: MODERN, files, folders, host: { rules: allRules } });
      assert.deepEqual(await client.pull(await client.open('deploy/compose.yaml', BAD)), [], folders.join());
    }
  });

  it('is followed when its file moves, and only then', async () => {
    const files: Record<string, string> = { ...GIT, [BASELINE]: written({ 'compose.yaml': PRIVILEGED }), 'compose.yaml': PRIVILEGED };
    const client = await connect({ capabilities: MODERN, files });
    await client.connection.sendRequest('seaworthy/audit', {});
    files['deploy/compose.yaml'] = PRIVILEGED;
    const uri = await client.open('deploy/compose.yaml', PRIVILEGED);
    assert.deepEqual(codes(await client.pull(uri)), ['no-privileged']);
    delete files['compose.yaml'];
    await changed(client, 'compose.yaml', 'deploy/compose.yaml');
    await client.next<AuditedParams>('seaworthy/audited', ({ files: found }) =>
      found.some(file => file.uri === uri && file.findings[0]!.known),
    );
    assert.deepEqual(await client.pull(uri), []);
  });

  it('weighs all the same, and is told where it is asked for', async () => {
    const [entry] = baselineFor({ 'compose.yaml': PRIVILEGED }).findings;
    const baseline = formatBaseline({ schema: 1, score: null, findings: [{ ...entry!, reason: 'a lab' }] });
    const client = await connect({ files: { [BASELINE]: baseline } });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const { score, findings, costs } = await client.next<ScoreParams>('seaworthy/score');
    assert.deepEqual([score!.grade, costs, findings[0]!.known], ['F', 1, { reason: 'a lab' }]);
    const { value } = (await client.hover(uri, 5, 17))!.contents as MarkupContent;
    assert.ok(value.includes('In the baseline: a lab'), value);
    assert.deepEqual(await client.actions(uri, { start: { line: 5, character: 5 }, end: { line: 5, character: 5 } }, ['quickfix']), []);
  });

  it('is not underlined for a moment before it is read', async () => {
    const files = { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }), 'compose.yaml': PRIVILEGED };
    let answer = () => {};
    const asked = new Promise<void>(resolve => {
      answer = resolve;
    });
    const client = await connect({
      files,
      capabilities: { workspace: { configuration: true } },
      answers: { 'workspace/configuration': ({ items }: { items: unknown[] }) => asked.then(() => items.map(() => null)) },
    });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const score = client.next<ScoreParams>('seaworthy/score');
    answer();
    assert.deepEqual((await score).findings[0]!.known, {});
    const sent = client.all<{ uri: string; diagnostics: Diagnostic[] }>('textDocument/publishDiagnostics').filter(each => each.uri === uri);
    assert.deepEqual(
      sent.map(({ diagnostics }) => diagnostics),
      [[]],
    );
  });
});

describe('a client that cannot tell its settings', () => {
  it('is served all the same, and the baseline counts', async () => {
    const client = await connect({
      files: { [BASELINE]: written({ 'compose.yaml': PRIVILEGED }) },
      capabilities: { ...MODERN, workspace: { ...MODERN.workspace, configuration: true } },
      answers: { 'workspace/configuration': () => Promise.reject(new Error('no settings')) },
    });
    assert.deepEqual(codes(await client.pull(await client.open('a/compose.yaml', PRIVILEGED))), ['no-privileged']);
    assert.deepEqual(await client.pull(await client.open('compose.yaml', PRIVILEGED)), []);
  });
});

describe('a baseline that changes', () => {
  const start = async () => {
    const files: Record<string, string> = { ...GIT, 'a/compose.yaml': PRIVILEGED, 'b/compose.yaml': PRIVILEGED };
    const client = await connect({ files });
    const uri = await client.open('a/compose.yaml', PRIVILEGED);
    await client.told(uri, diagnostics => diagnostics.length > 0);
    const told = async (known: Readonly<Record<string, string>>) => {
      files[BASELINE] = written(known);
      await changed(client, BASELINE);
    };
    return { files, client, uri, told };
  };

  it('on the disk takes effect at once, and so does its end', async () => {
    const { files, client, uri, told } = await start();
    await told({ 'a/compose.yaml': PRIVILEGED });
    await client.told(uri, diagnostics => diagnostics.length === 0);
    delete files[BASELINE];
    // As VS Code tells of a folder that is gone.
    await changed(client, '.seaworthy');
    // A version of its own tells what is told from now on.
    await client.change(uri, `${PRIVILEGED}# more\n`);
    assert.deepEqual(codes(await client.told(uri, diagnostics => diagnostics.length > 0)), ['no-privileged']);
  });

  it('bears on what was audited, and on the report', async () => {
    const { client, told } = await start();
    await client.connection.sendRequest('seaworthy/audit', {});
    const report = async () => (await client.connection.sendRequest<ReportResult>('seaworthy/report')).body;
    assert.doesNotMatch(await report(), /unchanged/);
    await told({ 'b/compose.yaml': PRIVILEGED });
    const { files: again } = await client.next<AuditedParams>('seaworthy/audited', each => each.files.length > 0);
    assert.deepEqual(
      again.map(({ uri, diagnostics, findings }) => [uri, diagnostics, findings[0]!.known]),
      [[`${ROOT}/b/compose.yaml`, [], {}]],
    );
    assert.match(await report(), /1 new, 0 fixed, 1 unchanged, 0 moved/);
    await told({ 'b/compose.yaml': PRIVILEGED, 'gone/compose.yaml': BARE });
    await client.next<AuditedParams>('seaworthy/audited', each => each.files.length === 0);
    assert.match(await report(), /1 new, 2 fixed, 1 unchanged, 0 moved/);
  });

  it('in an editor takes effect unsaved, and what the disk says holds again when that is closed', async () => {
    const { client, uri } = await start();
    const own = await client.open(BASELINE, written({ 'a/compose.yaml': PRIVILEGED }), 'json');
    await client.told(uri, diagnostics => diagnostics.length === 0);
    await client.close(own);
    await client.change(uri, `${PRIVILEGED}# more\n`);
    assert.deepEqual(codes(await client.told(uri, diagnostics => diagnostics.length > 0)), ['no-privileged']);
  });

  it('outside the opened folder is watched there', async () => {
    const files: Record<string, string> = { ...GIT, [BASELINE]: written({}), 'a/compose.yaml': PRIVILEGED };
    const capabilities = {
      ...MODERN,
      workspace: { ...MODERN.workspace, didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
    };
    const client = await connect({ capabilities, files, folders: ['a'] });
    await client.next<object>('client/registerCapability', params =>
      JSON.stringify(params).includes(JSON.stringify({ baseUri: `${ROOT}/.seaworthy`, pattern: 'baseline.json' })),
    );
    const uri = await client.open('a/compose.yaml', PRIVILEGED);
    assert.deepEqual(codes(await client.pull(uri)), ['no-privileged']);
    files[BASELINE] = written({ 'a/compose.yaml': PRIVILEGED });
    await changed(client, BASELINE);
    await client.next<ScoreParams>('seaworthy/score', ({ findings }) => findings[0]?.known !== undefined);
    assert.deepEqual(await client.pull(uri), []);
  });
});

describe('a broken baseline', () => {
  for (const [name, text, where] of [
    ['is no JSON', '{\n  "schema": 1,\n<<<<<<< HEAD\n', 2],
    ['is of another version', '{"schema": 2, "findings": []}', 0],
    ['lacks something', `${written({ 'compose.yaml': PRIVILEGED }).replace(/"path":"[^"]*",/, '')}`, 4],
    ['is empty', '', 0],
  ] as const)
    it(`hides nothing, and says what to do: it ${name}`, async () => {
      const client = await connect({ capabilities: MODERN, files: { [BASELINE]: text, 'compose.yaml': PRIVILEGED } });
      const { message } = await client.next<{ message: string }>('window/showMessage');
      assert.match(
        message,
        /^Seaworthy: work\/\.seaworthy\/baseline\.json cannot be read: it.*It hides nothing until it can: .*seaworthy baseline write\.$/,
      );
      assert.deepEqual(codes(await client.pull(await client.open('compose.yaml', PRIVILEGED))), ['no-privileged']);
      const [problem, ...others] = await client.pull(await client.open(BASELINE, text, 'json'));
      assert.deepEqual([problem!.range.start.line, problem!.severity, others], [where, 1, []]);
      assert.match(String(problem!.message), /^The baseline cannot be read: its? /);
      await client.connection.sendRequest('seaworthy/audit', {});
      assert.equal(client.count('window/showMessage'), 1);
      const { applied, why } = await client.connection.sendRequest<AcceptResult>('seaworthy/acceptFinding', {
        uri: `${ROOT}/compose.yaml`,
        fingerprints: ['no-privileged:compose.yaml:services.web.privileged'],
      });
      assert.equal(applied, false);
      assert.match(why!, /cannot be read: its? .*Mend it first/);
      assert.equal(client.count('workspace/applyEdit'), 0);
    });
});
