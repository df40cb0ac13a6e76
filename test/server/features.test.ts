import { strict as assert } from 'node:assert';
import { CancellationTokenSource, type MarkupContent, ResponseError } from 'vscode-languageserver/node';
import type { AuditResult } from '../../server/src/protocol.js';
import { connect, MODERN, ROOT } from './connect.js';

const BARE = 'services:\n  web:\n    image: nginx\n';
const CLEAN = `${BARE}    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
const PRIVILEGED = `${CLEAN}    privileged: true\n`;

describe('lenses', () => {
  const CASES: readonly [name: string, text: string, titles: readonly string[]][] = [
    ['say the score and how much is missing', BARE, ['Hardening 74 · 2 missing']],
    ['are quiet where all is well', CLEAN, ['Hardening 100']],
    ['are none in files without units', 'services: {}\n', []],
  ];
  for (const [name, text, titles] of CASES) {
    it(name, async () => {
      const client = await connect();
      const uri = await client.open('compose.yaml', text);
      assert.deepEqual(
        (await client.lenses(uri)).map(lens => lens.command!.title),
        titles,
      );
    });
  }
});

describe('the level of a pod', () => {
  const POD =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { privileged: false }\n';

  it('stands above it, with how much is missing', async () => {
    const client = await connect();
    const lenses = await client.lenses(await client.open('pod.yaml', POD));
    const level = lenses.find(lens => lens.command!.title.startsWith('Pod Security'))!;
    assert.equal(level.command!.title, 'Pod Security: baseline · 4 to restricted');
    assert.deepEqual(level.range.start, { line: 2, character: 18 });
  });

  it('is told with what keeps it from the next', async () => {
    const client = await connect();
    const uri = await client.open('pod.yaml', POD.replace('privileged: false', 'privileged: true'));
    const hover = await client.hover(uri, 2, 19);
    const value = (hover!.contents as MarkupContent).value;
    assert.ok(value.includes('web reaches the privileged level of Pod Security'), value);
    assert.ok(value.includes('- web: `privileged: true` (privileged containers)'), value);
  });
});

describe('hover', () => {
  const valueAt = async (text: string, line: number, character: number) => {
    const client = await connect();
    const hover = await client.hover(await client.open('compose.yaml', text), line, character);
    return (hover?.contents as MarkupContent | undefined)?.value;
  };

  it('says one finding in full', async () => {
    const value = (await valueAt(PRIVILEGED, 5, 17))!;
    for (const part of [
      'web owns the host.',
      'Why of',
      'Remedy of',
      'Exceptions of',
      'cis-docker-1.6 5.5',
      'hadolint DL0000',
      '/rules/no-privileged',
    ]) {
      assert.ok(value.includes(part), part);
    }
  });

  it('lists the parts of a group', async () => {
    assert.equal((await valueAt(BARE, 1, 3))!.split('\n- ').length, 3);
  });

  it('is none elsewhere', async () => {
    assert.equal(await valueAt(CLEAN, 1, 3), undefined);
  });
});

describe('audit', () => {
  const files = { 'a/compose.yaml': BARE, 'b c/compose.yaml': PRIVILEGED, 'notes.txt': 'nothing', 'values.yaml': 'a: 1\n' };

  it('judges every file of the workspace', async () => {
    const client = await connect({ files });
    const result = await client.connection.sendRequest<AuditResult>('seaworthy/audit', {});
    assert.deepEqual(
      result.files.map(file => [file.uri, file.score!.grade, file.counts.critical, file.counts.medium]),
      [
        [`${ROOT}/a/compose.yaml`, 'C', 0, 2],
        [`${ROOT}/b%20c/compose.yaml`, 'F', 1, 0],
      ],
    );
    assert.deepEqual([result.skipped, result.score!.grade], [[], 'D']);
  });

  it('judges what is open as it is open', async () => {
    const client = await connect({ files });
    await client.open('a/compose.yaml', CLEAN);
    const result = await client.connection.sendRequest<AuditResult>('seaworthy/audit', { folder: ROOT });
    assert.equal(result.files.find(({ uri }) => uri.includes('/a/'))!.score!.value, 100);
  });

  it('says what it could not read', async () => {
    const client = await connect({ files, host: { read: async () => undefined } });
    const result = await client.connection.sendRequest<AuditResult>('seaworthy/audit', {});
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
});

describe('explain', () => {
  it('gives a rule as a page', async () => {
    const client = await connect();
    assert.match(
      await client.connection.sendRequest<string>('seaworthy/explain', { rule: 'no-privileged' }),
      /^# Title of no-privileged\n/,
    );
  });

  it('knows what it does not know', async () => {
    const client = await connect();
    assert.equal(await client.connection.sendRequest('seaworthy/explain', { rule: 'nothing' }), null);
  });
});
