import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Engine, type FileKind, type Grade } from '../core/index.js';
import { rules } from '../rules/index.js';

/**
 * `node out/scripts/grades.js FOLDER [--write]`: which grades real files get, by dialect, so that one can see whether a grade says
 * anything. `--write` puts the table into docs/guide/score.md.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = path.join(root, 'docs/guide/score.md');

/** Grades of one dialect's files. */
export interface Grades {
  readonly kind: FileKind;
  readonly files: number;
  readonly counts: Readonly<Record<Grade, number>>;
  readonly median: number;
}

const KINDS: Readonly<Record<FileKind, string>> = {
  dockerfile: 'Dockerfiles',
  compose: 'Compose files',
  kubernetes: 'Kubernetes manifests',
  daemon: '`daemon.json`',
};

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();

/** Each file by itself, by the default preset. A file in which nothing is scored is left out. */
export function gradesOf(folder: string, today: string): readonly Grades[] {
  const values = new Map<FileKind, number[]>();
  const grades = new Map<FileKind, Record<Grade, number>>();
  for (const at of filesIn(folder)) {
    const engine = new Engine({ rules, today: () => today });
    engine.update(at, readFileSync(path.join(folder, at), 'utf8'));
    const analysis = engine.analyze(at);
    if (!analysis?.score) continue;
    const counts = grades.get(analysis.kind) ?? { A: 0, B: 0, C: 0, D: 0, F: 0 };
    counts[analysis.score.grade]++;
    grades.set(analysis.kind, counts);
    values.set(analysis.kind, [...(values.get(analysis.kind) ?? []), analysis.score.value]);
  }
  return (Object.keys(KINDS) as FileKind[]).flatMap(kind => {
    const of = values.get(kind)?.sort((a, b) => a - b);
    return of ? [{ kind, files: of.length, counts: grades.get(kind)!, median: Math.floor(of[Math.floor(of.length / 2)]!) }] : [];
  });
}

export function tableOf(all: readonly Grades[]): string {
  const percent = (count: number, files: number) => `${Math.round((100 * count) / files)} %`;
  const rows = all.map(
    ({ kind, files, counts, median }) =>
      `| ${KINDS[kind]} | ${files} | ${Object.values(counts)
        .map(count => percent(count, files))
        .join(' | ')} | ${median} |`,
  );
  return ['| | Files | A | B | C | D | F | Median |', '| --- | --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder] = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
  if (!folder || !existsSync(folder)) throw new Error('grades.js FOLDER [--write]');
  const table = tableOf(gradesOf(folder, new Date().toISOString().slice(0, 10)));
  console.log(table);
  if (process.argv.includes('--write')) {
    const page = readFileSync(PAGE, 'utf8');
    writeFileSync(
      PAGE,
      page.replace(/<!-- grades -->.*<!-- \/grades -->/s, () => `<!-- grades -->\n${table}\n<!-- /grades -->`),
    );
  }
}
