import { strict as assert } from 'node:assert';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver/node';
import type { AuditedFile, AuditedParams, AuditResult, ReportResult } from '../../server/src/protocol-audit.js';
import { type Client, connect, MODERN, ROOT } from './connect.js';

const BARE = 'services:\n  web:\n    image: nginx\n';
const CLEAN = `${BARE}    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
const PRIVILEGED = `${CLEAN}    privileged: true\n`;

const pathsOf = (files: readonly { readonly uri: string }[]) => files.map(({ uri }) => uri.slice(ROOT.length + 1));
const audit = (client: Client, params: object = {}) => client.connection.sendRequest<AuditResult>('seaworthy/audit', params);
const changed = (client: Client, ...paths: string[]) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: paths.map(path => ({ uri: `${ROOT}/${path}`, type: 2 })),
  });

describe('audit', () => {
  const files = { 'a/compose.yaml': BARE, 'b c/compose.yaml': PRIVILEGED, 'notes.txt': 'nothing', 'values.yaml': 'a: 1\n' };

  it('judges every file of the workspace', async () => {
    const client = await connect({ files });
    const result = await audit(client);
    assert.deepEqual(
      result.files.map(file => [file.uri, file.score!.grade, file.counts.critical, file.counts.medium]),
      [
        [`${ROOT}/a/compose.yaml`, 'B', 0, 2],
        [`${ROOT}/b%20c/compose.yaml`, 'F', 1, 0],
      ],
    );
    assert.deepEqual([result.skipped, result.score!.grade], [[], 'D']);
  });

  it('judges what is open as it is open', async () => {
    const client = await connect({ files });
    await client.open('a/compose.yaml', CLEAN);
    const result = await audit(client, { folder: ROOT });
    assert.equal(result.files.find(({ uri }) => uri.includes('/a/'))!.score!.value, 100);
  });

  it('says what it could not read', async () => {
    const client = await connect({ files, host: { read: async () => undefined } });
    const result = await audit(client);
    assert.deepEqual(
      result.skipped.map(({ uri }) => uri),
      [`${ROOT}/a/compose.yaml`, `${ROOT}/b%20c/compose.yaml`, `${ROOT}/values.yaml`],
    );
  });

  it('reports progress', async () => {
    const client = await connect({ files });
    await client.connection.sendRequest('seaworthy/audit', { workDoneToken: 'audit' });
    await client.next<{ value: { kind: string; message?: string } }>('$/progress', ({ value }) => value.message === '2 / 2');
    await client.next<{ value: { kind: string } }>('$/progress', ({ value }) => value.kind === 'end');
  });

  it('answers others meanwhile, and stops when cancelled', async () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${i}/compose.yaml`, BARE]));
    const client = await connect({ files: many, capabilities: MODERN });
    const source = new CancellationTokenSource();
    const audited = client.connection.sendRequest('seaworthy/audit', { workDoneToken: 'audit' }, source.token);
    const rejected = assert.rejects(audited, (error: unknown) => error instanceof ResponseError && error.code === -32800);
    await client.next<{ value: { message?: string } }>('$/progress', ({ value }) => value.message !== undefined);
    const uri = await client.open('0/compose.yaml', CLEAN);
    assert.deepEqual(await client.pull(uri), []);
    source.cancel();
    await rejected;
  });

  it('tells what it found as it finds it', async () => {
    const client = await connect({ files });
    const whole = (await audit(client)).files;
    const { files: rest } = await audit(client, { partialResultToken: 'files' });
    assert.deepEqual(rest, []);
    const parts = client.all<{ token: string; value: AuditedFile[] }>('$/progress').filter(({ token }) => token === 'files');
    assert.ok(parts.length > 1, String(parts.length));
    assert.deepEqual(
      parts.flatMap(({ value }) => value),
      whole,
    );
  });

  it('lists findings and diagnostics as open files have them', async () => {
    const client = await connect({ files, capabilities: MODERN });
    const [bare, privileged] = (await audit(client)).files as [AuditedFile, AuditedFile];
    assert.deepEqual(
      privileged.findings.map(({ rule, severity, points, fix }) => [rule, severity, points, fix?.title]),
      [['no-privileged', 'critical', 69.9, 'Take privileged out']],
    );
    assert.deepEqual(bare.diagnostics, await client.pull(bare.uri));
  });

  it('can be of any folder, with its own score', async () => {
    const client = await connect({ files });
    const { files: found, score } = await audit(client, { folder: `${ROOT}/b%20c` });
    assert.deepEqual([pathsOf(found), score], [['b%20c/compose.yaml'], found[0]!.score]);
    assert.deepEqual((await audit(client, { folder: `${ROOT}/b` })).files, []);
  });

  it('is of all folders of a workspace, each by its name', async () => {
    const client = await connect({ files: { ...files, 'c/compose.yaml': BARE }, folders: ['a', 'c'] });
    assert.deepEqual(pathsOf((await audit(client)).files), ['a/compose.yaml', 'c/compose.yaml']);
    const { uris } = await client.connection.sendRequest<ReportResult>('seaworthy/report');
    assert.deepEqual(uris, { 'a/compose.yaml': `${ROOT}/a/compose.yaml`, 'c/compose.yaml': `${ROOT}/c/compose.yaml` });
    assert.deepEqual(pathsOf((await audit(client, { folder: `${ROOT}/c` })).files), ['c/compose.yaml']);
  });

  it('tells folders of one name apart, and names findings in its report as it does elsewhere', async () => {
    const client = await connect({ files: { 'x/api/compose.yaml': BARE, 'y/api/compose.yaml': BARE }, folders: ['x/api', 'y/api'] });
    const { files: found } = await audit(client);
    const { uris, body } = await client.connection.sendRequest<ReportResult>('seaworthy/report');
    assert.deepEqual(uris, { 'api/compose.yaml': `${ROOT}/x/api/compose.yaml`, 'api (2)/compose.yaml': `${ROOT}/y/api/compose.yaml` });
    const [first] = found[0]!.findings;
    assert.ok(body.includes(`data-fingerprint="${first!.fingerprint}"`), first!.fingerprint);
  });

  it('looks at the disk again, whatever it was told of', async () => {
    const disk: Record<string, string> = { 'a/compose.yaml': BARE, 'b/compose.yaml': BARE, 'c/compose.yaml': PRIVILEGED };
    const client = await connect({ files: disk });
    await audit(client);
    delete disk['a/compose.yaml'];
    disk['b/compose.yaml'] = PRIVILEGED;
    disk['d/compose.yaml'] = BARE;
    const { files: found } = await audit(client);
    assert.deepEqual(pathsOf(found), ['b/compose.yaml', 'c/compose.yaml', 'd/compose.yaml']);
    assert.equal(found[0]!.counts.critical, 1);
  });

  it('leaves out what the editor hides', async () => {
    const settings = ({ section }: { section: string }) => (section === 'files.exclude' ? { '**/a': true, '**/b c': false } : null);
    const client = await connect({ files, settings, capabilities: { workspace: { configuration: true } } });
    assert.deepEqual(pathsOf((await audit(client)).files), ['b%20c/compose.yaml']);
  });

  it('stops after the first file, and the audit before it stays', async () => {
    let gate = Promise.resolve();
    const client = await connect({ files, host: { yield: () => gate } });
    const before = await audit(client);
    let open = () => {};
    gate = new Promise(resolve => {
      open = resolve;
    });
    const source = new CancellationTokenSource();
    const rejected = assert.rejects(client.connection.sendRequest('seaworthy/audit', { partialResultToken: 'files' }, source.token));
    await client.next<{ token: string }>('$/progress', ({ token }) => token === 'files');
    source.cancel();
    // When this is answered, the cancellation has arrived.
    await client.connection.sendRequest('seaworthy/rules');
    open();
    await rejected;
    const report = await client.connection.sendRequest<ReportResult>('seaworthy/report');
    assert.deepEqual(Object.values(report.uris).sort(), before.files.map(({ uri }) => uri).sort());
  });
});

describe('after an audit', () => {
  it('files that change on the disk are judged again, with the score of all', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': BARE, 'b/compose.yaml': PRIVILEGED };
    const client = await connect({ files });
    await audit(client);
    files['b/compose.yaml'] = PRIVILEGED.replace('privileged: true', 'privileged: false');
    await changed(client, 'b/compose.yaml');
    const now = await client.next<AuditedParams>('seaworthy/audited');
    assert.deepEqual([pathsOf(now.files), now.files[0]!.findings, now.gone], [['b/compose.yaml'], [], []]);
    assert.equal(now.score!.value, 92.6);
  });

  it('new files come in, and those that are gone go', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': BARE, 'b/compose.yaml': PRIVILEGED };
    const client = await connect({ files });
    await audit(client);
    files['c/compose.yaml'] = BARE;
    await changed(client, 'c/compose.yaml');
    await client.next<AuditedParams>('seaworthy/audited', ({ files: found }) => pathsOf(found).includes('c/compose.yaml'));
    delete files['b/compose.yaml'];
    await changed(client, 'b/compose.yaml');
    const now = await client.next<AuditedParams>('seaworthy/audited', ({ gone }) => gone.length > 0);
    assert.deepEqual(now.gone, [`${ROOT}/b/compose.yaml`]);
  });

  it('many changes at once are all judged', async () => {
    const files: Record<string, string> = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}/compose.yaml`, BARE]));
    const client = await connect({ files });
    await audit(client);
    for (const path of Object.keys(files)) {
      files[path] = BARE.replace('nginx', 'nginx:2');
      await changed(client, path);
    }
    const seen = new Set<string>();
    await client.next<AuditedParams>('seaworthy/audited', ({ files: found }) => {
      for (const path of pathsOf(found)) seen.add(path);
      return seen.size === 30;
    });
  });

  it('a folder that is gone takes its files with it', async () => {
    const files: Record<string, string> = { 'a/b/compose.yaml': BARE, 'ab/compose.yaml': BARE };
    const client = await connect({ files });
    await audit(client);
    delete files['a/b/compose.yaml'];
    await changed(client, 'a');
    const { gone } = await client.next<AuditedParams>('seaworthy/audited', each => each.gone.length > 0);
    assert.deepEqual(gone, [`${ROOT}/a/b/compose.yaml`]);
    assert.deepEqual(pathsOf((await audit(client)).files), ['ab/compose.yaml']);
  });

  it('a folder that comes brings its files', async () => {
    const files: Record<string, string> = { 'ab/compose.yaml': BARE };
    const client = await connect({ files });
    await audit(client);
    files['a/b/compose.yaml'] = BARE;
    files['a/b/notes.txt'] = 'nothing';
    await changed(client, 'a');
    await client.next<AuditedParams>('seaworthy/audited', each => pathsOf(each.files).includes('a/b/compose.yaml'));
  });

  it('what is left out of the folder stays out when it comes, until that is changed', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': BARE, '.gitignore': 'gen/\n' };
    const listFiles = (_: string, __: unknown, below: readonly string[]) =>
      Object.keys(files).filter(path => !(path.startsWith('gen/') && files['.gitignore']) && (below[0] === '' || below.includes(path)));
    const client = await connect({ files, host: { listFiles } });
    await audit(client);
    files['gen/compose.yaml'] = BARE;
    await changed(client, 'gen/compose.yaml');
    const uri = await client.open('gen/compose.yaml', BARE);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(pathsOf((await audit(client)).files), ['a/compose.yaml']);
    assert.equal(client.count('seaworthy/audited'), 0);
    files['.gitignore'] = '';
    await changed(client, '.gitignore');
    await client.next<AuditedParams>('seaworthy/audited', each => pathsOf(each.files).includes('gen/compose.yaml'));
    files['.gitignore'] = 'gen/\n';
    await changed(client, '.gitignore');
    const { gone } = await client.next<AuditedParams>('seaworthy/audited', each => each.gone.length > 0);
    assert.deepEqual(gone, [`${ROOT}/gen/compose.yaml`]);
  });

  it('nothing is asked again for files that are not of use', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': BARE };
    const client = await connect({ files, capabilities: MODERN });
    await audit(client);
    const asked = client.count('workspace/diagnostic/refresh');
    files['dist/main.js'] = '';
    await changed(client, 'dist', 'dist/main.js', 'gone.js');
    await audit(client);
    assert.equal(client.count('workspace/diagnostic/refresh'), asked);
    files['a/compose.yaml'] = PRIVILEGED;
    await changed(client, 'a/compose.yaml');
    await client.next('workspace/diagnostic/refresh', () => client.count('workspace/diagnostic/refresh') > asked);
  });

  it('a changed configuration bears on all of them', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': PRIVILEGED, 'b/compose.yaml': PRIVILEGED };
    const client = await connect({ files });
    await audit(client);
    files['seaworthy.yaml'] = 'rules:\n  no-privileged: [off, "it is a test"]\n';
    await changed(client, 'seaworthy.yaml');
    const now = await client.next<AuditedParams>('seaworthy/audited');
    assert.deepEqual(
      now.files.map(file => file.findings.length),
      [0, 0],
    );
  });

  it('nothing is told before the first', async () => {
    const files: Record<string, string> = { 'a/compose.yaml': BARE };
    const client = await connect({ files });
    await changed(client, 'a/compose.yaml');
    assert.equal(await client.connection.sendRequest('seaworthy/report'), null);
    assert.equal(client.count('seaworthy/audited'), 0);
  });

  it('the baseline says what is known, and the report what is new', async () => {
    const known = { rule: 'read-only-root', fingerprint: 'read-only-root:a/compose.yaml:services.web.read_only' };
    const finding = { ...known, path: 'a/compose.yaml', severity: 'medium', message: 'web can write to its root.' };
    const files: Record<string, string> = { 'a/compose.yaml': BARE };
    const client = await connect({ files });
    const knownIn = async () =>
      (await audit(client)).files.flatMap(file => file.findings.flatMap(each => (each.known ? [each.fingerprint] : [])));
    assert.deepEqual(await knownIn(), []);
    files['.seaworthy/baseline.json'] = JSON.stringify({ schema: 1, score: { value: 50, grade: 'D' }, findings: [finding] });
    assert.deepEqual(await knownIn(), [known.fingerprint]);
    const { body } = await client.connection.sendRequest<ReportResult>('seaworthy/report');
    assert.ok(body.includes('1 new, 0 fixed, 1 unchanged, 0 moved'), body);
  });

  it('there is a report, in which names are text', async () => {
    const hostile = `<img src=x onerror=alert(1)>"'&/compose.yaml`;
    const client = await connect({ files: { [hostile]: PRIVILEGED } });
    await audit(client);
    const { body, style, uris } = await client.connection.sendRequest<ReportResult>('seaworthy/report');
    assert.deepEqual(Object.keys(uris), [hostile]);
    assert.ok(body.includes('<main class="seaworthy-report">') && body.includes('data-purpose="fix"'));
    assert.doesNotMatch(body, /<img|<script/i);
    assert.ok(style.includes('.seaworthy-report'));
  });
});
