import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Audit } from '../../cli/auditing.js';
import { filesInThreads } from '../../cli/jobs.js';
import { outputsOf } from '../../cli/output.js';
import type { Report } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { generateTree } from '../../scripts/bench/samples.js';
import { BAD, GOOD, MEDIUM, removeTrees, run, tree } from './support.js';

const cli = path.resolve('dist/cli.js');
const built = (cwd: string, ...argv: string[]) =>
  spawnSync(process.execPath, [cli, ...argv], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });

describe('several reports at once', () => {
  after(removeTrees);

  const table: readonly [words: string, expected: readonly string[] | RegExp][] = [
    ['', ['text']],
    ['--format json', ['json']],
    ['--output a.sarif', ['sarif > a.sarif']],
    ['--output report.HTML', ['html > report.HTML']],
    ['--output a.xml --output a.md --output a.json', ['junit > a.xml', 'markdown > a.md', 'json > a.json']],
    ['--output noext', ['text > noext']],
    ['--format gitlab --output a.json', ['gitlab > a.json']],
    ['--output a.json --format gitlab', ['gitlab > a.json']],
    ['--format sarif --output a --format html --output b', ['sarif > a', 'html > b']],
    ['--format sarif --output a --output b.html', ['sarif > a', 'html > b.html']],
    ['--format text --format sarif --output a', ['text', 'sarif > a']],
    ['--format sarif --output a --format text', ['sarif > a', 'text']],
    ['--format sarif --format html', /only one format can be printed, not sarif and html/],
  ];
  for (const [words, expected] of table) {
    it(words || 'nothing said', () => {
      const argv = words.split(' ').filter(Boolean);
      const given = argv.flatMap((word, i) => (word.startsWith('--') ? [{ name: word.slice(2), value: argv[i + 1]! }] : []));
      const asked = () => outputsOf({ given }).map(({ format, file }) => (file ? `${format} > ${file}` : format));
      if (expected instanceof RegExp) assert.throws(asked, expected);
      else assert.deepEqual(asked(), expected);
    });
  }

  it('writes each as it would be printed alone', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const formats = ['json', 'sarif', 'junit', 'gitlab', 'markdown', 'html'];
    const { stdout } = await run(top, [
      'audit',
      ...formats.flatMap(format => ['--format', format, '--output', `out.${format}`]),
      '--format',
      'text',
    ]);
    assert.equal(stdout, (await run(top, ['audit'])).stdout);
    for (const format of formats)
      assert.equal(readFileSync(path.join(top, `out.${format}`), 'utf8'), (await run(top, ['audit', '--format', format])).stdout);
  });

  it('adds the controls of frameworks where they are asked for', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const asked = JSON.parse((await run(top, ['audit', '--format', 'json', '--framework', 'pss'])).stdout);
    assert.deepEqual(
      asked.compliance.map(({ framework }: { framework: string }) => framework),
      ['pss'],
    );
    const config = tree({ 'compose.yaml': BAD, 'seaworthy.yaml': 'frameworks: [hipaa]\n' });
    assert.equal(JSON.parse((await run(config, ['audit', '--format', 'json'])).stdout).compliance[0].framework, 'hipaa');
    assert.equal(JSON.parse((await run(top, ['audit', '--format', 'json'])).stdout).compliance, undefined);
  });
});

describe('seaworthy merge', () => {
  after(removeTrees);

  const files = {
    ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`s${i}/compose.yaml`, [BAD, MEDIUM, GOOD, 'services: [\n'][i % 4]!])),
    'c/seaworthy.yaml': 'nonsense: 1\n',
    'x.bin/Dockerfile': 'FROM a\0',
  };

  for (const [name, extra] of [
    ['a plain tree', {}],
    ['a tree with a baseline', { baseline: true }],
    ['a tree with frameworks', { config: 'frameworks: [pss]\n' }],
  ] as const) {
    it(`makes 7 shards of ${name} the undivided report, byte for byte, in every format`, async () => {
      const top = tree({ ...files, ...('config' in extra ? { 'seaworthy.yaml': extra.config } : {}) });
      if ('baseline' in extra) {
        await run(top, ['baseline', 'write']);
        rmSync(path.join(top, 's3/compose.yaml'));
      }
      const parts = [];
      for (let i = 1; i <= 7; i++) {
        await run(top, ['audit', '--shard', `${i}/7`, '--output', `part-${i}.json`, '--format', 'json']);
        parts.push(`part-${i}.json`);
      }
      for (const format of ['json', 'text', 'sarif', 'html', 'markdown', 'junit', 'gitlab']) {
        const whole = await run(top, ['audit', '--format', format]);
        const merged = await run(top, ['merge', ...parts, '--format', format]);
        assert.equal(merged.stdout, whole.stdout, format);
      }
      for (const gates of [
        ['--fail-on', 'none'],
        ['--fail-on', 'high'],
        ['--fail-on', 'none', '--min-score', '90'],
      ])
        assert.equal((await run(top, ['merge', ...parts, ...gates])).code, (await run(top, ['audit', 's0', 's1', 's2', ...gates])).code);
      assert.equal((await run(top, ['merge', ...parts.slice(1)])).code, 2);
    });
  }

  it('puts repositories beside each other by their names, and says what is no report', async () => {
    const top = tree({ 'compose.yaml': BAD, 'x.json': '{}', 'y.json': 'no' });
    await run(top, ['audit', '--output', 'shop.json']);
    const { stdout } = await run(top, ['merge', 'shop=shop.json', 'blog=shop.json', '--format', 'json']);
    assert.deepEqual(
      JSON.parse(stdout).files.map(({ path: at }: { path: string }) => at),
      ['blog/compose.yaml', 'shop/compose.yaml'],
    );
    for (const [argv, message] of [
      [[], /merge which reports/],
      [['x.json'], /x\.json is no report/],
      [['y.json'], /y\.json cannot be read as a report/],
      [['shop.json', 'shop.json'], /two reports hold compose\.yaml; give each tree a name/],
      [['a=shop.json', '--new-only'], /--new-only needs a baseline/],
    ] as const) {
      const { code, stderr } = await run(top, ['merge', ...argv]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

describe('threads', function () {
  this.timeout(200_000);
  before(() => {
    if (!existsSync(cli)) throw new Error('npm run build first');
  });

  it('find what one does, byte for byte, and shards of them too', () => {
    const top = generateTree(450);
    try {
      const one = built(top, 'audit', '--format', 'json', '--today', '2026-01-31');
      assert.ok(one.stdout.length > 100_000, one.stderr);
      for (const jobs of ['2', '4'])
        assert.equal(built(top, 'audit', '--format', 'json', '--today', '2026-01-31', '--jobs', jobs).stdout, one.stdout);
      for (const shard of ['1/2', '2/2'])
        built(top, 'audit', '--today', '2026-01-31', '--jobs', '2', '--shard', shard, '--output', `part-${shard[0]}.json`);
      assert.equal(built(top, 'merge', 'part-1.json', 'part-2.json', '--format', 'json').stdout, one.stdout);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });

  it('know of several trees which file is in which', () => {
    const [top, other] = [generateTree(130), generateTree(130)];
    try {
      // One path in both trees; in the second it holds a policy, which selects none of the workloads there.
      writeFileSync(path.join(top, 'policy.yaml'), POLICY.replace('NetworkPolicy', 'Gateway'));
      writeFileSync(path.join(other, 'policy.yaml'), POLICY);
      const audited = (jobs: string) => built(top, 'audit', '.', other, '--format', 'json', '--today', '2026-01-31', '--jobs', jobs);
      const [one, two] = [audited('1'), audited('2')];
      const { files } = JSON.parse(one.stdout) as Report;
      const lacking = files.filter(({ findings }) => findings.some(({ rule }) => rule === 'workload-has-network-policy'));
      assert.ok(lacking.length > 20 && lacking.every(({ path: at }) => at.startsWith('../')), one.stderr);
      assert.equal(two.stdout, one.stdout);
    } finally {
      for (const folder of [top, other]) rmSync(folder, { recursive: true, force: true });
    }
  });

  it('fail when one of them cannot be started, and none waits for the others', async () => {
    const top = generateTree(450);
    try {
      const order = { cwd: top, targets: [], preset: undefined, today: '2026-01-31', shard: undefined };
      const audit = new Audit(top, [], { rules, today: () => '2026-01-31' }, undefined);
      await assert.rejects(
        filesInThreads(audit, order, 3, path.join(top, 'none.js'), () => {}),
        /none\.js/,
      );
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });
});

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: cache
spec:
  podSelector: { matchLabels: { app: cache } }
`;
