import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { closeAll, seaworthy, until, uriOf } from './editor.js';

describe('the report', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
  });
  afterEach(closeAll);

  const loaded = () => new Promise<void>(resolve => void api.report.onDidLoad(() => resolve()));

  it('opens after an audit, with the score, and its own script runs', async () => {
    const ready = loaded();
    await vscode.commands.executeCommand('seaworthy.auditWorkspace');
    await ready;
    const { score } = (await api.audit())!.result;
    assert.match(api.report.html, new RegExp(`<span class="value">${Math.floor(score!.value)}</span>`));
    assert.match(api.report.html, /Next best fixes/);
  });

  it('may load nothing and run nothing else', async () => {
    await api.audit();
    await api.report.show();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(api.report.html)![1]!;
    const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)![1]!;
    assert.equal(
      policy,
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
    );
    assert.deepEqual(
      [...api.report.html.matchAll(/<script[^>]*nonce="(.*?)"/g)].map(([, each]) => each),
      [nonce],
    );
    assert.equal(api.report.html.match(/<script/g)!.length, 1);
    await api.report.show();
    assert.ok(!api.report.html.includes(nonce), 'used once');
  });

  it('shows hostile names as text', async () => {
    const folder = uriOf(`<img src=x onerror=alert(1)>"'&`);
    const uri = vscode.Uri.joinPath(folder, 'compose.yaml');
    const name = '</td><script>alert(1)</script>';
    const text = `services:\n  ${JSON.stringify(name)}:\n    image: nginx\n    privileged: true\n`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      await api.audit();
      assert.ok(api.findings.of(uri));
      await api.report.show();
      assert.ok(api.report.html.includes('&lt;img src=x onerror=alert(1)&gt;'));
      assert.doesNotMatch(api.report.html, /<img|<script>|<\/td><script/i);
    } finally {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
    await until('the file to go', api.findings.onDidChange, () => !api.findings.of(uri));
  });
});
