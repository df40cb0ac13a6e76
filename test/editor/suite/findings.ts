import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import type { FindingNode, GroupNode, Node } from '../../../client/src/findings/nodes.js';
import { appears, closeAll, diagnosticsOf, open, ruleOf, seaworthy, until, uriOf } from './editor.js';

const MANIFEST = 'deploy/web.yaml';

describe('the findings view', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
    await api.audit();
  });
  afterEach(async () => {
    api.view.filter('');
    api.view.group('file');
    await closeAll();
  });

  const top = async () => (await api.view.children()) as readonly GroupNode[];
  const labelOf = (node: Node) => String(api.view.itemOf(node).label);
  const below = async (node: Node) => (await api.view.children(node)) as readonly FindingNode[];
  const findingOf = async (rule: string) => {
    const found = api.findings.files.flatMap(file => file.findings.map((finding): FindingNode => ({ kind: 'finding', file, finding })));
    return found.find(({ finding }) => finding.rule === rule)!;
  };

  it('lists files with their scores, and what is wrong in them', async () => {
    const files = await top();
    assert.deepEqual(files.map(labelOf).sort(), ['Dockerfile', 'compose.yaml', 'web.yaml']);
    const manifest = files.find(node => labelOf(node) === 'web.yaml')!;
    assert.match(String(api.view.itemOf(manifest).description), /^deploy · \d+ F · \d+$/);
    const privileged = (await below(manifest)).find(({ finding }) => finding.rule === 'no-privileged')!;
    const item = api.view.itemOf(privileged);
    assert.equal(item.contextValue, 'finding fixable new');
    assert.deepEqual([item.command!.command, (item.command!.arguments![0] as vscode.Uri).path], ['vscode.open', uriOf(MANIFEST).path]);
  });

  it('groups them by rule, by layer, by framework', async () => {
    api.view.group('rule');
    const rules = await top();
    assert.ok(rules.some(node => node.key === 'no-privileged' && node.findings.length === 1));
    api.view.group('layer');
    const layers = (await top()).map(({ name }) => name);
    assert.ok(layers.includes('runtime') && layers.includes('secrets'), layers.join());
    assert.equal((await below((await top())[0]!))[0]!.kind as string, 'rule');
    api.view.group('framework');
    const pss = (await top()).find(({ name }) => name === 'pss')!;
    assert.equal((await below(pss))[0]!.kind as string, 'control');
  });

  it('counts in its badge what it holds', async () => {
    const counted = (await top()).reduce((sum, { findings }) => sum + findings.length, 0);
    assert.ok(counted > 3);
    assert.equal(api.view.badge, counted);
  });

  it('hides what the baseline knows, and shows it again', async () => {
    const all = api.view.badge;
    const uri = uriOf('.seaworthy/baseline.json');
    const { finding } = await findingOf('no-privileged');
    const { rule, fingerprint, severity, message } = finding;
    const baseline = { schema: 1, score: null, findings: [{ rule, fingerprint, severity, message, path: MANIFEST }] };
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(baseline)));
    try {
      // The file is watched: nobody has to audit again.
      await until('the badge', api.findings.onDidChange, () => api.view.badge === all - 1);
      const rules = async () => (await top()).flatMap(({ findings }) => findings.map(node => node.finding.rule));
      assert.equal((await rules()).length, all - 1);
      assert.ok(!(await rules()).includes('no-privileged'));
      const isUnderlined = () => diagnosticsOf(uriOf(MANIFEST)).some(each => ruleOf(each) === 'no-privileged');
      await until('the squiggle to go', vscode.languages.onDidChangeDiagnostics, () => !isUnderlined());
      await vscode.commands.executeCommand('seaworthy.showKnown');
      await until('the squiggle', vscode.languages.onDidChangeDiagnostics, isUnderlined);
      assert.equal((await rules()).length, all);
      assert.equal(api.view.badge, all - 1);
    } finally {
      await vscode.commands.executeCommand('seaworthy.hideKnown');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
      await api.audit();
    }
    assert.equal(api.view.badge, all);
  });

  it('can be filtered', async () => {
    api.view.filter('privileged deploy/');
    const files = await top();
    assert.deepEqual(files.map(labelOf), ['web.yaml']);
    assert.ok((await below(files[0]!)).every(({ finding }) => /privileged/i.test(`${finding.message} ${finding.rule}`)));
    api.view.filter('nothing is called like this');
    assert.deepEqual(await top(), []);
  });

  it('fixes a finding of a file that is not open, and one undo takes it back', async () => {
    await api.view.fix(await findingOf('no-privileged'));
    const document = vscode.window.activeTextEditor!.document;
    assert.equal(document.uri.path, uriOf(MANIFEST).path);
    await until('the edit', vscode.workspace.onDidChangeTextDocument, () => !/privileged: true/.test(document.getText()));
    await until('the finding to go', api.findings.onDidChange, () => {
      const left = api.findings.of(document.uri)?.findings;
      return left && !left.some(({ rule }) => rule === 'no-privileged');
    });
    await vscode.commands.executeCommand('undo');
    assert.match(document.getText(), /privileged: true/);
  });

  it('knows open files while they are typed', async () => {
    const { document } = await open('Dockerfile');
    await appears(document.uri, 'no-root-user');
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(await editor.edit(builder => builder.insert(new vscode.Position(5, 0), 'RUN sudo id\n')));
    await until('the finding', api.findings.onDidChange, () =>
      api.findings.of(document.uri)?.findings.some(({ rule }) => rule === 'no-sudo'),
    );
  });
});

describe('an audit that is cancelled', () => {
  it('shows what it finds while it runs, and leaves nothing of it', async () => {
    const api = await seaworthy();
    await closeAll();
    await api.audit();
    const before = api.findings.files;
    const problems = diagnosticsOf(uriOf(MANIFEST));
    const source = new vscode.CancellationTokenSource();
    let seen = 0;
    const listener = api.findings.onDidChange(() => {
      seen = Math.max(seen, api.findings.isComing ? api.findings.files.length : 0);
      // After the first file.
      if (seen > 0) source.cancel();
    });
    assert.equal(await api.audit(undefined, source.token), undefined);
    listener.dispose();
    assert.ok(seen > 0);
    assert.equal(api.findings.isComing, false);
    assert.deepEqual(
      api.findings.files.map(({ uri, findings }) => [uri.path, findings.length]),
      before.map(({ uri, findings }) => [uri.path, findings.length]),
    );
    assert.deepEqual(diagnosticsOf(uriOf(MANIFEST)).map(ruleOf), problems.map(ruleOf));
  });
});

describe('after an audit', () => {
  it('what changes on the disk is shown, open or not', async () => {
    const api = await seaworthy();
    await closeAll();
    await api.audit();
    const uri = uriOf(MANIFEST);
    const bytes = await vscode.workspace.fs.readFile(uri);
    const text = new TextDecoder().decode(bytes);
    const isThere = () => diagnosticsOf(uri).some(each => ruleOf(each) === 'no-privileged');
    assert.ok(isThere());
    try {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text.replace('privileged: true', 'privileged: false')));
      await until('the finding to go', vscode.languages.onDidChangeDiagnostics, () => !isThere());
      assert.ok(!api.findings.of(uri)!.findings.some(({ rule }) => rule === 'no-privileged'));
    } finally {
      await vscode.workspace.fs.writeFile(uri, bytes);
    }
    await until('the finding to be back', vscode.languages.onDidChangeDiagnostics, isThere);
  });

  it('a folder that is moved into place brings its files', async () => {
    const api = await seaworthy();
    await api.audit();
    const [aside, folder] = [uriOf('.git/moved'), uriOf('moved')];
    const uri = vscode.Uri.joinPath(folder, 'deep/compose.yaml');
    const text = new TextEncoder().encode('services:\n  web:\n    image: nginx\n    privileged: true\n');
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(aside, 'deep/compose.yaml'), text);
    await vscode.workspace.fs.rename(aside, folder);
    try {
      await until('the file', api.findings.onDidChange, () => api.findings.of(uri));
    } finally {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
    await until('the file to go', api.findings.onDidChange, () => !api.findings.of(uri));
  });
});
