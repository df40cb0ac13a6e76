import { strict as assert } from 'node:assert';
import { applyEdits, bundle, type Engine, fixAll, partsOf, type TextEdit } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { engineOf, services, unmark } from '../rule-examples.js';
import { skip } from '../skip.js';
import { engines } from './accepted.js';
import { dockerfileWritings, type Writing, yamlWritings } from './nasty.js';
import type { Converged } from './try-file.js';

const writings = { dockerfile: dockerfileWritings, compose: yamlWritings, kubernetes: yamlWritings };

/** What an engine takes for wrong before as after. */
const LEFT_OUT: readonly string[] = ['duplicate keys'];
/** Its strict reader takes a key beside a merge for one that is there twice. */
const NOT_STRICT: readonly string[] = ['a merge', 'a merge list'];

/** Of each example in each writing one in so many is tried: each takes all rules and passes. */
const SHARE = 3;

/** What fixes ask for, as the engine takes it. */
const filledIn = (text: string): string => text.replace('sha256:checksum', `sha256:${'0'.repeat(64)}`);

/** The files that edits of `file` change, as they are then. */
function textsAfter(engine: Engine, file: string, edits: readonly TextEdit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map(edit => edit.path ?? file))) {
    const own = edits.filter(edit => (edit.path ?? file) === path);
    texts.set(path, filledIn(applyEdits(engine.textOf(path) ?? '', own)));
  }
  return texts;
}

type Kind = (typeof engines)[number][0];

/**
 * What the engines read before, they read after.
 * @param least how many of the files have to be readable, so that something is tried.
 */
function asks(what: string, least: number, fixesIn: (kind: Kind) => AsyncIterable<Converged> | Iterable<Converged>): void {
  describe(`${what} of an example leave what the engine reads:`, function () {
    this.timeout(300_000);

    for (const [kind, ask] of engines) {
      it(kind, async function () {
        const { missing } = ask([]);
        if (missing) skip(this, missing);
        const converged: Converged[] = [];
        for await (const one of fixesIn(kind)) if (one.texts.has(one.path)) converged.push(one);
        const { files, breaches } = ask(converged);
        assert.ok(files > least, `only ${files} of ${converged.length} files could be read before`);
        assert.deepEqual(breaches.slice(0, 20), []);
      });
    }
  });
}

/** The bad examples of a dialect, as they are. */
function* badExamples(kind: Kind): Iterable<{ readonly file: string; readonly text: string }> {
  for (const { file, bad } of rules.flatMap(({ meta }) => meta.examples)) {
    const text = bad === undefined ? undefined : unmark(bad).text;
    if (text !== undefined && engineOf([], { [file]: text }).kindOf(file) === kind) yield { file, text };
  }
}

asks('single fixes', 500, async function* (kind) {
  for (const { file, text } of badExamples(kind)) {
    const engine = engineOf(rules, { [file]: text });
    for (const fix of engine.analyze(file)?.findings.flatMap(({ fixes }) => fixes) ?? []) {
      yield { path: file, before: text, texts: textsAfter(engine, file, (await fix.edits(services)) ?? []) };
    }
  }
});

/** One in two, as a user may choose among them, in files with and without an end of their last line. */
asks('some fixes', 300, function* (kind) {
  for (const { file, text: whole } of badExamples(kind)) {
    for (const text of [whole, whole.trimEnd()]) {
      const engine = engineOf(rules, { [file]: text });
      const parts = partsOf(file, engine.analyze(file)?.findings ?? []);
      for (const half of [0, 1]) {
        const chosen = parts.filter((_, i) => i % 2 === half);
        const edits = bundle(engine, chosen)?.parts.flatMap(part => part.edits) ?? [];
        yield { path: file, before: text, texts: textsAfter(engine, file, edits) };
      }
    }
  }
});

/** In every way that people write. */
asks('all fixes', 300, function* (kind) {
  let number = 0;
  for (const [name, write] of Object.entries(writings[kind] as Readonly<Record<string, Writing>>)) {
    if (LEFT_OUT.includes(name) || (kind === 'kubernetes' && NOT_STRICT.includes(name))) continue;
    for (const { file, bad, good } of rules.flatMap(({ meta }) => meta.examples)) {
      const marked = bad ?? good;
      const text = marked === undefined || number++ % SHARE > 0 ? undefined : write(unmark(marked).text);
      if (text === undefined) continue;
      const engine = engineOf(rules, { [file]: text });
      if (engine.kindOf(file) === kind) yield { path: file, before: text, texts: fixAll(engine, file, { safety: 'review' }).texts };
    }
  }
});
