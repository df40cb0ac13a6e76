import type { Engine } from '../engine.js';
import type { Analysis } from '../judge/analyze.js';
import { applyEdits, type TextEdit } from '../text.js';
import { isEmptied } from './emptied.js';
import { editsByPath, goTogether, type Part } from './part.js';

/** Files as they are, and as they would be with another text. `Engine` is one. */
export type Files = Pick<Engine, 'analyze' | 'analyzeAs' | 'textOf'>;

/** Parts that were tried on the texts, and what the changed files that can be judged are then. */
export interface Bundle {
  /** Their edits do not touch each other. */
  readonly parts: readonly Part[];
  /** By path. */
  readonly after: ReadonlyMap<string, Analysis>;
}

/**
 * As many of `parts` as go together and do no harm: all at once, or, when the whole does harm, one after another. Edits that do not
 * overlap can still be at odds, as two that both add the same missing parent. `undefined`: none. Changes nothing itself.
 */
export function bundle(engine: Files, parts: readonly Part[]): Bundle | undefined {
  const together: Part[] = [];
  for (const next of parts) if (goTogether(together, next)) together.push(next);
  if (together.length === 0) return undefined;
  const whole = tryOut(engine, together);
  if (whole) return whole;
  let best: Bundle | undefined;
  for (const next of parts) {
    const chosen = best?.parts ?? [];
    if (goTogether(chosen, next)) best = tryOut(engine, [...chosen, next]) ?? best;
  }
  return best;
}

/** The files after `parts`; `undefined` when one is worse than before: unparsable, with a key left bare, with a new finding, or with one that should be gone. */
function tryOut(engine: Files, parts: readonly Part[]): Bundle | undefined {
  const expected = new Set(parts.flatMap(({ fix }) => fix.expects ?? []));
  const texts = new Map<string, string>();
  const shortened = new Set<string>();
  for (const [path, edits] of editsByPath(parts)) {
    if (edits.some(({ span, text }) => text.length < span.end - span.start)) shortened.add(path);
    const text = textAfter(engine.textOf(path) ?? '', edits);
    if (text === undefined) return undefined;
    texts.set(path, text);
  }
  const after = new Map<string, Analysis>();
  for (const path of new Set([...texts.keys(), ...parts.map(part => part.path)])) {
    const before = engine.analyze(path);
    // A file that nobody judges: an env file, an ignore file.
    if (!before) continue;
    const then = engine.analyzeAs(path, texts.get(path) ?? before.text, texts);
    if (!then || errors(then) > errors(before)) return undefined;
    if (before.kind !== 'dockerfile' && shortened.has(path) && isEmptied(before, then)) return undefined;
    const mended = parts.filter(part => part.path === path).map(({ finding }) => finding.rule.meta.id);
    if (!isBetter(before, then, mended, expected)) return undefined;
    after.set(path, then);
  }
  return { parts, after };
}

/** By rule and not by place: places are numbered, and an edit moves the numbers. */
function isBetter(before: Analysis, after: Analysis, mended: readonly string[], expected: ReadonlySet<string>): boolean {
  const [was, is] = [countsByRule(before), countsByRule(after)];
  for (const [rule, count] of is) {
    if (count > (was.get(rule) ?? 0) && !expected.has(rule)) return false;
  }
  return mended.every(rule => (is.get(rule) ?? 0) + mended.filter(other => other === rule).length <= was.get(rule)!);
}

function textAfter(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch {
    return undefined;
  }
}

const errors = (analysis: Analysis): number => analysis.problems.filter(problem => problem.severity === 'error').length;

function countsByRule(analysis: Analysis): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of analysis.findings) counts.set(rule.meta.id, (counts.get(rule.meta.id) ?? 0) + 1);
  return counts;
}
