import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOpen, type Report, severities } from '../core/index.js';
import { rules } from '../rules/index.js';
import { generateTree } from '../scripts/bench/samples.js';
import { nodeHost } from '../server/src/node/host.js';
import { type AuditResult, methods } from '../server/src/protocol.js';
import { run } from './cli/support.js';
import { connect, ROOT } from './server/connect.js';

/** The editor's server and the command line over one generated tree; `scripts/generate-tree.ts` makes larger ones. */
describe('editor and command line', function () {
  this.timeout(200_000);
  const TODAY = '2026-01-31';
  let top: string;
  before(() => {
    top = generateTree(200);
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  it('find the same in every file, and give it the same score', async () => {
    const { stdout } = await run(top, ['audit', '--format', 'json', '--today', TODAY], { rules });
    const { files, score } = JSON.parse(stdout) as Report;
    assert.ok(files.length > 150);
    const folder = pathToFileURL(top).href;
    const host = nodeHost(rules, '0.0.0', { unavailable: 'not here' });
    // The client of these tests opens ROOT: its files are those of the tree.
    const inTree = (uri: string) => folder + uri.slice(ROOT.length);
    const client = await connect({
      host: {
        rules,
        today: () => TODAY,
        listFiles: (uri, onProblem) => host.listFiles(inTree(uri), onProblem),
        read: uri => host.read(inTree(uri)),
      },
    });
    const result = await client.connection.sendRequest<AuditResult>(methods.audit, {});
    const ofServer = result.files.map(({ uri, kind, score: of, counts }) => ({
      path: decodeURIComponent(uri.slice(ROOT.length + 1)),
      kind,
      score: of?.value,
      counts: { ...counts },
    }));
    const ofCommandLine = files.map(({ path: at, kind, score: of, findings }) => ({
      path: at,
      kind,
      score: of?.value,
      counts: Object.fromEntries(
        severities.map(severity => [severity, findings.filter(finding => isOpen(finding) && finding.severity === severity).length]),
      ),
    }));
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    assert.deepEqual(ofServer.sort(byPath), ofCommandLine.sort(byPath));
    assert.equal(result.score?.value, score!.value);
    client.connection.dispose();
    assert.ok(path.isAbsolute(top));
  });
});
