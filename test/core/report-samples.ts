import { readFileSync } from 'node:fs';
import { type Baseline, baselineOf, buildReport, compared, Engine, type Report, reportFile } from '../../core/index.js';
import { rules } from '../../rules/index.js';

const EXAMPLES = ['insecure', 'hardened'].flatMap(kind =>
  ['compose.yaml', 'compose.override.yaml', 'api/Dockerfile', 'deploy/api.yaml', 'deploy/access.yaml', 'seaworthy.yaml'].map(
    file => `${kind}/${file}`,
  ),
);

/** A report of some texts, by Seaworthy's own rules. */
export function reportOf(files: Readonly<Record<string, string>>, more: Partial<Parameters<typeof buildReport>[0]> = {}): Report {
  const engine = new Engine({ rules, today: () => '2026-01-31' });
  for (const [path, text] of Object.entries(files)) engine.update(path, text);
  engine.complete = true;
  return buildReport({
    version: '1.0.0',
    today: '2026-01-31',
    preset: 'recommended',
    files: engine.paths.map(path => reportFile(engine.analyze(path)!, { textOf: at => engine.textOf(at), withEdits: true })),
    configs: [],
    skipped: [],
    ...more,
  });
}

/** Everything that a report can hold: the examples, compared with themselves, with history, blame and what was not read. */
export function fullReport(): Report {
  const ignored = 'services:\n  a:\n    image: a:1\n    privileged: true # seaworthy-ignore no-privileged until=2027-01-01 -- CI only\n';
  const report = reportOf(
    {
      ...Object.fromEntries(EXAMPLES.map(file => [file, readFileSync(`examples/${file}`, 'utf8')])),
      'ci/compose.yaml': ignored,
      'broken/compose.yaml': 'services: [\n',
    },
    { skipped: [{ path: 'big.yaml', why: 'it has 3.0 MB, more than 2 MB' }] },
  );
  const known = baselineOf(report).findings.find(({ supersededBy }) => !supersededBy);
  const before: Baseline = {
    schema: 1,
    score: { value: 44.2, grade: 'F' },
    findings: [
      {
        fingerprint: 'no-privileged:gone.yaml:services.web',
        rule: 'no-privileged',
        path: 'gone.yaml',
        severity: 'critical',
        message: 'web is privileged.',
      },
      { ...known!, reason: 'The vendor mends it in May' },
    ],
  };
  const drifted = compared(report, before, '.seaworthy/baseline.json');
  return {
    ...drifted,
    history: [30, 45, 50].map((value, i) => ({ commit: `${i}`.repeat(40), date: `2026-01-0${i + 1}`, score: { value, grade: 'F' } })),
    files: drifted.files.map(file => ({
      ...file,
      findings: file.findings.map(finding => ({
        ...finding,
        blame: { commit: 'c'.repeat(40), author: 'Ada', date: '2026-01-01', subject: 'Open the shop' },
      })),
    })),
  };
}

/** Texts that end what they stand in: attributes, elements, CDATA, comments, tables, code, lines; or call somebody. */
export const HOSTILE = [
  '"><script>document.title="owned"</script>',
  "'><img src=x onerror=document.title='owned'>",
  ']]><script>document.title="owned"</script>',
  '--><script>document.title="owned"</script>',
  'javascript:document.title="owned"',
  '</style></title></textarea><svg onload=document.title="owned">',
  'a | b `c` [d](https://example.com) <e> @someone #1 **f**',
  'two\nlines\r\nand\ttabs',
  '\u0000\u001b[2J\u202etxt.exe\ud800',
  '&lt;script&gt; &amp;#60;',
];

/** The report with `text` in front of every word that came from outside. */
export function infected(report: Report, text: string): Report {
  const fixed = new Set([
    'schema',
    'kind',
    'severity',
    'safety',
    'grade',
    'layer',
    'preset',
    'today',
    'date',
    'level',
    'version',
    'until',
    'state',
    'status',
    'by',
    'needs',
  ]);
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) || (key === 'name' && value === 'seaworthy') ? value : text + value;
    if (Array.isArray(value)) return value.map(item => visit(item, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, name)]));
    return value;
  };
  return visit(report, '') as Report;
}
