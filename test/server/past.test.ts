import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import type { Git } from '../../server/src/git.js';
import { nodeGit } from '../../server/src/node/git-host.js';
import { methods } from '../../server/src/protocol.js';
import type { BlameAnswer, HistoryAnswer, ReportParams, ReportResult } from '../../server/src/protocol-audit.js';
import { HOSTILE, TestRepository } from '../cli/repository.js';
import { BAD, GOOD, MEDIUM, removeTrees } from '../cli/support.js';
import { skip } from '../skip.js';
import { type Client, connect, ROOT } from './connect.js';

const ALL = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** The real git, for clients that believe that a tree lies at `ROOT`. */
function gitAt(top: string): Git {
  const real = nodeGit(4_000_000);
  const inTree = (uri: string) => pathToFileURL(top).href + uri.slice(ROOT.length);
  return {
    history: (folder, options) => real.history(inTree(folder), options),
    blame: (file, scope) => real.blame(inTree(file), scope),
  };
}

/** What lies in a tree, as a client's disk; read again whenever a file is asked for. */
function diskOf(top: string): Record<string, string> {
  const files = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter(file => /\.yaml$/.test(file));
  return Object.fromEntries(files.map(file => [file.replaceAll(path.sep, '/'), readFileSync(path.join(top, file), 'utf8')]));
}

const reportOf = async (client: Client, params: ReportParams = { asksGit: true }): Promise<string> =>
  (await client.connection.sendRequest<ReportResult>(methods.report, params)).body;

describe('the past of an audit', () => {
  before(function () {
    if (spawnSync('git', ['--version']).status !== 0) skip(this, 'git is not installed');
  });
  after(removeTrees);

  async function audited(repository: TestRepository, git: Git = gitAt(repository.top), folders?: readonly string[]) {
    const files = diskOf(repository.top);
    const client = await connect({ files, host: { git }, ...(folders ? { folders } : {}) });
    await client.connection.sendRequest(methods.audit, {});
    return { client, files };
  }

  it('is drawn when it is asked for, with its values, and stays when it is audited again', async () => {
    const repository = new TestRepository();
    for (const text of [MEDIUM, BAD, GOOD]) repository.commit({ 'compose.yaml': text });
    const { client } = await audited(repository);
    const before = await reportOf(client);
    assert.match(before, /<button type="button" data-purpose="history">Show the last 20 commits<\/button>/);
    assert.doesNotMatch(before, /<figure/);
    assert.deepEqual(await client.connection.sendRequest<HistoryAnswer>(methods.history, {}), { isAudited: true });
    const drawn = await reportOf(client);
    assert.match(drawn, /<svg [^>]*role="img" aria-label="The score over 3 commits: from 85 to 92\."/);
    assert.deepEqual(
      [...drawn.matchAll(/<td class="short">(2026-01-0\d)<\/td><td class="number">(\d+ [A-F])/g)].map(
        ([, date, score]) => `${date} ${score}`,
      ),
      ['2026-01-03 92 A', '2026-01-02 25 F', '2026-01-01 85 B'],
    );
    assert.match(drawn, /<span class="value">92</, 'the last commit is what was audited');
    assert.match(drawn, />Read the commits again</);
    await client.connection.sendRequest(methods.audit, {});
    assert.equal(await reportOf(client), drawn);
    // Of a part of the workspace it is another one.
    await client.connection.sendRequest(methods.audit, { folder: `${ROOT}/nothing` });
    assert.equal(await client.connection.sendRequest(methods.report, { asksGit: true }), null);
  });

  it('is drawn for each folder of the workspace', async () => {
    const repository = new TestRepository();
    for (const text of [MEDIUM, BAD]) repository.commit({ 'shop/compose.yaml': text, 'blog/compose.yaml': GOOD });
    const { client } = await audited(repository, undefined, ['shop', 'blog']);
    await client.connection.sendRequest(methods.history, {});
    const labels = [...(await reportOf(client)).matchAll(/aria-label="(\w+: the score [^"]*)"/g)].map(([, label]) => label);
    assert.deepEqual(labels, ['shop: the score over 2 commits: from 85 to 25.', 'blog: the score over 2 commits: from 92 to 92.']);
  });

  it('can be cancelled, and what was drawn before stays', async () => {
    const repository = new TestRepository();
    for (const text of [MEDIUM, BAD]) repository.commit({ 'compose.yaml': text });
    const git = gitAt(repository.top);
    const source = new CancellationTokenSource();
    let isEndless = false;
    const history: Git['history'] = async (folder, options) => {
      if (!isEndless) return git.history(folder, options);
      source.cancel();
      for (;;) await options.turn!();
    };
    const { client } = await audited(repository, { ...git, history });
    await client.connection.sendRequest(methods.history, {});
    const drawn = await reportOf(client);
    isEndless = true;
    await assert.rejects(client.connection.sendRequest(methods.history, {}, source.token), /cancelled/);
    assert.equal(await reportOf(client), drawn);
  });

  it('says in one line why there is none', async () => {
    const repository = new TestRepository();
    repository.write({ 'compose.yaml': MEDIUM });
    const { client } = await audited(repository);
    await client.connection.sendRequest(methods.history, {});
    assert.match(await reportOf(client), /<p class="quiet">There is no commit yet\.<\/p>/);
    repository.commit({});
    await client.connection.sendRequest(methods.history, {});
    assert.match(await reportOf(client), /<p class="quiet">Fewer than two of the last commits have a score/);
  });

  it('is offered only to who can ask, where git can be run', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': BAD });
    const { client } = await audited(repository);
    assert.doesNotMatch(await reportOf(client, {}), /<button/);
    const without = await connect({ files: diskOf(repository.top) });
    await without.connection.sendRequest(methods.audit, {});
    assert.doesNotMatch(await reportOf(without), /<button/);
    const answer = await without.connection.sendRequest<BlameAnswer>(methods.blame, { uri: `${ROOT}/compose.yaml` });
    assert.deepEqual(answer, { parts: [], why: 'git knows nothing of this file.' });
  });

  it('names who brought the findings of a file in, as text, until the file changes', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': MEDIUM }, HOSTILE);
    repository.commit({ 'compose.yaml': BAD });
    const { client, files } = await audited(repository);
    const uri = `${ROOT}/compose.yaml`;
    assert.match(await reportOf(client), /<button type="button" data-purpose="blame" data-path="compose.yaml">/);
    await client.connection.sendRequest(methods.blame, { uri });
    const body = await reportOf(client);
    assert.ok(body.includes('Ada, 2026-01-01: &lt;img src=x onerror=alert(1)&gt; [fix](command:evil) $(flame)'), body);
    assert.match(body, /<div class="quiet">Ada, 2026-01-02: day 2 <code>[0-9a-f]{10}<\/code><\/div>/);
    assert.doesNotMatch(body, /<img/);
    const changed = `${BAD}  db:\n    image: db:1\n    privileged: true\n`;
    files['compose.yaml'] = changed;
    repository.write({ 'compose.yaml': changed });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    await client.next(methods.audited);
    assert.doesNotMatch(await reportOf(client), /Ada,/);
    await client.connection.sendRequest(methods.blame, { uri });
    assert.match(await reportOf(client), /<div class="quiet">Not committed yet<\/div>/);
  });

  it('names the commits of some lines, the newest first, by the text that is open', async () => {
    const repository = new TestRepository();
    repository.commit({ 'compose.yaml': MEDIUM });
    repository.commit({ 'compose.yaml': BAD });
    const { client } = await audited(repository);
    const uri = await client.open('compose.yaml', `# not saved\n${BAD}`);
    const ask = async (range: typeof ALL) => {
      const { parts } = await client.connection.sendRequest<BlameAnswer>(methods.blame, { uri, range });
      return parts.map(({ lines, commit, note }) => [commit?.subject ?? note, ...lines]);
    };
    assert.deepEqual(await ask(ALL), [
      ['Not committed yet', 1],
      ['day 2', 5],
      ['day 1', 2, 3, 4],
    ]);
    // A range that ends where a line begins does not hold it.
    assert.deepEqual(await ask({ start: { line: 3, character: 2 }, end: { line: 4, character: 0 } }), [['day 1', 4]]);
    assert.doesNotMatch(await reportOf(client), /Ada,/);
  });
});
