import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Seaworthy } from '../../../client/src/activate.js';
import { appears, closeAll, diagnosticsOf, open, ruleOf, seaworthy, type, uriOf } from './editor.js';

const MANIFEST = 'deploy/web.yaml';

describe('audit', () => {
  let api: Seaworthy;
  before(async () => {
    api = await seaworthy();
    await closeAll();
  });
  afterEach(closeAll);

  it('leaves nothing half shown when it is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    const running = api.audit(undefined, source.token);
    source.cancel();
    assert.equal(await running, undefined);
    assert.deepEqual(diagnosticsOf(uriOf(MANIFEST)), []);
  });

  it('lists what is wrong in files that were never opened', async () => {
    const audited = await api.audit();
    assert.deepEqual(audited?.result.files.map(({ uri }) => uri.split('/').at(-1)).sort(), ['Dockerfile', 'compose.yaml', 'web.yaml']);
    assert.ok(audited.result.score);
    assert.ok(diagnosticsOf(uriOf(MANIFEST)).some(each => ruleOf(each) === 'no-privileged'));
    assert.match(api.statusText(), /^\$\(shield\) \d+ [A-F]$/);
  });

  it('says things once when such a file is opened', async () => {
    await api.audit();
    await open(MANIFEST);
    await appears(uriOf(MANIFEST), 'no-privileged');
    assert.equal(diagnosticsOf(uriOf(MANIFEST)).filter(each => ruleOf(each) === 'no-privileged').length, 1);
  });

  it('judges the text that is being edited, not the one on the disk', async () => {
    const editor = await open('Dockerfile');
    const counted = (await api.audit())!.result.files.find(({ uri }) => uri.endsWith('Dockerfile'))!.counts;
    await type(editor, 5, 'RUN sudo id\n');
    const now = (await api.audit())!.result.files.find(({ uri }) => uri.endsWith('Dockerfile'))!.counts;
    assert.equal(now.medium, counted.medium + 1);
  });

  it('can be of one folder, with its own score', async () => {
    const { result } = (await api.audit(uriOf('deploy')))!;
    assert.deepEqual(
      result.files.map(({ uri }) => uri.split('/').at(-1)),
      ['web.yaml'],
    );
    assert.ok(result.score && result.score.value === result.files[0]!.score!.value);
  });
});
