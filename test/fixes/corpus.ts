import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { corpora, filesBelow } from '../corpora.js';
import { services, today } from '../rule-examples.js';
import { engines } from './accepted.js';
import { figures, tryFixes } from './try-file.js';

/**
 * `npm run test:corpus -- [--rules] [FOLDER...]`: tries every fix of every finding in every file below the folders (default: the real files
 * of the corpora), prints a line of figures for each dialect, and exits 1 when a fix breaks a promise.
 */
const given = process.argv.slice(2);
const byRule = given.includes('--rules');
const standard = corpora();
const folders = given.filter(word => !word.startsWith('--'));
const tops = folders.length > 0 ? folders : standard ? [path.join(standard, 'real')] : [];
if (tops.length === 0) console.log('Skipped: no corpora (set SEAWORTHY_CORPORA to their folder, or name folders).');

const totals = new Map<string, ReturnType<typeof figures>>();
for (const top of tops) {
  if (!statSync(top, { throwIfNoEntry: false })?.isDirectory() || readdirSync(top).length === 0) {
    console.error(`${top} is no folder with files.`);
    process.exitCode = 2;
    continue;
  }
  for (const { path: file, text } of filesBelow(top)) {
    const engine = new Engine({ rules, today: () => today, preset: 'strict' });
    engine.update(file, text);
    const kind = engine.kindOf(file);
    if (!kind) continue;
    const total = totals.get(kind) ?? figures();
    totals.set(kind, total);
    await tryFixes(engine, file, services, total);
  }
}
for (const [kind, ask] of engines) {
  const total = totals.get(kind);
  if (!total) continue;
  const { files, breaches, missing } = ask(total.converged);
  total.breaches.push(...breaches);
  console.log(
    `${kind}, read by the engine after all fixes: ${missing ? `skipped: ${missing}` : `files ${files}, breaches ${breaches.length}`}`,
  );
}
for (const [kind, { files, findings, tried, refused, breaches, rules: offered }] of totals) {
  console.log(`${kind}: files ${files}, findings ${findings}, fixes tried ${tried}, refused ${refused}, breaches ${breaches.length}`);
  if (byRule)
    for (const [rule, counts] of [...offered].sort()) console.log(`  ${rule}: offered ${counts.tried}, refused ${counts.refused}`);
  for (const { path: file, rule, title, what } of breaches) console.log(`  ${file}: ${rule} (${title}) ${what}`);
  if (breaches.length > 0) process.exitCode = 1;
}
