import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Engine, type Rule } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { bareParse } from './bare-parse.js';
import { compare, median, time } from './compare.js';
import { dialects, realFiles, type Sample } from './corpora.js';
import { editLatencies } from './edits.js';
import { ruleCosts } from './rule-costs.js';
import { generateManifest, generateTree } from './samples.js';

/**
 * `npm run bench`: what analysis costs beside the bare parse of the same text, as ratios. Both sides run in turns in one process, the
 * figures are medians of the rounds, CPU time beside wall time: absolute figures mean nothing on a machine that others share.
 * `npm run bench -- --rules` tells the dearest rules over real files, too.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const ROUNDS = 15;
const WARM_UP = 40;
const TODAY = '2026-01-01';

/** Runs both in turns and prints what ours takes for each bare parse. */
function tell(name: string, aim: string, ours: () => void, bare: () => void, warmUp: number): void {
  const { wall, cpu } = compare(ours, bare, ROUNDS, warmUp);
  console.log(`${name.padEnd(52)} wall ${wall.toFixed(2).padStart(6)}  cpu ${cpu.toFixed(2).padStart(6)}  (aim ${aim})`);
}

/**
 * Lints each text as the editor does when a document is opened and closed again: the corpora's files have nothing to do with each other.
 * Nothing is known from before, and nothing stays, as with the bare parse: who keeps all of them pays for garbage collection instead.
 */
function lint(samples: readonly Sample[], by: readonly Rule[] = rules): void {
  const engine = new Engine({ rules: by, today: () => TODAY });
  for (const [, file, text] of samples) {
    engine.update(file, text);
    engine.analyze(file);
    engine.update(file, undefined);
  }
}

const parseAll = (samples: readonly Sample[]): void => {
  for (const [kind, , text] of samples) bareParse(kind, text);
};

const repeat = (times: number, run: () => void) => () => {
  for (let i = 0; i < times; i++) run();
};

const manifest: readonly Sample[] = [['kubernetes', 'app.yaml', generateManifest(300)]];
const dockerfiles: readonly Sample[] = rules
  .flatMap(rule => rule.meta.examples)
  .filter(example => example.file === 'Dockerfile')
  .flatMap(({ bad, good }) => [bad, good])
  .flatMap((text, i): Sample[] => (text === undefined ? [] : [['dockerfile', `${i}/Dockerfile`, text.replace(/[«»]/g, '')]]));
const compose: readonly Sample[] = ['insecure', 'hardened'].map(name => [
  'compose',
  `${name}/compose.yaml`,
  readFileSync(path.join(root, 'examples', name, 'compose.yaml'), 'utf8'),
]);

console.log(`Analysis beside the bare parse of the same text, medians of ${ROUNDS} rounds, ${rules.length} rules`);
tell(
  'lint a 300-line manifest',
  '<= 1.35',
  repeat(10, () => lint(manifest)),
  repeat(10, () => parseAll(manifest)),
  WARM_UP / 4,
);
tell(
  `lint ${dockerfiles.length} Dockerfile examples`,
  '<= 1.35',
  () => lint(dockerfiles),
  () => parseAll(dockerfiles),
  WARM_UP,
);
tell(
  'lint the Compose examples',
  '<= 1.35',
  repeat(10, () => lint(compose)),
  repeat(10, () => parseAll(compose)),
  WARM_UP / 4,
);

for (const dialect of dialects) {
  const samples = realFiles(root, dialect);
  if (!samples) {
    console.log(`real files of ${dialect}: none here (set SEAWORTHY_CORPORA to their folder)`);
    continue;
  }
  const bare = () => parseAll(samples);
  tell(`read ${samples.length} real files of ${dialect}`, '<= 1', () => lint(samples, []), bare, WARM_UP);
  tell(`lint ${samples.length} real files of ${dialect}`, '<= 1.35', () => lint(samples), bare, WARM_UP);
  if (process.argv.includes('--rules')) tellRules(samples);
}

/** The dearest rules over some files, as a table. */
function tellRules(samples: readonly Sample[]): void {
  const floor = median(Array.from({ length: ROUNDS }, () => time(() => parseAll(samples)).wall));
  const costs = ruleCosts(rules, by => lint(samples, by), ROUNDS, WARM_UP);
  console.log(`  ${'rule'.padEnd(36)} of the bare parse   calls`);
  for (const { id, time: own, calls } of costs.slice(0, 10)) {
    console.log(`  ${id.padEnd(36)} ${`${((100 * own) / floor).toFixed(1)} %`.padStart(17)} ${String(calls).padStart(7)}`);
  }
}

const tree = generateTree(2000);
try {
  const script = path.join(root, 'out/scripts/bench/walk-and-parse.js');
  const audit = () =>
    spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'audit', tree, '--format', 'json', '--today', TODAY], {
      maxBuffer: 1 << 30,
    });
  const bare = () => spawnSync(process.execPath, [script, tree]);
  const rounds = 7;
  const a: number[] = [];
  const b: number[] = [];
  audit();
  bare();
  for (let i = 0; i < rounds; i++) {
    a.push(time(audit).wall);
    b.push(time(bare).wall);
  }
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;
  console.log(
    `${`audit ${files} files, of the speed of walk + read + parse`.padEnd(52)} wall ${`${Math.round((100 * median(b)) / median(a))} %`.padStart(6)}              (aim >= 70 %)`,
  );
  const { alone, during } = await editLatencies(path.join(root, 'dist/cli.js'), tree, 'group-1/app-1/compose.yaml');
  const slowest = [...during].sort((x, y) => x - y)[Math.floor(during.length * 0.95)]!;
  const beside = (latency: number) => (latency / median(alone)).toFixed(1);
  console.log(
    `${`an edit while ${files} files are audited, of one without`.padEnd(52)} wall ${beside(median(during)).padStart(6)}  p95 ${beside(slowest).padStart(6)}  (aim <= 5; ${during.length} edits)`,
  );
} finally {
  rmSync(tree, { recursive: true, force: true });
}
