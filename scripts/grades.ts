import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Analysis, Engine, type Grade, scoreFile, type Weights, weights } from '../core/index.js';
import { rules } from '../rules/index.js';

/**
 * `node out/scripts/grades.js FOLDER [--weights CRITICAL,HIGH,MEDIUM,LOW] [--write]`: which grades real files get, by what they are, so
 * that one can see whether a grade says anything; by other weights, to see what those would say. `--write` puts the table into
 * docs/guide/score.md.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = path.join(root, 'docs/guide/score.md');

/** Manifests that run nothing are mostly clean: among the others they would hide what those get. */
const CLASSES = ['Dockerfiles', 'Compose files', 'Manifests with containers', 'Other manifests', '`daemon.json`'] as const;
type Class = (typeof CLASSES)[number];

function classOf({ kind, units }: Analysis): Class {
  if (kind === 'dockerfile') return 'Dockerfiles';
  if (kind === 'compose') return 'Compose files';
  if (kind === 'daemon') return '`daemon.json`';
  return units.some(unit => unit.kind === 'container') ? 'Manifests with containers' : 'Other manifests';
}

/** Grades of one class of files. */
export interface Grades {
  readonly of: Class;
  readonly files: number;
  readonly counts: Readonly<Record<Grade, number>>;
  readonly median: number;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();

/** Each file by itself, by the default preset. A file in which nothing is scored is left out. */
export function gradesOf(folder: string, today: string, costs = weights): readonly Grades[] {
  const values = new Map<Class, number[]>();
  const grades = new Map<Class, Record<Grade, number>>();
  for (const at of filesIn(folder)) {
    const engine = new Engine({ rules, today: () => today });
    engine.update(at, readFileSync(path.join(folder, at), 'utf8'));
    const analysis = engine.analyze(at);
    const score = analysis && scoreFile(analysis.units, analysis.findings, costs);
    if (!score) continue;
    const of = classOf(analysis);
    const counts = grades.get(of) ?? { A: 0, B: 0, C: 0, D: 0, F: 0 };
    counts[score.grade]++;
    grades.set(of, counts);
    values.set(of, [...(values.get(of) ?? []), score.value]);
  }
  return CLASSES.flatMap(of => {
    const sorted = values.get(of)?.sort((a, b) => a - b);
    if (!sorted) return [];
    return [{ of, files: sorted.length, counts: grades.get(of)!, median: Math.floor(sorted[Math.floor(sorted.length / 2)]!) }];
  });
}

export function tableOf(all: readonly Grades[]): string {
  const percent = (count: number, files: number) => `${Math.round((100 * count) / files)} %`;
  const rows = all.map(
    ({ of, files, counts, median }) =>
      `| ${of} | ${files} | ${Object.values(counts)
        .map(count => percent(count, files))
        .join(' | ')} | ${median} |`,
  );
  return ['| | Files | A | B | C | D | F | Median |', '| --- | --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { weights: { type: 'string' }, write: { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  if (!folder || !existsSync(folder)) throw new Error('grades.js FOLDER [--weights CRITICAL,HIGH,MEDIUM,LOW] [--write]');
  const [critical, high, medium, low] = values.weights?.split(',').map(Number) ?? [];
  const costs: Weights = values.weights ? { critical: critical!, high: high!, medium: medium!, low: low!, info: 0 } : weights;
  const table = tableOf(gradesOf(folder, new Date().toISOString().slice(0, 10), costs));
  console.log(table);
  if (values.write) {
    const page = readFileSync(PAGE, 'utf8');
    writeFileSync(
      PAGE,
      page.replace(/<!-- grades -->.*<!-- \/grades -->/s, () => `<!-- grades -->\n${table}\n<!-- /grades -->`),
    );
  }
}
