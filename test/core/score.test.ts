import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  acceptedOf,
  buildReport,
  Engine,
  type Report,
  reportFile,
  type Severity,
  scoreFile,
  scoreUnit,
  scoreWorkspace,
  severities,
  type Unit,
} from '../../core/index.js';
import { pointsOf } from '../../core/judge/score.js';
import { rules } from '../../rules/index.js';
import { corpora, filesBelow } from '../corpora.js';
import { skip } from '../skip.js';
import { reportOf } from './report-samples.js';

const severity = fc.constantFrom<Severity>(...severities);
const unit = (name: string): Unit => ({ kind: 'service', name, place: name, span: { start: 0, end: 0 } });

describe('score', () => {
  it('is 100 and A without findings, and bounded by the worst one', () => {
    assert.deepEqual(scoreUnit([]), { value: 100, grade: 'A' });
    assert.deepEqual(scoreUnit(['info', 'info']), { value: 100, grade: 'A' });
    assert.ok(scoreUnit(['critical']).value <= 39);
    assert.ok(scoreUnit(['high']).value <= 79);
    assert.equal(scoreUnit(['low']).value, 98.02);
  });

  it('is C or D for what hardens nothing, lower with one hole, F with a critical, A with a few lows', () => {
    const bare = (mediums: number, lows: number, ...more: Severity[]) =>
      scoreUnit([...Array<Severity>(mediums).fill('medium'), ...Array<Severity>(lows).fill('low'), ...more]).grade;
    // What most real services and pods lack; see docs/decisions/0014-score-weights.md.
    assert.deepEqual([bare(3, 2), bare(5, 2), bare(7, 1), bare(8, 2)], ['C', 'D', 'D', 'D']);
    assert.deepEqual([bare(3, 2, 'high'), bare(5, 2, 'high'), bare(7, 1, 'high')], ['D', 'F', 'F']);
    assert.equal(bare(0, 0, 'critical'), 'F');
    assert.equal(bare(0, 5), 'A');
  });

  it('never falls when a finding goes, never rises when one comes', () => {
    fc.assert(
      fc.property(fc.array(severity, { maxLength: 30 }), severity, (others, one) => {
        assert.ok(scoreUnit([...others, one]).value <= scoreUnit(others).value);
      }),
    );
  });

  it('does the same for files, whatever unit a finding belongs to', () => {
    const units = ['a', 'b', 'c'].map(unit);
    const finding = fc.record({ units: fc.subarray(units), weight: severity });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 20 }), finding, (others, one) => {
        assert.ok(scoreFile(units, [...others, one])!.value <= scoreFile(units, others)!.value);
      }),
    );
  });

  it('counts no accepted risk and no opt-in rule', () => {
    const [a] = [unit('a')];
    assert.equal(scoreFile([a], [{ units: [a], weight: undefined }])!.value, 100);
  });

  it('of a workspace is the mean of its units, in any order', () => {
    const [a, b] = [unit('a'), unit('b')];
    const files = [scoreFile([a, b], [{ units: [a], weight: 'high' }]), null, scoreFile([b], [])];
    assert.equal(scoreWorkspace(files)!.value, scoreWorkspace([...files].reverse())!.value);
    assert.equal(scoreWorkspace([null]), null);
    assert.equal(scoreWorkspace(files)!.value, Math.round(((67.03 + 100 + 100) / 3) * 100) / 100);
  });

  it('charges points that are what mending alone would give back', () => {
    const units = ['a', 'b', 'c'].map(unit);
    const finding = fc.record({ units: fc.subarray(units), weight: fc.option(severity, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 12 }), findings => {
        const sum = (of: typeof findings) => scoreFile(units, of)!.units.reduce((total, { value }) => total + value, 0);
        for (const [i, points] of pointsOf(units, findings).entries()) {
          const without = sum(findings.filter((_, j) => j !== i));
          assert.ok(points >= 0 && Math.abs(points - (without - sum(findings))) < 0.01, `${points}`);
        }
      }),
    );
  });
});

const COMPOSE = `services:
  web:
    image: web:1.2.3
    privileged: true
    ports: ["5432:5432"]
  db:
    image: db:1.2.3
    environment:
      DB_PASSWORD: s3cr3t-Zx9-hunter
`;

describe('score of real texts', () => {
  it('gains nothing by keys that have nothing to do with hardening', () => {
    const keys = [
      'hostname: a',
      'working_dir: /srv',
      'domainname: example.com',
      'labels: { a: b }',
      'tty: false',
      'stop_signal: SIGTERM',
      'scale: 1',
    ];
    const bare = reportOf({ 'compose.yaml': COMPOSE }).score!.value;
    fc.assert(
      fc.property(fc.subarray(keys), added => {
        const text = COMPOSE.replace('    privileged: true\n', line => line + added.map(key => `    ${key}\n`).join(''));
        assert.equal(reportOf({ 'compose.yaml': text }).score!.value, bare);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on the order of files', () => {
    const files = {
      'a/compose.yaml': COMPOSE,
      'b/compose.yaml': COMPOSE.replace('true', 'false'),
      Dockerfile: 'FROM a\nUSER root\n',
      'c/Dockerfile': 'FROM b:1\n',
    };
    const expected = JSON.stringify(reportOf(files));
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(files), { minLength: 4 }), entries => {
        assert.equal(JSON.stringify(reportOf(Object.fromEntries(entries))), expected);
      }),
      { numRuns: 24 },
    );
  });

  it('is moved by no configuration but by accepted risks, and those are listed', () => {
    const ids = [...new Set(reportOf({ 'compose.yaml': COMPOSE }).files[0]!.findings.map(({ rule }) => rule))];
    const before = reportOf({ 'compose.yaml': COMPOSE }).score!.value;
    const level = fc.constantFrom('off', ...severities);
    fc.assert(
      fc.property(
        fc.constantFrom('essential', 'recommended', 'strict'),
        fc.dictionary(fc.constantFrom(...ids), level),
        (preset, levels) => {
          const config = JSON.stringify({ preset, rules: Object.fromEntries(Object.entries(levels)), minimumScore: 50, failOn: 'low' });
          const report = reportOf({ 'compose.yaml': COMPOSE, '.seaworthy.json': config });
          const listed = new Set(acceptedOf(report).map(({ rule }) => rule));
          const off = Object.keys(levels).filter(id => levels[id] === 'off');
          assert.deepEqual([...listed].sort(), off.sort());
          if (listed.size === 0) assert.equal(report.score!.value, before);
          else assert.ok(report.score!.value >= before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a pod rises with the level of the Pod Security Standards that it reaches', () => {
    const pod = (security: string, container: string) =>
      reportOf({
        'k8s/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n${security}  containers:\n    - name: web\n      image: web:1.2.3\n${container}`,
      }).score!.value;
    const restricted = pod(
      '  securityContext:\n    runAsNonRoot: true\n    seccompProfile: { type: RuntimeDefault }\n',
      '      securityContext:\n        allowPrivilegeEscalation: false\n        capabilities: { drop: [ALL] }\n',
    );
    const baseline = pod('', '');
    const privileged = pod('  hostPID: true\n', '');
    assert.ok(restricted > baseline && baseline > privileged, `${restricted} ${baseline} ${privileged}`);
  });

  it('orders the fixtures of the Pod Security Standards in the same way', function () {
    const folder = corpora();
    const list = folder && path.join(folder, 'labelled/pod-security-admission.jsonl');
    if (!list || !existsSync(list)) skip(this, 'the corpora are absent');
    const groups = new Map<string, number[]>();
    for (const line of readFileSync(list, 'utf8').trim().split('\n')) {
      const { file, level, expect } = JSON.parse(line) as { file: string; level: string; expect: string };
      const engine = new Engine({ rules, today: () => '2026-01-31' });
      engine.update('pod.yaml', readFileSync(path.join(folder, 'labelled/files/pod-security-admission', file), 'utf8'));
      const { score, workloads } = engine.analyze('pod.yaml')!;
      // Those named restricted start from a hardened pod, those named baseline from a bare one: two shapes.
      const group = `${level} ${expect === 'pass' ? level : workloads()[0]!.level}`;
      groups.set(group, [...(groups.get(group) ?? []), score!.value]);
    }
    const [least, most] = [(group: string) => Math.min(...groups.get(group)!), (group: string) => Math.max(...groups.get(group)!)];
    assert.ok(groups.get('restricted restricted')!.length > 5 && groups.get('baseline privileged')!.length > 5);
    assert.ok(least('restricted restricted') > most('restricted baseline'));
    assert.ok(least('restricted restricted') > most('restricted privileged'));
    assert.ok(least('baseline baseline') > most('baseline privileged'));
    assert.ok(least('restricted restricted') > most('baseline baseline'));
  });

  const examples = (kind: string): Report => {
    const engine = new Engine({ rules, today: () => '2026-01-31' });
    for (const { path: at, text } of filesBelow(`examples/${kind}`)) engine.update(at, text);
    engine.complete = true;
    const files = engine.paths.map(at => reportFile(engine.analyze(at)!, { textOf: other => engine.textOf(other) }));
    return buildReport({ version: '1', today: '2026-01-31', preset: 'recommended', files, configs: [], skipped: [] });
  };

  it('is 95 or more for every file of the hardened examples, 40 or less for the insecure ones', () => {
    assert.deepEqual(
      examples('hardened').files.filter(({ score }) => score && score.value < 95),
      [],
    );
    const insecure = examples('insecure');
    assert.ok(insecure.score!.value <= 40, `${insecure.score!.value}`);
    assert.deepEqual(
      insecure.files.filter(({ score }) => score && score.value > 40).map(({ path: at }) => at),
      [],
    );
  });

  it('is what the guide reckons', () => {
    const page = readFileSync('docs/guide/score.md', 'utf8');
    const said = (...numbers: readonly number[]) => {
      for (const number of numbers) assert.ok(page.includes(number.toFixed(2)), `${number} is not in docs/guide/score.md`);
    };
    said(scoreUnit(['medium', 'medium', 'medium', 'low', 'low']).value, scoreUnit(['low', 'low']).value, scoreUnit(['critical']).value);
    assert.equal(scoreUnit(['medium', 'medium', 'medium', 'low', 'low']).grade, 'C');
    assert.equal(scoreUnit(['low', 'low']).grade, 'A');
  });
});
