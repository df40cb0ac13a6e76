import { strict as assert } from 'node:assert';
import { type Analysis, applyEdits, Engine, type Rule, type RuleFinding, type Services, type Span } from '../core/index.js';

/** What fixes may ask in tests: a registry that knows one digest, and a user who answers with the placeholder. */
export const services: Services = {
  registry: { digest: async () => `sha256:${'c0ffee'.repeat(10)}cafe` },
  ask: question => question.placeholder,
};

export const today = '2026-11-22';

/** `a «b» c` is the text `a b c` with `b` marked. */
export function unmark(marked: string): { readonly text: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  let text = '';
  for (const part of marked.split(/(«[^»]*»)/)) {
    const inner = part.startsWith('«') ? part.slice(1, -1) : part;
    if (part !== inner) spans.push({ start: text.length, end: text.length + inner.length });
    text += inner;
  }
  return { text, spans };
}

/** An engine over one small workspace, every rule of `rules` on. A rule that throws fails the test. */
export function engineOf(rules: readonly Rule[], files: Readonly<Record<string, string>>, config = ''): Engine {
  const engine = new Engine({
    rules,
    today: () => today,
    preset: 'strict',
    onRuleError: (rule, path, error) => assert.fail(`${rule.meta.id} threw in ${path}: ${(error as Error).stack}`),
  });
  if (config) engine.update('seaworthy.yaml', config);
  for (const [path, text] of Object.entries(files)) engine.update(path, text);
  engine.complete = true;
  return engine;
}

export function analysisOf(engine: Engine, path: string): Analysis {
  const analysis = engine.analyze(path);
  assert.ok(analysis, `${path} is not recognised`);
  return analysis;
}

/** The file's text after a finding's fix, and the other files that it wrote. */
export async function fixed(engine: Engine, path: string, finding: RuleFinding, index = 0): Promise<Record<string, string>> {
  const edits = await finding.fixes[index]?.edits(services);
  assert.ok(edits, `${finding.rule.meta.id} offers no fix number ${index + 1}`);
  const result: Record<string, string> = {};
  for (const target of new Set(edits.map(edit => edit.path ?? path))) {
    result[target] = applyEdits(
      engine.textOf(target) ?? '',
      edits.filter(edit => (edit.path ?? path) === target),
    );
  }
  return result;
}
