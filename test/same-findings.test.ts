import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { isOpen, type Report } from '../core/index.js';
import { rules } from '../rules/index.js';
import { generateTree } from '../scripts/bench/samples.js';
import { nodeHost } from '../server/src/node/host.js';
import { methods } from '../server/src/protocol.js';
import type { AuditResult, ReportAnswer } from '../server/src/protocol-audit.js';
import { run } from './cli/support.js';
import { type Client, connect, ROOT } from './server/connect.js';

/** The editor's server and the command line over one generated tree of 5,000 files. */
describe('editor and command line', function () {
  this.timeout(200_000);
  const TODAY = '2026-01-31';
  let top: string;
  let client: Client;
  /** What the server waits for between two files. */
  let gate: Promise<void> | undefined;

  before(async () => {
    top = generateTree(5000);
    const folder = pathToFileURL(top).href;
    const host = nodeHost(rules, '0.0.0', { unavailable: 'not here' });
    // The client of these tests opens ROOT: its files are those of the tree.
    const inTree = (uri: string) => folder + uri.slice(ROOT.length);
    client = await connect({
      host: {
        rules,
        today: () => TODAY,
        listFiles: (uri, onProblem, below) => host.listFiles(inTree(uri), onProblem, below),
        read: uri => host.read(inTree(uri)),
        yield: () => gate ?? host.yield(),
      },
    });
  });
  after(() => {
    client.connection.dispose();
    rmSync(top, { recursive: true, force: true });
  });

  it('show nothing of an audit that is cancelled halfway', async () => {
    const source = new CancellationTokenSource();
    const rejected = assert.rejects(client.connection.sendRequest(methods.audit, { workDoneToken: 'audit' }, source.token));
    await client.next<{ value: { percentage?: number } }>('$/progress', ({ value }) => value.percentage === 50);
    let open = () => {};
    gate = new Promise(resolve => {
      open = resolve;
    });
    source.cancel();
    // When this is answered, the cancellation has arrived.
    await client.connection.sendRequest(methods.rules);
    gate = undefined;
    open();
    await rejected;
    assert.equal(await client.connection.sendRequest<ReportAnswer>(methods.report), null);
    assert.deepEqual(client.all('textDocument/publishDiagnostics'), []);
  });

  it('find the same in every file, and give it the same score', async () => {
    const { stdout } = await run(top, ['audit', '--format', 'json', '--today', TODAY], { rules });
    const { files, score } = JSON.parse(stdout) as Report;
    assert.ok(files.length > 4000);
    const result = await client.connection.sendRequest<AuditResult>(methods.audit, {});
    const ofServer = result.files.map(({ uri, kind, score: of, findings }) => ({
      path: decodeURIComponent(uri.slice(ROOT.length + 1)),
      kind,
      score: of?.value,
      findings: findings.map(({ fingerprint, severity, message }) => `${fingerprint} ${severity} ${message}`).sort(),
    }));
    const ofCommandLine = files.map(({ path: at, kind, score: of, findings }) => ({
      path: at,
      kind,
      score: of?.value,
      findings: findings
        .filter(isOpen)
        .map(({ fingerprint, severity, message }) => `${fingerprint} ${severity} ${message}`)
        .sort(),
    }));
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    ofServer.sort(byPath);
    ofCommandLine.sort(byPath);
    const differing = ofServer.filter((file, i) => !isDeepStrictEqual(file, ofCommandLine[i]));
    // A few tell enough: a whole tree would take longer to print than to judge.
    assert.deepEqual(differing.slice(0, 3), []);
    assert.equal(ofServer.length, ofCommandLine.length);
    assert.ok(ofServer.flatMap(({ findings }) => findings).length > 10_000);
    assert.equal(result.score?.value, score!.value);
  });
});
