import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Engine, type FileKind } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { bareParse } from './bare-parse.js';
import { editLatencies } from './edits.js';
import { generateManifest, generateTree } from './samples.js';

/**
 * `npm run bench`: what analysis costs beside the bare parse of the same text, as ratios. Both sides run in turns in one process, the
 * figures are medians of the rounds, CPU time beside wall time: absolute figures mean nothing on a machine that others share.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const ROUNDS = 9;
const TODAY = '2026-01-01';

interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

function time(run: () => void): Timing {
  const cpu = process.cpuUsage();
  const start = performance.now();
  run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Runs both in turns and prints the ratio of their medians. */
function compare(name: string, aim: string, ours: () => void, bare: () => void, inverse = false): void {
  for (let i = 0; i < 3; i++) {
    ours();
    bare();
  }
  const a: Timing[] = [];
  const b: Timing[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    a.push(time(ours));
    b.push(time(bare));
  }
  const ratio = (key: keyof Timing) => {
    const quotient = median(a.map(t => t[key])) / median(b.map(t => t[key]));
    return inverse ? `${Math.round(100 / quotient)} %` : quotient.toFixed(2);
  };
  console.log(`${name.padEnd(52)} wall ${ratio('wall').padStart(6)}  cpu ${ratio('cpu').padStart(6)}  (aim ${aim})`);
}

type Sample = readonly [kind: FileKind, path: string, text: string];

/** Lints texts as the editor does after a change: nothing is known from before. */
function lint(samples: readonly Sample[]): void {
  const engine = new Engine({ rules, today: () => TODAY });
  for (const [, file, text] of samples) engine.update(file, text);
  for (const [, file] of samples) engine.analyze(file);
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
compare(
  'lint a 300-line manifest',
  '<= 1.35',
  repeat(10, () => lint(manifest)),
  repeat(10, () => parseAll(manifest)),
);
compare(
  `lint ${dockerfiles.length} Dockerfile examples`,
  '<= 1.35',
  () => lint(dockerfiles),
  () => parseAll(dockerfiles),
);
compare(
  'lint the Compose examples',
  '<= 1.35',
  repeat(10, () => lint(compose)),
  repeat(10, () => parseAll(compose)),
);

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
