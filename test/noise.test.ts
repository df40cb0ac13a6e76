import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Engine } from '../core/index.js';
import { rules } from '../rules/index.js';
import { LOUD, measure, squiggles } from '../scripts/noise.js';
import { corpora, filesBelow } from './corpora.js';
import { skip } from './skip.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const page = readFileSync(path.join(root, 'docs/guide/noise.md'), 'utf8');

describe('noise', function () {
  this.timeout(120_000);

  it('is little in real files, and loud rules say why they stay', function () {
    const folder = corpora();
    const real = folder && path.join(folder, 'real');
    if (!real || !existsSync(real)) skip(this, 'the corpora are absent: set SEAWORTHY_CORPORA');
    const { squiggles: drawn, rules: measured } = measure(real, 'recommended');
    assert(drawn.median <= 3, `median of ${drawn.median} squiggles`);
    const loud = measured.filter(({ share }) => share > LOUD).map(({ rule }) => rule.meta.id);
    const silent = loud.filter(id => !page.includes(`| \`${id}\` |`));
    assert.deepEqual(silent, [], 'loud rules without a reason in docs/guide/noise.md');
  });

  it('is none in the hardened example', () => {
    const engine = new Engine({ rules, today: () => '2026-01-31' });
    const folder = path.join(root, 'examples/hardened');
    for (const { path: file, text } of filesBelow(folder)) engine.update(file, text);
    engine.complete = true;
    for (const file of engine.paths) assert.equal(squiggles(engine.analyze(file)!), 0, file);
  });

  it('names rules that are there', () => {
    const named = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)]
      .map(([, id]) => id!)
      .filter(id => !['essential', 'recommended', 'strict'].includes(id));
    assert.deepEqual(
      named.filter(id => !rules.some(({ meta }) => meta.id === id)),
      [],
    );
  });
});
