import { strict as assert } from 'node:assert';
import type { FileKind } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { engineOf, services, unmark } from '../rule-examples.js';
import { dockerfileWritings, jsonWritings, type Writing, yamlWritings } from './nasty.js';
import { figures, tryFixes } from './try-file.js';

const tables: readonly [kind: FileKind, writings: Readonly<Record<string, Writing>>][] = [
  ['dockerfile', dockerfileWritings],
  ['compose', yamlWritings],
  ['kubernetes', yamlWritings],
  ['daemon', jsonWritings],
];

/** Every bad example of every rule, written in every way that people write: each fix keeps its promises. */
for (const [kind, writings] of tables) {
  describe(`fixes in ${kind} files written with`, function () {
    this.timeout(120_000);

    for (const [name, write] of Object.entries(writings)) {
      it(name, async () => {
        const total = figures();
        for (const rule of rules) {
          for (const { file, bad, files = {}, options = {} } of rule.meta.examples) {
            const text = bad === undefined ? undefined : write(unmark(bad).text);
            if (text === undefined) continue;
            const engine = engineOf([rule], { ...files, [file]: text }, `rules:\n  ${rule.meta.id}: [high, ${JSON.stringify(options)}]\n`);
            if (engine.kindOf(file) === kind) await tryFixes(engine, file, services, total);
          }
        }
        assert.ok(total.files > 10, `only ${total.files} files could be written so`);
        assert.deepEqual(total.breaches.slice(0, 50), []);
      });
    }
  });
}

/** What one rule's fix writes is what the others read, too. */
describe('fixes beside all other rules', function () {
  this.timeout(120_000);

  for (const [kind] of tables) {
    it(kind, async () => {
      const total = figures();
      for (const rule of rules) {
        for (const { file, bad, files = {}, options = {} } of rule.meta.examples) {
          if (bad === undefined) continue;
          const engine = engineOf(
            rules,
            { ...files, [file]: unmark(bad).text },
            `rules:\n  ${rule.meta.id}: [high, ${JSON.stringify(options)}]\n`,
          );
          if (engine.kindOf(file) === kind) await tryFixes(engine, file, services, total);
        }
      }
      // A base that nobody knew is judged once it has a default.
      const breaches = total.breaches.filter(({ rule, what }) => rule !== 'unpinned-arg-base' || !what.startsWith('the score falls'));
      assert.deepEqual(breaches.slice(0, 50), []);
    });
  }
});
