import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Analysis, Engine, type FileKind, type Preset, presets, type Rule, type RuleFinding } from '../core/index.js';
import { rules } from '../rules/index.js';

/**
 * `npm run noise [-- FOLDER]`: findings and squiggles per real file for each preset, so that noise is a figure and not a feeling.
 * `--write` puts the figures into docs/guide/noise.md, `--rules` prints every rule's share.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = path.join(root, 'docs/guide/noise.md');

/** Rules that underline something in more of the files that they speak of than this have to say why they stay. */
export const LOUD = 0.25;

/** One preset over many files. */
export interface Noise {
  readonly preset: Preset;
  readonly files: number;
  readonly findings: Spread;
  readonly squiggles: Spread;
  /** The loudest first. */
  readonly rules: readonly { readonly rule: Rule; readonly findings: number; readonly files: number; readonly share: number }[];
}

export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly most: number;
}

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}

/** Each file by itself: how a stranger's file looks when it is opened. */
export function measure(folder: string, preset: Preset): Noise {
  const kinds = new Map<FileKind, number>();
  const counts: { findings: number; squiggles: number }[] = [];
  const perRule = new Map<Rule, { findings: number; files: number }>();
  const today = () => new Date().toISOString().slice(0, 10);
  for (const file of filesBelow(folder)) {
    const at = path.relative(folder, file).replaceAll(path.sep, '/');
    const engine = new Engine({ rules, today, preset });
    engine.update(at, readFileSync(file, 'utf8'));
    const analysis = engine.analyze(at);
    if (!analysis) continue;
    kinds.set(analysis.kind, (kinds.get(analysis.kind) ?? 0) + 1);
    const shown = analysis.findings.filter(isShown);
    counts.push({ findings: shown.length, squiggles: squiggles(analysis) });
    for (const rule of new Set(shown.filter(isDrawn).map(finding => finding.rule))) {
      const row = perRule.get(rule) ?? { findings: 0, files: 0 };
      perRule.set(rule, { findings: row.findings + shown.filter(finding => finding.rule === rule).length, files: row.files + 1 });
    }
  }
  const spoken = ({ meta }: Rule) => [...kinds].reduce((sum, [kind, count]) => sum + (meta.per[kind] ? count : 0), 0);
  return {
    preset,
    files: counts.length,
    findings: spread(counts.map(count => count.findings)),
    squiggles: spread(counts.map(count => count.squiggles)),
    rules: [...perRule].map(([rule, row]) => ({ rule, ...row, share: row.files / spoken(rule) })).sort((a, b) => b.share - a.share),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { median: at(0.5), p90: at(0.9), most: sorted.at(-1) ?? 0 };
}

const isShown = ({ hidden, supersededBy, suppressed }: RuleFinding): boolean => !hidden && !supersededBy && !suppressed;

/** Hints are not underlined. */
const isDrawn = ({ severity }: RuleFinding): boolean => severity !== 'info';

/** What the editor draws: a unit's missing hardening is one. */
export function squiggles({ findings }: Analysis): number {
  const drawn = findings.filter(finding => isShown(finding) && isDrawn(finding));
  const grouped = new Set(drawn.filter(finding => finding.rule.meta.group).map(finding => finding.units[0]?.place));
  return drawn.filter(finding => !finding.rule.meta.group).length + grouped.size;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The part of the page that is measured. */
export function renderNoise(all: readonly Noise[]): string {
  const rows = all.map(
    ({ preset, findings, squiggles: drawn }) =>
      `| \`${preset}\` | ${findings.median} | ${findings.p90} | ${findings.most} | ${drawn.median} | ${drawn.p90} | ${drawn.most} |`,
  );
  return [
    `Over ${all[0]?.files ?? 0} files of public repositories, each looked at by itself:`,
    '',
    '| Preset | Findings: median | of 10 files one has more than | most | Squiggles: median | of 10 files one has more than | most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function main(argv: readonly string[]): void {
  const folder =
    argv.find(argument => !argument.startsWith('--')) ?? path.resolve(root, process.env.SEAWORTHY_CORPORA ?? '../shared/corpora', 'real');
  if (!existsSync(folder)) {
    console.error(`There is no folder ${folder}. usage: npm run noise -- [FOLDER] [--rules] [--write]`);
    process.exitCode = 2;
    return;
  }
  const all = presets.map(preset => measure(folder, preset));
  console.log(renderNoise(all));
  for (const { preset, rules: loud } of all) {
    const listed = loud.filter(({ share }) => argv.includes('--rules') || (share > LOUD && preset === 'recommended'));
    if (listed.length > 0) console.log(`\n${preset}: rules, and on how many of the files that they speak of`);
    for (const { rule, findings, files, share } of listed)
      console.log(`${rule.meta.id.padEnd(40)} ${String(findings).padStart(6)} ${String(files).padStart(5)} ${percent(share).padStart(6)}`);
  }
  if (!argv.includes('--write')) return;
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(/(<!-- figures -->)[\s\S]*(<!-- \/figures -->)/, (_, open, close) => `${open}\n${renderNoise(all)}\n${close}`),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
