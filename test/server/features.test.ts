import { strict as assert } from 'node:assert';
import type { MarkupContent, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Rule } from '../../core/index.js';
import type { ListedFinding, ProtocolScore, RulesResult, ScoreParams } from '../../server/src/protocol.js';
import { connect, MODERN } from './connect.js';
import { rules } from './rules.js';

const BARE = 'services:\n  web:\n    image: nginx\n';
const CLEAN = `${BARE}    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
const PRIVILEGED = `${CLEAN}    privileged: true\n`;

describe('lenses', () => {
  const CASES: readonly [name: string, text: string, titles: readonly string[]][] = [
    ['say the score, how much is missing, and what to do', BARE, ['Hardening 85 · 2 missing', 'Harden to 100']],
    ['name the best single fix and its gain', PRIVILEGED, ['Hardening 30', 'Take privileged out (+70)']],
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
      '(critical, -69.9 points)',
      '`no-privileged`',
    ]) {
      assert.ok(value.includes(part), part);
    }
  });

  it('keeps controls and ids to one line', async () => {
    const controls = { 'cis-docker-1.6': ['5.5'], 'nist-800-190': ['4.4.3'], 'owasp-docker': ['RULE #3'] };
    const alsoKnownAs = { hadolint: ['DL0000'], kics: ['00000000-0000-0000-0000-000000000000'], trivy: ['DS-0000'] };
    const [rule, ...others] = rules as [Rule, ...Rule[]];
    const noisy = { ...rule, meta: { ...rule.meta, controls, alsoKnownAs } };
    const client = await connect({ host: { rules: [noisy, ...others] } });
    const hover = await client.hover(await client.open('compose.yaml', PRIVILEGED), 5, 17);
    const line = (hover!.contents as MarkupContent).value.split('\n').find(each => each.includes('5.5'))!;
    assert.ok(line.length < 80 && line.endsWith('and 3 more*'), line);
  });

  it('links to pages where the client has them, and to nothing outside', async () => {
    const client = await connect({ options: { commands: ['seaworthy.explainRule'] } });
    const hover = await client.hover(await client.open('compose.yaml', PRIVILEGED), 5, 17);
    const { value } = hover!.contents as MarkupContent;
    assert.ok(value.includes('[no-privileged](command:seaworthy.explainRule?%5B%22no-privileged%22%5D)'), value);
    assert.doesNotMatch(value, /https?:/);
  });

  it('lists the parts of a group', async () => {
    assert.equal((await valueAt(BARE, 1, 3))!.split('\n- ').length, 3);
  });

  it('is none elsewhere', async () => {
    assert.equal(await valueAt(CLEAN, 1, 3), undefined);
  });
});

describe('the score of another text', () => {
  it('is judged in the surroundings of now', async () => {
    const client = await connect();
    const uri = await client.open('compose.yaml', CLEAN);
    const score = await client.connection.sendRequest<ProtocolScore>('seaworthy/scoreOfText', { uri, text: BARE });
    assert.deepEqual(score, { value: 85.21, grade: 'B' });
    assert.equal((await client.next<ScoreParams>('seaworthy/score')).score!.value, 100);
  });

  it('is none for what is no file of ours', async () => {
    const client = await connect();
    const uri = await client.open('notes.txt', 'a', 'plaintext');
    assert.equal(await client.connection.sendRequest('seaworthy/scoreOfText', { uri, text: BARE }), null);
  });
});

describe('applying a fix by command', () => {
  it('makes the edit that the quick fix would, without another question', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const { findings } = await client.next<ScoreParams>('seaworthy/score');
    const [{ rule, fingerprint, fix }] = findings as [ListedFinding];
    await client.execute('seaworthy.applyFix', { uri, rule, fingerprint, index: fix!.index });
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.equal(client.edited(uri, edit), CLEAN);
    assert.deepEqual(
      Object.values(edit.changeAnnotations!).map(each => each.needsConfirmation),
      [false],
    );
  });

  it('hardens a unit with a preview', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', BARE);
    const harden = (await client.lenses(uri)).at(-1)!.command!;
    await client.execute(harden.command, harden.arguments![0]);
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.deepEqual(
      Object.values(edit.changeAnnotations!).map(each => [each.label, each.needsConfirmation]),
      [
        ['Forbid new privileges', false],
        ['Make the root read-only', true],
      ],
    );
  });

  it('ignores with a reason to fill in', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', PRIVILEGED);
    const { findings } = await client.next<ScoreParams>('seaworthy/score');
    const [{ rule, fingerprint }] = findings as [ListedFinding];
    await client.execute('seaworthy.ignoreFinding', { uri, rule, fingerprint, ignore: 'here' });
    const { edit } = await client.next<{ edit: WorkspaceEdit }>('workspace/applyEdit');
    assert.match(client.edited(uri, edit), /# seaworthy-ignore no-privileged -- /);
  });

  it('says so when there is nothing to change any more', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('compose.yaml', CLEAN);
    await client.execute('seaworthy.applyFix', { uri, rule: 'no-privileged', fingerprint: 'gone', index: 0 });
    await client.next<{ message: string }>('window/showMessage', ({ message }) => message.includes('nothing to change'));
    assert.equal(client.count('workspace/applyEdit'), 0);
  });
});

describe('the catalogue', () => {
  it('tells each rule with its layer and its controls', async () => {
    const client = await connect();
    const { rules, layers } = await client.connection.sendRequest<RulesResult>('seaworthy/rules');
    const privileged = rules.find(({ id }) => id === 'no-privileged')!;
    assert.deepEqual(privileged, {
      id: 'no-privileged',
      title: 'Title of no-privileged',
      layer: 'runtime',
      controls: { 'cis-docker-1.6': ['5.5'] },
    });
    assert.ok(layers.includes('supply-chain'));
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

  it('gives it as a message to clients that have no pages', async () => {
    const client = await connect();
    await client.execute('seaworthy.explainRule', 'no-privileged');
    await client.next<{ message: string }>('window/showMessage', ({ message }) => message.startsWith('# Title of no-privileged'));
  });

  it('knows what it does not know', async () => {
    const client = await connect();
    assert.equal(await client.connection.sendRequest('seaworthy/explain', { rule: 'nothing' }), null);
  });
});
