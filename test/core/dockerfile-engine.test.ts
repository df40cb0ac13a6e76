import { strict as assert } from 'node:assert';
import path from 'node:path';
import fc from 'fast-check';
import { rules } from '../../rules/index.js';
import { corpora, filesBelow } from '../corpora.js';
import { goProgram } from '../go-program.js';
import { skip } from '../skip.js';
import { dockerfile } from './dockerfile-generated.js';
import { type BuildKitAnswer, compareStages, refusal, stagesOf } from './dockerfile-model.js';

/** The facts about Dockerfiles, compared with what BuildKit's own frontend makes of the same texts. */

interface Named {
  readonly name: string;
  readonly text: string;
}

const folder = corpora();

const examples: readonly Named[] = rules.flatMap(({ meta }) =>
  meta.examples
    .filter(({ file }) => file === 'Dockerfile')
    .flatMap(({ bad, good, fixed }) => [bad, good, fixed])
    .flatMap(text => (typeof text === 'string' ? [{ name: meta.id, text: text.replace(/[«»]/g, '') }] : [])),
);

const generated: readonly Named[] = fc.sample(dockerfile, { numRuns: 3000, seed: 1 }).map(text => ({ name: JSON.stringify(text), text }));

function* inCorpora(): Iterable<Named> {
  if (!folder) return;
  for (const file of filesBelow(path.join(folder, 'real/dockerfile'))) yield { name: file.path, text: file.text };
  for (const file of filesBelow(path.join(folder, 'labelled/files')))
    if (/dockerfile/i.test(path.basename(file.path))) yield { name: file.path, text: file.text };
}

describe('the stages of a Dockerfile, as BuildKit sees them', function () {
  this.timeout(300_000);
  let ask: (texts: readonly Named[]) => readonly BuildKitAnswer[];

  before(function () {
    const program = goProgram('buildkit-go');
    if ('missing' in program) skip(this, program.missing);
    ask = all => program.ask(all.map(({ text }) => text)) as readonly BuildKitAnswer[];
  });

  /** @param share of the files that BuildKit may refuse. */
  function compareAll(all: readonly Named[], share: number): void {
    const differences: string[] = [];
    let refused = 0;
    for (const [i, { error, stages }] of ask(all).entries()) {
      const { name, text } = all[i]!;
      if (error !== undefined || !stages) {
        refused++;
        continue;
      }
      try {
        compareStages(stagesOf(text), stages);
      } catch (difference) {
        differences.push(`${name}: ${(difference as Error).message}`);
      }
    }
    assert.deepEqual(differences, []);
    assert.ok(refused <= share * all.length, `${refused} of ${all.length} are refused`);
  }

  it('in the examples of the rules', () => compareAll(examples, 0.01));
  it('in texts made of what is hard to read', () => compareAll(generated, 0.2));
  it('in files of others', function () {
    const files = [...inCorpora()];
    if (files.length === 0) skip(this, 'the corpora are not there');
    compareAll(files, 0.05);
  });

  it('after every fix of an example that it accepts before', () => {
    const fixes = rules.flatMap(({ meta }) =>
      meta.examples.flatMap(({ file, bad, fixed }) =>
        file === 'Dockerfile' && bad !== undefined && typeof fixed === 'string' ? [{ id: meta.id, bad, fixed }] : [],
      ),
    );
    const before = ask(fixes.map(({ id, bad }) => ({ name: id, text: bad.replace(/[«»]/g, '') })));
    const after = ask(fixes.map(({ id, fixed }) => ({ name: id, text: fixed.replace('sha256:checksum', `sha256:${'0'.repeat(64)}`) })));
    const refused = fixes.flatMap(({ id, fixed }, i) => {
      const error = refusal(before[i]!) === undefined ? refusal(after[i]!) : undefined;
      return error === undefined ? [] : [`${id}: ${error}\n${fixed}`];
    });
    assert.deepEqual(refused, []);
  });
});
