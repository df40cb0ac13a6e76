import { strict as assert } from 'node:assert';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { ScoreParams } from '../../server/src/protocol.js';
import { connect, MODERN, ROOT } from './connect.js';

const PRIVILEGED = 'services:\n  web:\n    image: nginx\n    privileged: true\n    read_only: true\n';
const CLEAN = 'services:\n  web:\n    image: nginx\n    read_only: true\n    security_opt: [no-new-privileges:true]\n';
const BARE = 'services:\n  web:\n    image: nginx\n';

const codes = (diagnostics: readonly { code?: unknown }[]) => diagnostics.map(({ code }) => code);
const NOT_ASKED = (diagnostics: readonly { code?: unknown }[]) => !codes(diagnostics).includes('no-privileged');

describe('diagnostics', () => {
  it('are sent to clients that do not ask, and go when the cause goes', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', PRIVILEGED);
    assert.ok(codes(await client.told(uri)).includes('no-privileged'));
    await client.change(uri, CLEAN);
    assert.deepEqual(await client.told(uri), []);
  });

  it('are given to clients that ask, and sent to none of them', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    assert.ok(codes(await client.pull(uri)).includes('no-privileged'));
    await client.change(uri, CLEAN);
    assert.deepEqual(await client.pull(uri), []);
    assert.equal(client.count('textDocument/publishDiagnostics'), 0);
  });

  it('name rule, page and place', async () => {
    const client = await connect({ capabilities: MODERN, options: { commands: ['seaworthy.explainRule'] } });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const diagnostic = (await client.pull(uri)).find(({ code }) => code === 'no-privileged')!;
    assert.equal(diagnostic.source, 'seaworthy');
    assert.equal(diagnostic.severity, DiagnosticSeverity.Error);
    assert.equal(diagnostic.codeDescription!.href, 'command:seaworthy.explainRule?%5B%22no-privileged%22%5D');
    assert.equal(diagnostic.range.start.line, 3);
    assert.deepEqual(diagnostic.data, { rule: 'no-privileged', fingerprint: 'no-privileged:compose.yaml:services.web.privileged' });
  });

  it('lead nowhere where the client has no pages', async () => {
    const client = await connect({ capabilities: MODERN });
    const diagnostics = await client.pull(await client.open('compose.yaml', PRIVILEGED));
    assert.deepEqual([...new Set(diagnostics.map(({ codeDescription }) => codeDescription))], [undefined]);
  });

  it('say missing hardening of one unit once, on its name', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', BARE);
    const [group, ...rest] = await client.pull(uri);
    assert.deepEqual(rest, []);
    assert.equal(group!.code, 'missing-hardening');
    assert.equal(group!.message, 'web: 2 hardening settings missing (score 85, both: 100)');
    assert.deepEqual(group!.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } });
    assert.deepEqual(group!.data.parts.map((part: { rule: string }) => part.rule).sort(), ['no-new-privileges', 'read-only-root']);
    assert.equal(group!.relatedInformation!.length, 2);
  });

  it('list the parts of a group in the message where related places are not shown', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', BARE);
    assert.equal(String((await client.told(uri))[0]!.message).split('\n').length, 3);
  });

  it('are silenced by a comment', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open(
      'compose.yaml',
      PRIVILEGED.replace('    priv', '    # seaworthy-ignore no-privileged -- it is a build agent\n    priv'),
    );
    assert.ok(NOT_ASKED(await client.pull(uri)));
  });

  it('follow a change of the configuration', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', PRIVILEGED);
    await client.told(uri, codesOf => !NOT_ASKED(codesOf));
    await client.open('seaworthy.yaml', 'rules:\n  no-privileged: off\n');
    await client.told(uri, NOT_ASKED);
  });

  it('follow a change of the configuration on the disk, by a refresh for those that ask', async () => {
    const files: Record<string, string> = {};
    const client = await connect({ capabilities: MODERN, files });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    assert.ok(!NOT_ASKED(await client.pull(uri)));
    files['seaworthy.yaml'] = 'rules:\n  no-privileged: off\n';
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: `${ROOT}/seaworthy.yaml`, type: 1 }] });
    await client.next('workspace/diagnostic/refresh');
    assert.ok(NOT_ASKED(await client.pull(uri)));
  });

  it('find the configuration that is on the disk already', async () => {
    const client = await connect({ files: { 'seaworthy.yaml': 'rules:\n  no-privileged: off\n' } });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    await client.told(uri, NOT_ASKED);
  });

  it('underline what is wrong in a configuration', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('seaworthy.yaml', 'presett: strict\n');
    assert.match(String((await client.pull(uri))[0]!.message), /presett/);
  });

  it('do not repeat syntax errors', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', 'services:\n  web: [\n');
    assert.deepEqual(await client.pull(uri), []);
  });

  it('are empty for files of other kinds and for files that were never opened', async () => {
    const client = await connect({ capabilities: MODERN });
    assert.deepEqual(await client.pull(await client.open('notes.txt', 'privileged: true', 'plaintext')), []);
    assert.deepEqual(await client.pull(`${ROOT}/nowhere.yaml`), []);
  });

  it('work for files of no folder', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('untitled:Untitled-1', 'FROM a@sha256:0\nADD a b\n', 'dockerfile');
    assert.ok(codes(await client.pull(uri)).includes('copy-instead-of-add'));
  });

  it('go when the file is closed', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', PRIVILEGED);
    await client.told(uri);
    await client.close(uri);
    await client.next<{ uri: string; diagnostics: unknown[] }>(
      'textDocument/publishDiagnostics',
      each => each.uri === uri && each.diagnostics.length === 0,
    );
  });

  it('survive a bug in one rule, which is logged once', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', PRIVILEGED.replace('web', 'boom'));
    assert.ok(codes(await client.told(uri)).includes('no-privileged'));
    await client.next<{ message: string }>('window/logMessage', ({ message }) => message.includes('throws'));
    await client.change(uri, PRIVILEGED.replace('web', 'boom').replace('nginx', 'httpd'));
    await client.told(uri);
    assert.equal(client.count('window/logMessage'), 1);
  });

  it('come with the score and what it was lost for', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const { score, costliest, units, counts } = await client.next<ScoreParams>(
      'seaworthy/score',
      each => each.uri === uri && each.score !== null,
    );
    assert.equal(score!.grade, 'F');
    assert.equal(costliest[0]!.rule, 'no-privileged');
    assert.ok(Math.abs(costliest.reduce((sum, { points }) => sum + points, 0) - (100 - score!.value)) < 0.2);
    assert.deepEqual([units[0]!.name, counts.critical, counts.medium], ['web', 1, 1]);
  });
});
