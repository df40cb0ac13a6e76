import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { parseConfig } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { BAD, GOOD, MEDIUM, removeTrees, run, tree } from './support.js';

const audit = (files: Record<string, string>, ...argv: string[]) => run(tree(files), ['audit', ...argv]);

describe('seaworthy config print', () => {
  after(removeTrees);

  const files = {
    'seaworthy.yaml': 'preset: strict\nexclude: [vendor]\nrules:\n  no-privileged: [off, CI only]\n',
    'a/seaworthy.yaml': 'extends: parent\nfailOn: low\noverrides:\n  - files: test/**\n    rules: { no-privileged: low }\n',
    'a/test/compose.yaml': BAD,
  };

  it('says what holds and where it comes from', async () => {
    const { code, stdout, stderr } = await run(tree(files), ['config', 'print', 'a/test/compose.yaml']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout.replace(/ +#/g, ' #'),
      `# a/test/compose.yaml
root: false # default
preset: strict # seaworthy.yaml:1:1
rules:
  no-privileged: low # a/seaworthy.yaml:5:14
exclude:
  - vendor # seaworthy.yaml:2:11
frameworks: [] # default
failOn: low # a/seaworthy.yaml:2:1
registries:
  trusted: [] # default
compose:
  files: [] # default
  profiles: [] # default
  envFile: [] # default
`,
    );
    const whole = await run(tree(files), ['config', 'print', '--preset', 'essential', '--format', 'json']);
    const { path: at, values } = JSON.parse(whole.stdout) as { path: string; values: { key: string; value: unknown; source: string }[] };
    assert.equal(at, '*');
    assert.deepEqual(
      values.find(({ key }) => key === 'preset'),
      { key: 'preset', value: 'essential', source: 'command line' },
    );
    assert.deepEqual(
      values.find(({ key }) => key === 'rules/no-privileged'),
      { key: 'rules/no-privileged', value: ['off', 'CI only'], source: 'seaworthy.yaml:4:3' },
    );
  });

  it('prints a configuration', async () => {
    const { stdout } = await run(tree(files), ['config', 'print', 'a/test/compose.yaml']);
    assert.deepEqual(parseConfig(stdout, (await import('./support.js')).testRules).problems, []);
  });

  it('tells mistakes with file, line and column', async () => {
    const wrong = await run(tree({ 'a/seaworthy.yaml': 'rules:\n  no-privilegd: off\n' }), ['config', 'print', 'a']);
    assert.equal(wrong.code, 2);
    assert.equal(wrong.stderr, 'seaworthy: a/seaworthy.yaml:2:3: There is no rule `no-privilegd`. Did you mean `no-privileged`?\n');
    assert.equal((await run(tree({}), ['config'])).code, 2);
    assert.equal((await run(tree({}), ['config', 'print', 'nowhere'])).code, 2);
  });
});

describe('gates of configurations', () => {
  after(removeTrees);

  const table: readonly [name: string, files: Record<string, string>, argv: readonly string[], code: number][] = [
    ['failOn', { 'compose.yaml': MEDIUM, 'seaworthy.yaml': 'failOn: medium\n' }, [], 1],
    ['failOn, only for its files', { 'compose.yaml': MEDIUM, 'a/seaworthy.yaml': 'failOn: medium\n', 'a/compose.yaml': GOOD }, [], 0],
    ['failOn none', { 'compose.yaml': BAD, 'seaworthy.yaml': 'failOn: none\n' }, [], 0],
    ['the command line before failOn', { 'compose.yaml': MEDIUM, 'seaworthy.yaml': 'failOn: medium\n' }, ['--fail-on', 'high'], 0],
    ['minimumScore', { 'compose.yaml': MEDIUM, 'seaworthy.yaml': 'minimumScore: 95\n' }, [], 1],
    [
      'minimumScore, only for its files',
      { 'compose.yaml': MEDIUM, 'a/seaworthy.yaml': 'minimumScore: 95\n', 'a/compose.yaml': GOOD },
      [],
      0,
    ],
    ['the command line before minimumScore', { 'compose.yaml': MEDIUM, 'seaworthy.yaml': 'minimumScore: 95\n' }, ['--min-score', '10'], 0],
    [
      'a cycle',
      { 'compose.yaml': GOOD, 'seaworthy.yaml': 'extends: ./a.seaworthy.yaml\n', 'a.seaworthy.yaml': 'extends: ./a.seaworthy.yaml\n' },
      [],
      2,
    ],
    ['a file by another name', { 'app.tmpl': BAD, 'seaworthy.yaml': 'files: { "*.tmpl": compose }\n' }, [], 1],
    ['package.json', { 'compose.yaml': BAD, 'package.json': '{ "seaworthy": { "failOn": "none" } }' }, [], 0],
    ['a package.json that is none of ours', { 'compose.yaml': GOOD, 'package.json': '{ "name": "x", "rules": 1 }' }, [], 0],
  ];
  for (const [name, files, argv, code] of table) {
    it(`${code}: ${name}`, async () => {
      const outcome = await audit(files, ...argv);
      assert.equal(outcome.code, code, outcome.stderr || outcome.stdout);
    });
  }
});

describe('the schema of configurations', () => {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
  const schema = JSON.parse(readFileSync(path.join(root, 'schemas/seaworthy.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

  const texts = [
    'preset: strict\nextends: parent\n',
    'rules:\n  no-privileged: off\n  no-host-pid: [off, why]\n  trusted-registry: [low, { registries: [a] }]\n',
    'overrides: [{ files: a, rules: { no-privileged: low } }]\nexclude: a\npodSecurity: { level: restricted, version: latest }\n',
    'baseImages: { a: { user: b } }\nfiles: { a: compose }\ncompose: { files: a, profiles: [b] }\nfailOn: none\nminimumScore: 3\n',
    'presett: strict\n',
    'rules: { no-privilegd: off }\n',
    'rules: { no-privileged: hihg }\n',
    'rules: { no-privileged: [low, { a: b }] }\n',
    'rules: { no-privileged: [low, why] }\n',
    'podSecurity: { version: v1.30 }\n',
    'registries: { mirrors: { a: b } }\n',
    'overrides: [{ rules: {} }]\n',
    'minimumScore: 101\n',
    'files: { a: b }\n',
  ];
  for (const text of texts) {
    it(`agrees with the parser on ${JSON.stringify(text)}`, () => {
      assert.equal(validate(parse(text)), parseConfig(text, rules).problems.length === 0, JSON.stringify(validate.errors));
    });
  }
});
