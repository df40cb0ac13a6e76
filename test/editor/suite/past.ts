import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { itemsOf } from '../../../client/src/blame.js';
import { appears, closeAll, open, seaworthy, until, uriOf } from './editor.js';

const MANIFEST = 'deploy/web.yaml';

const hoverAt = async (uri: vscode.Uri, position: vscode.Position) => {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers.flatMap(({ contents }) => contents.map(content => (content as vscode.MarkdownString).value)).join('\n');
};

describe('the past', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
  });
  afterEach(closeAll);

  it('is nothing to ask about where there is no git', async function () {
    if (process.env.SEAWORTHY_TEST_GIT) return this.skip();
    const { document } = await open('Dockerfile');
    const { range } = await appears(document.uri, 'no-root-user');
    assert.doesNotMatch(await hoverAt(document.uri, range.start), /Who brought/);
    await api.audit();
    await api.report.show();
    assert.doesNotMatch(api.report.html, /data-purpose="(?:history|blame)"/);
    assert.equal((await api.blamer.ask(document.uri)).why, 'This file is in no Git repository that VS Code knows.');
  });

  describe('in a repository', () => {
    before(async function () {
      // Set where the folder is a repository; a browser has no Git.
      if (!process.env.SEAWORTHY_TEST_GIT) return this.skip();
      // With a program that the user chose.
      await until('the repository', api.git.onDidChange, () => api.git.canAsk(uriOf(MANIFEST)));
      assert.match(api.git.program!, /git/);
      await api.audit();
      await api.report.show();
    });

    it('is drawn in the report when its page asks, and stays there', async () => {
      assert.match(api.report.html, /<button type="button" data-purpose="history">Show the last 20 commits<\/button>/);
      await api.report.receive({ purpose: 'history' });
      const [figure] = /<figure class="history">.*?<\/figure>/s.exec(api.report.html)!;
      assert.match(figure, /aria-label="The score over 2 commits: from \d+ to \d+\."/);
      assert.match(api.report.html, /<td class="short">2026-01-02<\/td>/);
      await api.audit();
      assert.ok(api.report.html.includes(figure));
    });

    it('names in the report who brought the findings of a file in', async () => {
      await api.report.show();
      await api.report.receive({ purpose: 'blame', path: 'not/in/the/report.yaml' });
      assert.doesNotMatch(api.report.html, /Ada/);
      await api.report.receive({ purpose: 'blame', path: MANIFEST });
      assert.match(api.report.html, /Ada, 2026-01-02: Deploy it &lt;b&gt;\$\(flame\)&lt;\/b&gt; <code>[0-9a-f]{10}<\/code>/);
      assert.doesNotMatch(api.report.html, /2026-01-01: Open/, 'of that file alone');
    });

    it('is a link from the hover of a finding, and names its commit', async () => {
      const { document } = await open('compose.yaml');
      await appears(document.uri, 'missing-hardening');
      const head = api.git.headOf(document.uri)!;
      const finding = await until('the findings', api.findings.onDidChange, () => api.findings.of(document.uri)?.findings[0]);
      const { line, character } = finding.range.start;
      const [, link] = /\[Who brought this in\?\]\(command:seaworthy\.blameFinding\?([^)]*)\)/.exec(
        await hoverAt(document.uri, new vscode.Position(line, character)),
      )!;
      const [{ uri, range }] = JSON.parse(decodeURIComponent(link!));
      const { parts } = await api.blamer.ask(vscode.Uri.parse(uri), range);
      assert.deepEqual(
        parts.map(({ commit }) => [commit!.author, commit!.date, commit!.subject]),
        [['Ada', '2026-01-01', 'Open the shop']],
      );
      assert.match(parts[0]!.commit!.id, /^[0-9a-f]{40}$/);
      assert.notEqual(parts[0]!.commit!.id, head);
      const [deployed] = (await api.blamer.ask(uriOf(MANIFEST), finding.range)).parts;
      assert.equal(deployed!.commit!.id, head);
      const [item] = itemsOf([deployed!]);
      assert.deepEqual([item!.label, item!.detail], ['Ada, 2026-01-02', 'Deploy it <b>$ (flame)</b>']);
      assert.match(item!.description!, new RegExp(`^${head.slice(0, 10)} · lines? \\d+`));
    });

    it('knows what is not saved, and not committed', async () => {
      const editor = await open('compose.yaml');
      assert.ok(await editor.edit(builder => builder.insert(new vscode.Position(0, 0), '# a note\n')));
      const { parts } = await api.blamer.ask(editor.document.uri, new vscode.Range(0, 0, 1, 4));
      assert.deepEqual(
        itemsOf(parts).map(({ label, description }) => `${label} ${description!.split(' · ').at(-1)}`),
        ['Not committed yet line 1', 'Ada, 2026-01-01 line 2'],
      );
    });
  });
});
