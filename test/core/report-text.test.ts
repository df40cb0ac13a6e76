import { strict as assert } from 'node:assert';
import { formatText, type Report, type ReportFinding } from '../../core/index.js';
import { excerptOf } from '../../core/report/formats/excerpt.js';
import { printable, wrap } from '../../core/report/formats/lines.js';

const range = (line: number, column: number, end: number) => ({ start: { line, column }, end: { line, column: end } });
const finding = (more: Partial<ReportFinding>): ReportFinding => ({
  rule: 'no-runtime-socket',
  severity: 'critical',
  message: 'api can reach the Docker socket, and through it the whole host.',
  range: range(2, 3, 7),
  fingerprint: 'x',
  fixes: [],
  ...more,
});
const report = (findings: readonly ReportFinding[], more: Partial<Report> = {}): Report => ({
  schema: 1,
  tool: { name: 'seaworthy', version: '1.0.0' },
  today: '2026-01-31',
  preset: 'recommended',
  score: { value: 38.99, grade: 'F' },
  layers: [],
  units: { A: 0, B: 0, C: 0, D: 0, F: 1 },
  files: [{ path: 'compose.yaml', kind: 'compose', score: { value: 38.99, grade: 'F' }, findings, problems: [] }],
  skipped: [],
  ...more,
});
const medium = finding({
  severity: 'medium',
  rule: 'read-only-root',
  message: 'web can write.',
  range: range(10, 3, 7),
  fixes: [{ title: 'Fix', safety: 'review' }],
});
const textOf = () => 'a:\n\t-\u001bsock\n';

describe('text report', () => {
  it('aligns, underlines criticals, sums up', () => {
    assert.equal(
      formatText(report([finding({}), medium]), { textOf }),
      [
        'compose.yaml  38 F',
        '  2:3   critical  no-runtime-socket  api can reach the Docker socket, and through it the whole host.',
        '       | -·sock',
        '',
      ]
        .join('\n')
        .replace('       | -·sock\n', '      2 | -·sock\n        |  ^^^^\n') +
        `  10:3  medium    read-only-root     web can write.${' '.repeat(49)}  fix: review\n\n` +
        '1 file, 1 critical, 1 medium; 1 fixable after review (seaworthy fix --safety review --dry-run). Score 38 F.\n',
    );
  });

  it('stays within the columns', () => {
    for (const columns of [60, 80, 100, 120]) {
      const text = formatText(report([finding({}), medium]), { textOf, columns });
      assert.deepEqual(
        text.split('\n').filter(line => line.length > columns),
        [],
        `${columns}\n${text}`,
      );
      assert.equal(text.replace(/\s+/g, ' ').includes('the whole host.'), true);
    }
  });

  it('colours without changing the words', () => {
    const style = (kind: string, text: string) => `<${kind}>${text}</>`;
    const text = formatText(report([finding({}), medium]), { textOf, style, columns: 100 });
    assert.equal(text.replace(/<[^>]*>/g, ''), formatText(report([finding({}), medium]), { textOf, columns: 100 }));
    assert.match(text, /<critical>critical<\/>/);
  });

  it('tells the level of each pod that has one, and who demands more', () => {
    const pod = { workload: 'v1/Pod/default/web/spec', name: 'web', version: 'latest' } as const;
    const obstacles = ['web', 'log'].map(container => ({
      check: 'privileged',
      container,
      what: 'privileged: true',
      range: range(1, 1, 2),
    }));
    const podSecurity = [
      { ...pod, level: 'restricted' },
      { ...pod, level: null },
      {
        ...pod,
        level: 'privileged',
        next: { level: 'baseline', obstacles },
        demanded: { level: 'baseline', by: 'namespace', refused: true },
      },
    ] as const;
    const files = [{ path: 'a.yaml', kind: 'kubernetes', score: null, findings: [medium], problems: [], podSecurity }] as const;
    assert.deepEqual(
      formatText(report([], { files }), { textOf })
        .split('\n')
        .filter(line => line.includes('Pod Security')),
      [
        '  Pod Security: web is restricted',
        '  Pod Security: web is privileged; kept from baseline by: privileged: true. Its namespace demands baseline',
      ],
    );
  });

  it('leaves out what is ignored or said better, and clean files', () => {
    const text = formatText(report([finding({ suppressed: { reason: null } }), finding({ supersededBy: 'x' })]), { textOf });
    assert.equal(text, '1 file, nothing found. 1 ignored, 1 without a reason. Score 38 F.\n');
    assert.equal(formatText(report([]), { textOf, quiet: true }), '');
  });

  it('says what was not analysed, up to ten files', () => {
    const skipped = Array.from({ length: 12 }, (_, i) => ({ path: `f${i}`, why: 'it is binary' }));
    const lines = formatText(report([], { skipped }), { textOf }).split('\n');
    assert.deepEqual(
      [lines[0], lines[9], lines[10]],
      ['Not analysed: f0: it is binary.', 'Not analysed: f9: it is binary.', 'Not analysed: 2 more, listed in the JSON report.'],
    );
  });
});

describe('excerpt', () => {
  const table: readonly [name: string, line: string, column: number, end: number, expected: readonly string[]][] = [
    ['without its indentation', '    a: b', 5, 6, ['      1 | a: b', '        | ^']],
    ['with tabs', '\ta:\tb', 5, 6, ['      1 | a: b', '        |    ^']],
    ['of an empty range', 'ab', 2, 2, ['      1 | ab', '        |  ^']],
    ['not of a line with a token', `RUN x ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`, 1, 4, []],
    ['not of a line with a password', 'ENV DB_PASSWORD=hunter2-Zx9', 1, 4, []],
    ['not of a line with credentials', 'RUN curl https://me:s3cr3tZq8@example.com', 1, 4, []],
  ];
  for (const [name, line, column, end, expected] of table) {
    it(name, () => assert.deepEqual(excerptOf(line, range(1, column, end)), expected));
  }

  it('shows a long line from the finding on', () => {
    const [line, carets] = excerptOf(`${'x'.repeat(500)} here${'y'.repeat(500)}`, range(1, 502, 506), 60);
    assert.ok(line!.startsWith('      1 | herey') && line!.length <= 60, line);
    assert.equal(carets, '        | ^^^^');
  });
});

describe('lines', () => {
  it('never drive a terminal', () => assert.equal(printable('a\u001b[2Jb\u202ec\td\r\n'), 'a·[2Jb·c d··'));
  it('wrap at spaces', () => assert.deepEqual(wrap('aa bb ccccccc d', 5), ['aa bb', 'ccccccc', 'd']));
});
