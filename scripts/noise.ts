import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, Engine, presets, type RuleFinding } from '../core/index.js';
import { rules } from '../rules/index.js';

/** `npm run noise -- FOLDER [PRESET]`: findings and squiggles per file and rule, so that noise is a figure and not a feeling. */
const [folder, preset = 'recommended'] = process.argv.slice(2);
const chosen = presets.find(name => name === preset);
if (!folder || !chosen) {
  console.error(`usage: npm run noise -- FOLDER [${presets.join('|')}]`);
  process.exitCode = 2;
} else report(folder);

function* filesBelow(root: string): Generator<string> {
  for (const name of readdirSync(root).sort()) {
    const file = path.join(root, name);
    if (statSync(file).isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}

function report(root: string): void {
  const engine = new Engine({ rules, today: () => new Date().toISOString().slice(0, 10), preset: chosen! });
  for (const file of filesBelow(root)) engine.update(path.relative(root, file).replaceAll(path.sep, '/'), readFileSync(file, 'utf8'));
  const analyses = engine.paths.map(file => engine.analyze(file)).filter(analysis => analysis !== undefined);
  const perRule = new Map<string, { findings: number; files: Set<string> }>();
  for (const { path: file, findings } of analyses) {
    for (const finding of findings.filter(isShown)) {
      const row = perRule.get(finding.rule.meta.id) ?? { findings: 0, files: new Set() };
      row.findings++;
      row.files.add(file);
      perRule.set(finding.rule.meta.id, row);
    }
  }
  console.log(`${'rule'.padEnd(40)} findings  files  share`);
  for (const [id, { findings, files }] of [...perRule].sort((a, b) => b[1].files.size - a[1].files.size)) {
    console.log(
      `${id.padEnd(40)} ${String(findings).padStart(8)} ${String(files.size).padStart(6)} ${`${Math.round((100 * files.size) / analyses.length)} %`.padStart(6)}`,
    );
  }
  const counts = analyses.map(squiggles).sort((a, b) => a - b);
  console.log(
    `${analyses.length} files, preset ${chosen}; squiggles per file: median ${counts[Math.floor(counts.length / 2)] ?? 0}, p90 ${counts[Math.floor(counts.length * 0.9)] ?? 0}, most ${counts.at(-1) ?? 0}`,
  );
}

function isShown(finding: RuleFinding): boolean {
  return !finding.hidden && !finding.supersededBy && !finding.suppressed;
}

/** What the editor draws: hints are none, and a unit's missing hardening is one. */
function squiggles({ findings }: Analysis): number {
  const drawn = findings.filter(finding => isShown(finding) && finding.severity !== 'info');
  const grouped = new Set(drawn.filter(finding => finding.rule.meta.group).map(finding => finding.units[0]?.place));
  return drawn.filter(finding => !finding.rule.meta.group).length + grouped.size;
}
