import { strict as assert } from 'node:assert';
import path from 'node:path';
import { Engine } from '../core/index.js';
import { rules } from '../rules/index.js';
import { corpora, filesBelow } from './corpora.js';
import { engines } from './fixes/accepted.js';
import { type Converged, figures, tryFixes } from './fixes/try-file.js';
import { services, today } from './rule-examples.js';
import { skip } from './skip.js';

const folder = corpora();

describe('real files', function () {
  this.timeout(300_000);

  before(function () {
    if (!folder) skip(this, 'no corpora (set SEAWORTHY_CORPORA to their folder)');
  });

  const fixed = new Map<string, readonly Converged[]>();

  for (const name of ['dockerfile', 'compose', 'kubernetes', 'helm-template', 'kustomize', 'other-yaml']) {
    it(`${name}: no rule throws, every place is inside its file, every fix keeps its promises`, async () => {
      const total = figures();
      for (const { path: file, text } of filesBelow(path.join(folder!, 'real', name))) {
        const engine = new Engine({
          rules,
          today: () => today,
          preset: 'strict',
          onRuleError: (rule, at, error) => assert.fail(`${rule.meta.id} threw in ${at}: ${(error as Error).stack}`),
        });
        engine.update(file, text);
        for (const { span, message } of engine.analyze(file)?.findings ?? []) {
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${file}: ${message}`);
        }
        await tryFixes(engine, file, services, total);
      }
      console.log(
        `      ${name}: files ${total.files}, findings ${total.findings}, fixes tried ${total.tried}, refused ${total.refused}, breaches ${total.breaches.length}`,
      );
      if (name === 'other-yaml') assert.equal(total.files, 0);
      assert.deepEqual(total.breaches.slice(0, 200), []);
      fixed.set(name, total.converged);
    });
  }

  for (const [name, ask] of engines) {
    it(`${name}: the engine reads what the fixes leave, and means what they mean`, function () {
      const converged = fixed.get(name) ?? [];
      const { files, breaches, missing } = ask(converged);
      if (missing) skip(this, missing);
      console.log(`      ${name}, read by the engine after all fixes: files ${files}, breaches ${breaches.length}`);
      assert.ok(files > 50, `${files} of ${converged.length} files could be read before`);
      assert.deepEqual(breaches, []);
    });
  }
});
