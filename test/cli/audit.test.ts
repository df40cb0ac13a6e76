import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import type { Report } from '../../core/index.js';
import { BAD, GOOD, MEDIUM, Recorder, removeTrees, run, tree } from './support.js';

const audit = (top: string, ...argv: string[]) => run(top, ['audit', ...argv]);
const json = async (top: string, ...argv: string[]) => {
  const { stdout, ...rest } = await audit(top, '--format', 'json', ...argv);
  return { ...rest, report: JSON.parse(stdout) as Report };
};

describe('seaworthy audit', () => {
  after(removeTrees);

  describe('exit codes', () => {
    const table: readonly [name: string, files: Record<string, string>, argv: readonly string[], code: number][] = [
      ['nothing of ours', { 'README.md': '' }, [], 0],
      ['clean', { 'compose.yaml': GOOD }, [], 0],
      ['below --fail-on', { 'compose.yaml': MEDIUM }, [], 0],
      ['at --fail-on', { 'compose.yaml': MEDIUM }, ['--fail-on', 'medium'], 1],
      ['above --fail-on', { 'compose.yaml': BAD }, [], 1],
      ['--fail-on none', { 'compose.yaml': BAD }, ['--fail-on', 'none'], 0],
      ['not below --min-score', { 'compose.yaml': MEDIUM }, ['--min-score', '80'], 0],
      ['below --min-score', { 'compose.yaml': MEDIUM }, ['--min-score', '95'], 1],
      ['outside the preset', { 'compose.yaml': MEDIUM }, ['--fail-on', 'low', '--preset', 'essential'], 0],
      ['ignored by a comment', { 'compose.yaml': BAD.replace('true', 'true # seaworthy-ignore no-privileged -- CI only') }, [], 0],
      [
        'ignored until yesterday',
        { 'compose.yaml': BAD.replace('true', 'true # seaworthy-ignore no-privileged until=2026-01-30 -- CI') },
        [],
        1,
      ],
      ['off by a config', { 'compose.yaml': BAD, 'seaworthy.yaml': 'rules:\n  no-privileged: off\n' }, [], 0],
      ['broken YAML', { 'compose.yaml': 'services: [\n' }, [], 0],
      ['broken YAML, strictly', { 'compose.yaml': 'services: [\n' }, ['--strict-parse'], 1],
      ['broken Dockerfile', { Dockerfile: 'FROM a\nRUN ["x"\nNONSENSE y\nCOPY <<EOF /x\nno end' }, [], 0],
      ['wrong config', { 'compose.yaml': GOOD, 'seaworthy.yaml': 'preset: everything\n' }, [], 2],
      ['wrong config wins over findings', { 'compose.yaml': BAD, 'seaworthy.yaml': 'rules: 1\n' }, [], 2],
      ['missing path', { 'compose.yaml': GOOD }, ['nowhere.yaml'], 2],
      ['a path through a file', { 'compose.yaml': GOOD }, ['compose.yaml/x'], 2],
      ['missing path beside findings', { 'compose.yaml': BAD }, ['nowhere', 'compose.yaml'], 2],
      ['unknown option', {}, ['--formt', 'json'], 2],
      ['option without its value', {}, ['--format'], 2],
      ['wrong choice', {}, ['--format', 'xml'], 2],
      ['wrong number', {}, ['--min-score', '101'], 2],
      ['empty number', {}, ['--min-score', ''], 2],
      ['wrong date', {}, ['--today', '2026-02-30'], 2],
      ['output that cannot be written', { 'compose.yaml': GOOD }, ['--output', 'no/such/folder.json'], 2],
    ];
    for (const [name, files, argv, code] of table) {
      it(`${code}: ${name}`, async () => {
        const outcome = await audit(tree(files), ...argv);
        assert.equal(outcome.code, code, outcome.stderr || outcome.stdout);
        assert.equal(outcome.stderr !== '', code === 2, outcome.stderr);
        assert.doesNotMatch(outcome.stderr, /unexpected/);
      });
    }
  });

  it('says why a path is not analysed, and analyses the rest', async () => {
    const top = tree({
      'compose.yaml': BAD,
      'sub/Dockerfile': new Uint8Array([70, 0, 1]),
      'big.yaml': '#'.repeat(2 * 1024 * 1024 + 1),
      'notes.md': 'x',
    });
    const { report, code, stderr } = await json(top, 'compose.yaml', 'sub', 'big.yaml', 'notes.md', 'nowhere/Dockerfile');
    assert.deepEqual(report.skipped, [
      { path: 'big.yaml', why: 'it has 2.0 MB, more than 2 MB' },
      { path: 'notes.md', why: 'it is no Dockerfile, Compose file or Kubernetes manifest' },
      { path: 'nowhere/Dockerfile', why: 'it does not exist' },
      { path: 'sub/Dockerfile', why: 'it is binary' },
    ]);
    assert.deepEqual(
      report.files.map(file => file.path),
      ['compose.yaml'],
    );
    assert.equal(code, 2);
    assert.equal(stderr, 'seaworthy: nowhere/Dockerfile: it does not exist.\n');
  });

  it('exits 2 when a file below the path cannot be read', async function () {
    // Root may read everything, so there is nothing to see.
    if (process.getuid?.() === 0) this.skip();
    const top = tree({ 'compose.yaml': BAD, 'locked/compose.yaml': BAD });
    chmodSync(path.join(top, 'locked/compose.yaml'), 0);
    const { report, code } = await json(top);
    assert.equal(code, 2);
    assert.deepEqual(report.skipped, [{ path: 'locked/compose.yaml', why: 'no permission to read it' }]);
  });

  it('reports only what lies under the path, relative to the git root', async () => {
    const top = tree({ 'compose.yaml': BAD, 'a/compose.yaml': GOOD, 'ab/compose.yaml': GOOD });
    assert.deepEqual(
      (await json(top, 'a')).report.files.map(file => file.path),
      ['a/compose.yaml'],
    );
    const below = await run(path.join(top, 'a'), ['audit', '--format', 'json', '../ab', '.']);
    assert.deepEqual(
      (JSON.parse(below.stdout) as Report).files.map(file => file.path),
      ['a/compose.yaml', 'ab/compose.yaml'],
    );
  });

  it('analyses what git ignores only when it is named', async () => {
    const top = tree({ '.gitignore': 'build/\n', 'build/compose.yaml': BAD, 'compose.yaml': GOOD });
    symlinkSync(path.join(top, 'build'), path.join(top, 'link'));
    assert.deepEqual(
      (await json(top)).report.files.map(file => file.path),
      ['compose.yaml'],
    );
    assert.deepEqual(
      (await json(top, 'build')).report.files.map(file => file.path),
      ['build/compose.yaml'],
    );
    assert.deepEqual(
      (await json(top, 'build/compose.yaml')).report.files.map(file => file.path),
      ['build/compose.yaml'],
    );
    assert.deepEqual(
      (await json(top, 'link')).report.files.map(file => file.path),
      ['link/compose.yaml'],
    );
  });

  it('leaves out what a config excludes, and says so', async () => {
    const top = tree({ 'compose.yaml': BAD, 'test/x/compose.yaml': BAD, 'seaworthy.yaml': 'exclude: [test/**]\n' });
    const { report } = await json(top);
    assert.deepEqual(
      report.files.map(({ path, kind }) => [path, kind]),
      [['compose.yaml', 'compose']],
    );
    assert.deepEqual(report.skipped, [{ path: 'test/x/compose.yaml', why: 'a config excludes it' }]);
  });

  it('takes paths of several trees', async () => {
    const [one, two] = [tree({ 'compose.yaml': BAD }), tree({ 'compose.yaml': GOOD })];
    const { report } = await json(one, '.', two);
    assert.deepEqual(
      report.files.map(file => file.path),
      [`../${path.basename(two)}/compose.yaml`, 'compose.yaml'],
    );
  });

  it('finds the top without git: a root config, else the working folder', async () => {
    const top = tree({ 'own/seaworthy.yaml': 'root: true\n', 'own/a/compose.yaml': BAD });
    mkdirSync(path.join(top, 'own/a/deep'));
    const { stdout } = await run(path.join(top, 'own'), ['audit', '--format', 'json', 'a']);
    assert.deepEqual(
      (JSON.parse(stdout) as Report).files.map(file => file.path),
      ['own/a/compose.yaml'],
    );
  });

  it('writes JSON by its schema, the same every time', async () => {
    const top = tree({
      'compose.yaml': BAD,
      'k8s/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      securityContext: {privileged: true} # seaworthy-ignore no-privileged\n',
      'broken.compose.yaml': 'services: [\n',
      'seaworthy.yaml': 'rules:\n  read-only-root: [off, not yet]\nnonsense: 1\n',
      Dockerfile: 'FROM a\nMAINTAINER b\n',
    });
    const { report } = await json(top, '.', 'nowhere');
    const schema = JSON.parse(readFileSync('core/report/report.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    assert.ok(validate(report), JSON.stringify(validate.errors));
    assert.equal(validate({ ...report, schema: 2 }), false);
    assert.deepEqual(
      report.files.map(file => file.kind),
      ['dockerfile', 'compose', 'compose', 'kubernetes', 'config'],
    );
    assert.deepEqual(
      report.files[2]!.accepted?.map(({ rule, reason }) => [rule, reason]),
      [['read-only-root', 'not yet']],
    );
    assert.deepEqual(report.files[2]!.findings, [
      {
        rule: 'no-privileged',
        severity: 'critical',
        message: 'web is privileged.',
        points: 69.88,
        range: report.files[2]!.findings[0]!.range,
        fingerprint: 'no-privileged:compose.yaml:services.web.privileged',
        fixes: [
          {
            title: 'Take privileged from web',
            safety: 'safe',
            edits: [{ range: { start: { line: 4, column: 1 }, end: { line: 5, column: 1 } }, text: '' }],
          },
        ],
      },
    ]);
    assert.equal(report.files[2]!.findings[0]!.range.start.line, 4);
    assert.deepEqual(report.files[3]!.findings[0]!.suppressed, { reason: null });
    assert.ok(report.files[4]!.problems.length > 0);
    assert.deepEqual((await json(top, '.', 'nowhere')).report, report);
  });

  it('writes SARIF', async () => {
    const top = tree({ 'a b/compose.yaml': BAD.replace('true', 'true # seaworthy-ignore no-privileged -- CI only') });
    const { stdout } = await audit(top, '--format', 'sarif');
    const run = (JSON.parse(stdout) as Log).runs[0]!;
    const [root, privileged] = [...run.results!].sort((a, b) => (a.ruleId! > b.ruleId! ? -1 : 1));
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(privileged!.suppressions, [{ kind: 'inSource', status: 'accepted', justification: 'CI only' }]);
    assert.deepEqual([privileged!.level, root!.level, root!.suppressions], ['error', 'warning', []]);
    assert.deepEqual(privileged!.locations![0]!.physicalLocation!.artifactLocation, { uri: 'a%20b/compose.yaml', uriBaseId: '%SRCROOT%' });
    for (const result of run.results!) assert.equal(run.tool.driver.rules![result.ruleIndex!]!.id, result.ruleId);
    assert.equal(run.tool.driver.rules!.find(rule => rule.id === 'no-privileged')!.properties!['security-severity'], '9.5');
  });

  it('writes to --output and prints nothing', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const { stdout } = await audit(top, '--output', 'report.json', '--format', 'json');
    assert.equal(stdout, '');
    assert.equal((JSON.parse(readFileSync(path.join(top, 'report.json'), 'utf8')) as Report).schema, 1);
  });

  it('colours when it is told to', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const isColoured = async (env: Record<string, string>, isTerminal: boolean) => {
      const stdout = new Recorder(isTerminal);
      await run(top, ['audit'], { env, stdout });
      return stdout.text.includes('\u001b[');
    };
    assert.deepEqual(
      [
        await isColoured({}, true),
        await isColoured({}, false),
        await isColoured({ NO_COLOR: '1' }, true),
        await isColoured({ FORCE_COLOR: '1' }, false),
      ],
      [true, false, false, true],
    );
  });

  it('shows progress on a terminal, once it lasts', async () => {
    const top = tree({ 'compose.yaml': BAD, 'a.compose.yaml': BAD });
    const shown = async (step: number, isTerminal: boolean, ...argv: string[]) => {
      let time = 0;
      const now = () => {
        time += step;
        return time;
      };
      const stderr = new Recorder(isTerminal);
      await run(top, ['audit', ...argv], { now, stderr });
      return stderr.text;
    };
    assert.match(await shown(300, true), /files: .*compose\.yaml.*\r\u001b\[K$/);
    assert.deepEqual([await shown(1, true), await shown(300, false), await shown(300, true, '--quiet')], ['', '', '']);
  });
});
