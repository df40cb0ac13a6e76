import { strict as assert } from 'node:assert';
import type { FileKind, Rule } from '../core/index.js';
import { rules } from '../rules/index.js';
import { analysisOf, engineOf, fixed, unmark } from './rule-examples.js';

/** The config that switches a rule on with an example's options. */
const configFor = (rule: Rule, options: Readonly<Record<string, unknown>> | undefined) =>
  `rules:\n  ${rule.meta.id}: [high, ${JSON.stringify(options ?? {})}]\n`;

for (const rule of rules) {
  const { meta } = rule;
  describe(`rule ${meta.id}`, () => {
    it('shows a fix in each dialect for which it declares one', () => {
      const shown = new Set(
        meta.examples.flatMap(({ file, bad, fixed: after, files }) =>
          bad === undefined || after === undefined ? [] : [analysisOf(engineOf([rule], { ...files, [file]: unmark(bad).text }), file).kind],
        ),
      );
      for (const [kind, { fix }] of Object.entries(meta.per)) if (fix) assert.ok(shown.has(kind as FileKind), kind);
    });
    for (const [i, example] of meta.examples.entries()) {
      const { file, bad, fixed: after, good, files = {}, options, message, fixedFiles = {} } = example;
      const config = configFor(rule, options);
      const open = (text: string) => engineOf([rule], { ...files, [file]: text }, config);
      const find = (text: string) => analysisOf(open(text), file).findings;
      const name = `example ${i + 1} (${file})`;

      if (bad !== undefined) {
        it(`${name}: is found where it is marked`, () => {
          const { text, spans } = unmark(bad);
          const { findings } = analysisOf(open(text), file);
          assert.deepEqual(
            findings.map(({ span }) => text.slice(span.start, span.end)),
            spans.map(span => text.slice(span.start, span.end)),
          );
          assert.deepEqual(
            findings.map(finding => finding.span),
            spans,
          );
          if (message !== undefined) assert.equal(findings[0]?.message, message);
        });
        it(`${name}: says it in a line that stands alone`, () => {
          for (const finding of find(unmark(bad).text)) {
            const [first] = finding.message.split('\n');
            assert.ok(first!.length <= 110, `${first!.length} characters: ${first}`);
            assert.match(finding.message, /[.]$/);
            for (const fix of finding.fixes) assert.doesNotMatch(fix.title, /[^. ][.]$/);
          }
        });
        it(`${name}: offers the kinds of fix that the rule declares`, () => {
          const engine = open(unmark(bad).text);
          const declared = meta.per[analysisOf(engine, file).kind]!.fix;
          for (const { fixes } of analysisOf(engine, file).findings) {
            if (declared === null) assert.deepEqual(fixes, []);
            if (declared === 'review') assert.ok(fixes.every(fix => fix.safety === 'review'));
          }
        });
      }
      if (bad !== undefined && after !== undefined) {
        it(`${name}: is fixed, and stays so`, async () => {
          const engine = open(unmark(bad).text);
          const before = analysisOf(engine, file);
          const result = await fixed(engine, file, before.findings[0]!);
          // A fix may leave this file as it is and write another one.
          const untouched = after === unmark(bad).text;
          assert.equal(untouched ? after : result[file], after);
          for (const [path, text] of Object.entries(fixedFiles)) assert.equal(result[path], text);
          assert.deepEqual(Object.keys(result).sort(), [...new Set([...(untouched ? [] : [file]), ...Object.keys(fixedFiles)])].sort());
          const { findings } = analysisOf(engineOf([rule], { ...files, ...fixedFiles, [file]: after }, config), file);
          const gone = before.findings[0]!.fingerprint;
          assert.ok(
            !findings.some(finding => finding.fingerprint === gone) || findings.length < before.findings.length,
            'the finding is still there',
          );
        });
      }
      if (good !== undefined) {
        it(`${name}: accepts the good form`, () =>
          assert.deepEqual(
            find(good).map(finding => finding.message),
            [],
          ));
      }
    }
  });
}
