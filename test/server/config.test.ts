import { strict as assert } from 'node:assert';
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  CreateFile,
  MarkupContent,
  TextDocumentEdit,
} from 'vscode-languageserver/node';
import { type Client, connect, MODERN, ROOT } from './connect.js';

const SERVICE =
  'services:\n  web:\n    image: nginx\n    read_only: true\n    security_opt: [no-new-privileges:true]\n    privileged: true\n';

/** Completion at the `|` of a text. */
async function complete(client: Client, path: string, marked: string, language = 'yaml'): Promise<CompletionItem[]> {
  const offset = marked.indexOf('|');
  const before = marked.slice(0, offset).split('\n');
  const uri = await client.open(path, marked.replace('|', ''), language);
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return client.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
}

const labels = (items: readonly CompletionItem[]) =>
  [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)).map(({ label }) => label);

const COMPOSE_RULES = ['no-new-privileges', 'no-privileged', 'read-only-root', 'throws'];

describe('completion', () => {
  const table: readonly (readonly [what: string, path: string, text: string, expected: readonly string[]])[] = [
    ['keys', 'seaworthy.yaml', 'preset: strict\nr|', ['registries', 'root', 'rules'].sort()],
    ['keys below a key', 'seaworthy.yaml', 'podSecurity:\n  |', ['level', 'version']],
    ['keys that a file may hold', 'seaworthy.yaml', 'registries:\n  |', ['trusted']],
    [
      'keys of an item',
      'seaworthy.yaml',
      'overrides:\n  - files: a\n    p|',
      ['baseImages', 'podSecurity', 'preset', 'registries', 'rules'],
    ],
    [
      'the first key of an item',
      'seaworthy.yaml',
      'overrides:\n  - |',
      ['baseImages', 'files', 'podSecurity', 'preset', 'registries', 'rules'],
    ],
    ['choices', 'seaworthy.yaml', 'preset: |', ['essential', 'recommended', 'strict']],
    ['what can be extended', 'seaworthy.yaml', 'extends: [parent, |', ['parent', 'essential', 'recommended', 'strict']],
    ['booleans', 'seaworthy.yaml', 'root: |', ['true', 'false']],
    ['levels', 'seaworthy.yaml', 'rules:\n  no-privileged: |', ['off', 'critical', 'high', 'medium', 'low', 'info']],
    ['levels in a list', 'seaworthy.yaml', 'rules:\n  no-privileged: [|', ['off', 'critical', 'high', 'medium', 'low', 'info']],
    ['nothing in a comment', 'seaworthy.yaml', '# p|', []],
    ['nothing elsewhere', 'compose.yaml', `${SERVICE}    |`, []],
    ['nothing in a reason', 'compose.yaml', `# seaworthy-ignore no-privileged -- because |\n${SERVICE}`, []],
    ['rules of the dialect', 'compose.yaml', `${SERVICE} # seaworthy-ignore |`, COMPOSE_RULES],
    ['rules in an extension', 'compose.yaml', `${SERVICE}    x-seaworthy-ignore:\n      |`, COMPOSE_RULES],
  ];
  for (const [what, path, text, expected] of table) {
    it(`offers ${what}`, async () => {
      const client = await connect();
      const items = await complete(client, path, text);
      const prefix = /[\w-]*$/.exec(text.slice(0, text.indexOf('|')))![0];
      const found = labels(items).filter(label => (what.startsWith('keys') && prefix.length === 1 ? expected.includes(label) : true));
      assert.deepEqual(found.sort(), [...expected].sort());
    });
  }

  it('offers rule ids in a configuration, with what they mean when one is looked at', async () => {
    const client = await connect();
    const items = await complete(client, 'a/seaworthy.yaml', 'rules:\n  no-privileged: off\n  |');
    assert(labels(items).includes('read-only-root') && !labels(items).includes('no-privileged'));
    const item = items.find(({ label }) => label === 'read-only-root')!;
    assert.equal((item.textEdit as { newText: string }).newText, 'read-only-root: ');
    const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    assert.match((resolved.documentation as MarkupContent).value, /Title of read-only-root/);
  });

  it('offers first what is found at the place', async () => {
    const client = await connect();
    const text = SERVICE.replace('    privileged', '    # seaworthy-ignore |\n    privileged');
    assert.equal(labels(await complete(client, 'compose.yaml', text))[0], 'no-privileged');
    const more = SERVICE.replace('    privileged', '    # seaworthy-ignore no-privileged, n|\n    privileged');
    assert.deepEqual(labels(await complete(client, 'b/compose.yaml', more)), ['no-new-privileges', 'read-only-root', 'throws']);
  });
});

describe('hover', () => {
  const value = async (path: string, text: string, line: number, character: number) => {
    const client = await connect();
    const hover = await client.hover(await client.open(path, text), line, character);
    return (hover?.contents as MarkupContent | undefined)?.value ?? '';
  };

  it('explains keys and rules of a configuration', async () => {
    assert.match(await value('seaworthy.yaml', 'minimumScore: 3\n', 0, 3), /fails below this score/);
    assert.match(await value('seaworthy.yaml', 'podSecurity:\n  level: baseline\n', 1, 3), /Pod Security Standard that pods/);
    assert.match(await value('seaworthy.yaml', 'rules:\n  no-privileged: off\n', 1, 5), /Title of no-privileged/);
    assert.match(
      await value('seaworthy.yaml', 'overrides:\n  - files: a\n    rules: { no-privileged: low }\n', 2, 15),
      /Title of no-privileged/,
    );
  });

  it('explains what a suppression names', async () => {
    const text = SERVICE.replace('privileged: true', 'privileged: true # seaworthy-ignore no-privileged -- x');
    assert.match(await value('compose.yaml', text, 5, text.split('\n')[5]!.indexOf('no-priv') + 2), /Title of no-privileged/);
  });
});

const titles = (actions: readonly CodeAction[]) => actions.map(({ title }) => title);

async function actionsAt(client: Client, uri: string, code: string): Promise<CodeAction[]> {
  const diagnostic = (await client.pull(uri)).find(each => each.code === code)!;
  return client.actions(uri, diagnostic.range);
}

const named = (actions: readonly CodeAction[], title: RegExp): CodeAction => {
  const action = actions.find(each => title.test(each.title));
  assert(action, `${title} in ${titles(actions).join(', ')}`);
  return action;
};

describe('ignoring', () => {
  it('in a file stands after what the parser reads', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('Dockerfile', '# syntax=docker/dockerfile:1\nFROM node:22\nADD a b\n', 'dockerfile');
    const action = await client.resolve(named(await actionsAt(client, uri, 'copy-instead-of-add'), /^Ignore .* in this file/));
    assert.match(JSON.stringify(action.edit), /\$\{1:TODO: say why\}/);
    const text = client.edited(uri, action.edit!);
    assert.equal(
      text,
      '# syntax=docker/dockerfile:1\n# seaworthy-ignore-file copy-instead-of-add -- TODO: say why\nFROM node:22\nADD a b\n',
    );
    await client.change(uri, text);
    assert(!(await client.pull(uri)).some(({ code }) => code === 'copy-instead-of-add'));
  });

  it('in the configuration edits the nearest, or writes one', async () => {
    const files: Record<string, string> = { 'a/seaworthy.yaml': '# ours\nrules:\n  read-only-root: low # why\npreset: strict\n' };
    const client = await connect({ capabilities: MODERN, files });
    const near = await client.open('a/compose.yaml', SERVICE);
    const edit = (await client.resolve(named(await actionsAt(client, near, 'no-privileged'), /^Turn no-privileged off/))).edit!;
    const [change] = edit.documentChanges as TextDocumentEdit[];
    assert.equal(change!.textDocument.uri, `${ROOT}/a/seaworthy.yaml`);
    assert.deepEqual(
      change!.edits.map(each => ('newText' in each ? each.newText : '')),
      ['\n  no-privileged: off'],
    );
    const far = await client.open('b/compose.yaml', SERVICE);
    const [create] = (await client.resolve(named(await actionsAt(client, far, 'no-privileged'), /^Turn no-privileged off/))).edit!
      .documentChanges as [CreateFile, TextDocumentEdit];
    assert.deepEqual([create.kind, create.uri], ['create', `${ROOT}/seaworthy.yaml`]);
  });

  it('asks why where the client can', async () => {
    const client = await connect({
      capabilities: MODERN,
      files: { 'seaworthy.yaml': 'root: true\n' },
      options: { commands: ['seaworthy.turnOffRule'] },
    });
    const uri = await client.open('compose.yaml', SERVICE);
    const action = named(await actionsAt(client, uri, 'no-privileged'), /^Turn no-privileged off in config, with a reason/);
    assert.deepEqual(action.command!.arguments, [{ uri, rule: 'no-privileged' }]);
    const result = await client.connection.sendRequest('seaworthy/turnOffRule', { uri, rule: 'no-privileged', reason: 'it: must' });
    assert.deepEqual(result, { applied: true });
    const { edit } = await client.next<{ edit: { documentChanges: TextDocumentEdit[] } }>('workspace/applyEdit');
    assert.match(JSON.stringify(edit), /no-privileged: \[off, \\"it: must\\"\]/);
  });

  it('mends what is wrong with a suppression', async () => {
    const client = await connect({ capabilities: MODERN });
    const at = async (comment: string, path: string) => {
      const uri = await client.open(path, SERVICE.replace('privileged: true', `privileged: true # ${comment}`));
      const diagnostic = (await client.pull(uri)).find(({ code }) => String(code).endsWith('-suppression'))!;
      const [action] = (await client.actions(uri, diagnostic.range)).filter(({ title }) => /^(?:Write|Say|Take it)/.test(title));
      return [action!.title, client.edited(uri, action!.edit!).split('\n')[5]];
    };
    assert.deepEqual(await at('seaworthy-ignore no-privilegd -- x', 'a.compose.yaml'), [
      'Write `no-privileged`',
      '    privileged: true # seaworthy-ignore no-privileged -- x',
    ]);
    assert.deepEqual(await at('seaworthy-ignore no-privileged', 'b.compose.yaml'), [
      'Say why',
      '    privileged: true # seaworthy-ignore no-privileged -- TODO: say why',
    ]);
    assert.deepEqual(await at('seaworthy-ignore no-privileged until=2025-01-01 -- x', 'c.compose.yaml'), [
      'Take it out',
      '    privileged: true',
    ]);
  });

  it('converts what other tools are told', async () => {
    const client = await connect({ capabilities: MODERN });
    const text = 'FROM node:22\n# hadolint ignore=DL0000\nADD a b\nADD c d\n';
    const uri = await client.open('Dockerfile', text, 'dockerfile');
    const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } };
    const action = named(await client.actions(uri, range), /^Convert foreign/);
    assert.equal(client.edited(uri, action.edit!), text.replace('hadolint ignore=DL0000', 'seaworthy-ignore copy-instead-of-add'));
    assert.equal(await client.connection.sendRequest('seaworthy/convertIgnores', { uri }), 1);
    const none = await client.open('b/Dockerfile', 'FROM node:22\nADD a b\n', 'dockerfile');
    assert.equal(await client.connection.sendRequest('seaworthy/convertIgnores', { uri: none }), 0);
  });
});

describe('configurations in the editor', () => {
  it('are squiggles where they are wrong, with the word that was meant', async () => {
    const client = await connect({ capabilities: MODERN });
    const uri = await client.open('seaworthy.yaml', 'rules:\n  no-privilegd: off\n');
    const [diagnostic] = await client.pull(uri);
    assert.equal(diagnostic!.message, 'There is no rule `no-privilegd`. Did you mean `no-privileged`?');
    const [action] = await client.actions(uri, diagnostic!.range);
    assert.equal(client.edited(uri, action!.edit!), 'rules:\n  no-privileged: off\n');
  });

  it('say what open files are, and leave files out, at once', async () => {
    const client = await connect({ capabilities: MODERN });
    const template = await client.open('deploy/app.tmpl', SERVICE, 'plaintext');
    const compose = await client.open('compose.yaml', SERVICE);
    assert.deepEqual([(await client.pull(template)).length, (await client.pull(compose)).length], [0, 1]);
    await client.open('seaworthy.yaml', 'files: { deploy/*.tmpl: compose }\nexclude: compose.yaml\n');
    assert.deepEqual([(await client.pull(template)).length, (await client.pull(compose)).length], [1, 0]);
  });

  const SETTINGS: ClientCapabilities = {
    ...MODERN,
    workspace: { ...MODERN.workspace!, configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  };

  it('come after settings, which change without a restart', async () => {
    let settings: unknown = { config: { rules: { 'no-privileged': 'off' }, preset: null, exclude: [] } };
    const client = await connect({ capabilities: SETTINGS, settings: () => settings });
    const uri = await client.open('compose.yaml', SERVICE);
    await client.next('seaworthy/score');
    assert.deepEqual(await client.pull(uri), []);
    settings = { config: { rules: { 'no-privileged': 'low' } } };
    const refreshes = client.count('workspace/diagnostic/refresh');
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    while (client.count('workspace/diagnostic/refresh') === refreshes) await client.pull(uri);
    assert.deepEqual(
      (await client.pull(uri)).map(({ severity }) => severity),
      [3],
    );
    await client.open('seaworthy.yaml', 'rules:\n  no-privileged: info\n');
    assert.deepEqual(
      (await client.pull(uri)).map(({ severity }) => severity),
      [4],
    );
  });

  it('tell what is wrong with settings', async () => {
    const client = await connect({ capabilities: SETTINGS, settings: () => ({ config: { rules: { 'no-privilegd': 'off' } } }) });
    const { message } = await client.next<{ message: string }>('window/showMessage');
    assert.equal(message, "Seaworthy's settings: There is no rule `no-privilegd`. Did you mean `no-privileged`?");
  });

  it('leave to other tools what they underline too', async () => {
    const client = await connect({ capabilities: SETTINGS, settings: () => ({ diagnostics: { leaveTo: ['hadolint'] } }) });
    const uri = await client.open('Dockerfile', 'FROM node:22\nADD a b\n', 'dockerfile');
    await client.next('seaworthy/score');
    assert(!(await client.pull(uri)).some(({ code }) => code === 'copy-instead-of-add'));
  });
});
