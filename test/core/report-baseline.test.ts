import { strict as assert } from 'node:assert';
import {
  acceptingEdits,
  applyEdits,
  type Baseline,
  baselineOf,
  compared,
  formatBaseline,
  isOpen,
  isWorse,
  mergeReports,
  onlyNew,
  parseBaseline,
  type Report,
  shardOf,
  underPrefix,
} from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { fullReport, reportOf } from './report-samples.js';

const COMPOSE = `services:
  web:
    image: web:1.2.3
    privileged: true
  db:
    image: db:1.2.3
    network_mode: host
`;

const drift = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Report =>
  compared(reportOf(after), baselineOf(reportOf(before)), 'the baseline');

const counts = ({ drift: of }: Report) => ({ new: of!.new, fixed: of!.fixed.length, moved: of!.moved });
const NONE = { new: 0, fixed: 0, moved: 0 };

describe('baseline', () => {
  describe('survives', () => {
    const table: readonly [name: string, before: Record<string, string>, after: Record<string, string>, moves: boolean][] = [
      ['nothing at all', { 'compose.yaml': COMPOSE }, { 'compose.yaml': COMPOSE }, false],
      ['lines inserted above', { 'compose.yaml': COMPOSE }, { 'compose.yaml': `# one\n\n# two\nname: shop\n${COMPOSE}` }, false],
      [
        'keys in another order',
        { 'compose.yaml': COMPOSE },
        {
          'compose.yaml':
            'services:\n  db:\n    network_mode: host\n    image: db:1.2.3\n  web:\n    privileged: true\n    image: web:1.2.3\n',
        },
        false,
      ],
      [
        'another way to write the same',
        { 'compose.yaml': COMPOSE },
        { 'compose.yaml': COMPOSE.replace('privileged: true', '"privileged":   true') },
        false,
      ],
      ['Windows line ends', { 'compose.yaml': COMPOSE }, { 'compose.yaml': COMPOSE.replaceAll('\n', '\r\n') }, false],
      ['git mv', { 'compose.yaml': COMPOSE }, { 'deploy/shop/compose.yaml': COMPOSE }, true],
      [
        'git mv of two that are alike',
        { 'a/compose.yaml': COMPOSE, 'b/compose.yaml': COMPOSE },
        { 'c/compose.yaml': COMPOSE, 'd/compose.yaml': COMPOSE },
        true,
      ],
      [
        'a command inserted above in a Dockerfile',
        { Dockerfile: 'FROM a:1.2.3\nRUN curl -k https://example.com/x -o x\nUSER 1000\n' },
        { Dockerfile: 'FROM a:1.2.3\nRUN echo hello\nRUN curl -k https://example.com/x -o x\nUSER 1000\n' },
        true,
      ],
    ];
    for (const [name, before, after, moves] of table) {
      it(name, () => {
        const report = drift(before, after);
        const { moved, ...rest } = counts(report);
        assert.deepEqual(rest, { new: 0, fixed: 0 }, JSON.stringify(report.drift));
        assert.equal(moved > 0, moves);
        assert.ok(report.drift!.unchanged + moved > 0);
      });
    }
  });

  it('hands its reasons on, also to where a file has moved', () => {
    const before = baselineOf(reportOf({ 'compose.yaml': COMPOSE }));
    const reasoned = { ...before, findings: before.findings.map(finding => ({ ...finding, reason: `why ${finding.rule}` })) };
    for (const path of ['compose.yaml', 'deploy/compose.yaml']) {
      const after = baselineOf(compared(reportOf({ [path]: `# a line\n${COMPOSE}` }), reasoned, 'x'));
      assert.ok(after.findings.length > 0);
      for (const finding of after.findings) assert.deepEqual([finding.path, finding.reason], [path, `why ${finding.rule}`]);
    }
  });

  it('tells what is new from what is fixed', () => {
    const report = drift({ 'compose.yaml': COMPOSE }, { 'compose.yaml': COMPOSE.replace('privileged: true', 'pid: host') });
    assert.ok(report.drift!.fixed.some(({ rule }) => rule === 'no-privileged'));
    const fresh = onlyNew(report).files.flatMap(({ findings }) => findings.filter(isOpen));
    assert.equal(fresh.length, report.drift!.new);
    assert.ok(fresh.some(({ rule }) => rule === 'no-host-pid'));
    assert.ok(fresh.every(({ rule }) => rule !== 'no-host-network'));
    assert.deepEqual(report.score, reportOf({ 'compose.yaml': COMPOSE.replace('privileged: true', 'pid: host') }).score);
  });

  it('calls a copy new, and what stays elsewhere unchanged', () => {
    const report = drift({ 'a/compose.yaml': COMPOSE }, { 'a/compose.yaml': COMPOSE, 'b/compose.yaml': COMPOSE });
    assert.equal(report.drift!.new, report.drift!.unchanged);
    assert.deepEqual(counts(report).moved, 0);
  });

  it('calls nothing fixed that was not looked at, or is accepted now', () => {
    const before = baselineOf(reportOf({ 'compose.yaml': COMPOSE, 'other/compose.yaml': COMPOSE }));
    const part = compared(reportOf({ 'compose.yaml': COMPOSE }), before, 'x', path => path === 'compose.yaml');
    assert.deepEqual(counts(part), NONE);
    const ignored = COMPOSE.replace('privileged: true', 'privileged: true # seaworthy-ignore no-privileged -- a lab');
    assert.deepEqual(drift({ 'compose.yaml': COMPOSE }, { 'compose.yaml': ignored }).drift!.fixed, []);
    const off = { 'compose.yaml': COMPOSE, 'seaworthy.yaml': 'rules:\n  no-privileged: [off, "a lab"]\n' };
    assert.deepEqual(drift({ 'compose.yaml': COMPOSE }, off).drift!.fixed, []);
  });

  it('is worse with a lower score or more criticals or highs, and only then', () => {
    const before = baselineOf(reportOf({ 'compose.yaml': COMPOSE }));
    const worse = (text: string) => isWorse(reportOf({ 'compose.yaml': text }), before);
    assert.equal(worse(COMPOSE), false);
    assert.equal(worse(COMPOSE.replace('    privileged: true\n', '')), false);
    assert.equal(worse(`${COMPOSE}    pid: host\n`), true);
    // A better score, and one critical more.
    const good = Array.from(
      { length: 40 },
      (_, i) => `  s${i}:\n    image: a:1.2.3\n    read_only: true\n    cap_drop: [ALL]\n    user: "1000"\n`,
    ).join('');
    assert.equal(worse(`${COMPOSE}${good}`), false);
    assert.equal(worse(`${COMPOSE}${good}  bad:\n    image: a:1.2.3\n    privileged: true\n`), true);
  });

  it('is read as it was written, one line for each finding, with reasons and former ids of rules', () => {
    const baseline = baselineOf(fullReport());
    const text = formatBaseline(baseline);
    assert.deepEqual(parseBaseline(text, rules), baseline);
    assert.equal(text.split('\n').filter(line => line.startsWith('    {')).length, baseline.findings.length);
    const renamed = rules.map((rule, i) => (i === 0 ? { ...rule, meta: { ...rule.meta, previousIds: ['former'] } } : rule));
    const known = { fingerprint: 'former:a.yaml:services.web', rule: 'former', path: 'a.yaml', severity: 'low', message: 'x' } as const;
    const id = rules[0]!.meta.id;
    assert.deepEqual(parseBaseline(formatBaseline({ schema: 1, score: null, findings: [known] }), renamed).findings, [
      { ...known, rule: id, fingerprint: `${id}:a.yaml:services.web` },
    ]);
  });

  for (const [text, message] of [
    ['', /it is no JSON/],
    ['null', /no baseline/],
    ['{"schema":2,"findings":[]}', /no baseline/],
    ['{"schema":1,"findings":[null]}', /its finding 1 lacks/],
    ['{"schema":1,"findings":[{"fingerprint":"a","rule":"b","path":"c","message":"d","severity":"worst"}]}', /its finding 1 lacks/],
  ] as const)
    it(`says what is wrong with ${text || 'an empty file'}`, () => assert.throws(() => parseBaseline(text, rules), message));
});

describe('accepting into a baseline', () => {
  const whole = baselineOf(reportOf({ 'compose.yaml': COMPOSE }));
  const { findings } = whole;
  const without = (left: readonly number[]): Baseline => ({ ...whole, findings: findings.filter((_, i) => !left.includes(i)) });
  const accepted = (text: string, entries = findings) => applyEdits(text, acceptingEdits(text, entries));

  const last = findings.length - 1;
  for (const left of [[0], [1], [last], [0, 1], [last - 1, last], [0, 2, last], findings.map((_, i) => i)]) {
    it(`writes what the writer would write, without ${left.join(', ')}`, () => {
      for (const eol of ['\n', '\r\n']) {
        const text = formatBaseline(without(left)).replaceAll('\n', eol);
        assert.equal(accepted(text), formatBaseline(whole).replaceAll('\n', eol));
      }
    });
  }

  it('writes a new file, and nothing twice', () => {
    const text = applyEdits('', acceptingEdits(undefined, findings));
    assert.equal(text, formatBaseline({ ...whole, score: null }));
    assert.deepEqual(acceptingEdits(text, findings), []);
  });

  it('leaves alone how others wrote it', () => {
    const foreign = { $comment: 'findings: [{', score: whole.score, findings: without([1]).findings, schema: 1, more: [['{"']] };
    for (const indent of [0, 2, '\t']) {
      const text = JSON.stringify(foreign, null, indent);
      const edits = acceptingEdits(text, findings);
      assert.equal(edits.length, 1);
      assert.deepEqual(JSON.parse(applyEdits(text, edits)), { ...foreign, findings });
    }
  });
});

describe('merging', () => {
  const whole = () => {
    const { drift: _, history: __, ...report } = fullReport();
    return report;
  };
  const shards = (report: Report, of: number) =>
    Array.from({ length: of }, (_, i) => {
      const mine = ({ path }: { readonly path: string }) => shardOf(path, of) === i + 1;
      return {
        source: `${i + 1}.json`,
        prefix: '',
        report: { ...report, shard: { index: i + 1, of }, files: report.files.filter(mine), skipped: report.skipped.filter(mine) },
      };
    });

  for (const of of [1, 2, 7, 100])
    it(`${of} shards are the undivided report, in any order`, () => {
      const report = whole();
      assert.equal(JSON.stringify(mergeReports(shards(report, of))), JSON.stringify(report));
      assert.equal(JSON.stringify(mergeReports(shards(report, of).reverse())), JSON.stringify(report));
    });

  it('wants every shard once, of one version and day', () => {
    const parts = shards(whole(), 3);
    assert.throws(() => mergeReports(parts.slice(1)), /shard 1 of 3 is missing/);
    assert.throws(() => mergeReports([...parts, parts[0]!]), /shard 1 of 3 is there 2 times/);
    assert.throws(() => mergeReports([]), /no report/);
    const [first] = parts;
    assert.throws(() => mergeReports([first!, { ...first!, report: { ...first!.report, today: '2026-02-01' } }]), /of another day/);
    const { shard: _, ...plain } = first!.report;
    assert.throws(
      () =>
        mergeReports([
          { ...first!, report: plain },
          { ...first!, report: plain },
        ]),
      /two reports hold/,
    );
  });

  it('puts trees with names beside each other', () => {
    const report = whole();
    const merged = mergeReports(['shop', 'blog'].map(name => ({ source: `${name}.json`, prefix: `${name}/`, report })));
    assert.deepEqual(merged.score, report.score);
    assert.equal(merged.files.length, 2 * report.files.length);
    const fingerprints = merged.files.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint));
    assert.equal(new Set(fingerprints).size, fingerprints.length);
    const { rule, fingerprint } = underPrefix(report.files.find(({ findings }) => findings.length > 0)!, 'shop/').findings[0]!;
    assert.ok(fingerprint.startsWith(`${rule}:shop/`));
  });

  it('deals paths out evenly and for good', () => {
    assert.deepEqual(
      ['compose.yaml', 'a/Dockerfile', 'ä/\u{1f600}.yaml'].map(path => shardOf(path, 7)),
      ['compose.yaml', 'a/Dockerfile', 'ä/\u{1f600}.yaml'].map(fnv(7)),
    );
    const counts = new Map<number, number>();
    for (let i = 0; i < 7000; i++)
      counts.set(
        shardOf(`group-${i % 40}/app-${i}/compose.yaml`, 7),
        (counts.get(shardOf(`group-${i % 40}/app-${i}/compose.yaml`, 7)) ?? 0) + 1,
      );
    assert.deepEqual([...counts.keys()].sort(), [1, 2, 3, 4, 5, 6, 7]);
    assert.ok(
      [...counts.values()].every(count => count > 800 && count < 1200),
      JSON.stringify([...counts]),
    );
  });
});

/** The same hash by another way: over the bytes that Node makes, in big integers. */
const fnv = (of: number) => (path: string) =>
  Number([...Buffer.from(path)].reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n) % BigInt(of)) + 1;
