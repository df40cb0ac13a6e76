import { strict as assert } from 'node:assert';
import path from 'node:path';
import { corpora, filesBelow } from '../corpora.js';
import { skip } from '../skip.js';
import { type Case, cases } from './compose-cases.js';
import { type Answer, compare, currentLoader, oldLoader } from './compose-loaders.js';
import { type Model, modelOf, projectIn } from './compose-model.js';

/** The effective configuration, compared with what the engines themselves make of the same files. */

/** Real files, each a project of its own. */
function realCases(): readonly Case[] {
  const folder = corpora();
  if (!folder) return [];
  return [...filesBelow(path.join(folder, 'real/compose'))].map(({ path: name, text }) => ({ name, files: { 'compose.yaml': text } }));
}

const ownModel = ({ files, call, path: from = 'compose.yaml' }: Case): Model => modelOf(projectIn(files, from, call), call?.profiles ?? []);

/** Its `config` tells of services of all profiles. */
const oldModel = ({ files, call, path: from = 'compose.yaml' }: Case): Model => modelOf(projectIn(files, from, call), undefined);

describe('the effective configuration', () => {
  it('is compared over real files too', function () {
    if (!corpora()) skip(this, 'the corpora are not there');
  });

  describe('as the loader of Docker Compose sees it', () => {
    const all = [...cases, ...realCases()];
    let answers: readonly Answer[] = [];

    /** What it refuses, and why there is nothing to compare then. */
    const refused: Readonly<Record<string, RegExp>> = {
      'docker.compose__pkg__e2e__fixtures__wrong-composefile__compose.yaml': /wrongField/,
    };
    /** Needs of a file that stands alone here, or a variable without which it is no Compose file. */
    const lacking = /no such file or directory|empty section between colons|container_name|not found|does not match/;

    before(function () {
      this.timeout(300_000);
      const loader = currentLoader();
      if ('missing' in loader) skip(this, loader.missing);
      answers = loader.ask(all);
    });

    for (const [i, one] of all.entries()) {
      it(one.name, () => {
        const { error, model } = answers[i]!;
        if (model) compare(ownModel(one), model);
        else assert.match(error ?? '', refused[one.name] ?? lacking);
      });
    }

    it('refuses hardly any of them', () => assert.ok(answers.filter(({ error }) => error).length <= 5));
  });

  describe('as docker-compose 1.29 sees it', () => {
    const all = [...cases.filter(({ newer }) => newer === undefined), ...realCases()];
    let answers: readonly Answer[] = [];

    before(function () {
      this.timeout(300_000);
      const loader = oldLoader();
      if ('missing' in loader) skip(this, loader.missing);
      answers = loader.ask(all);
    });

    for (const [i, one] of all.entries()) {
      it(one.name, () => {
        const { error, model } = answers[i]!;
        if (model) compare(oldModel(one), model);
        // Keys that are younger than it.
        else assert.match(error ?? '', /invalid|Unsupported config option|Invalid interpolation format|Additional propert|is not/i);
      });
    }

    it('can read most of them', () => assert.ok(answers.filter(({ model }) => model).length >= all.length * 0.6));
  });
});
