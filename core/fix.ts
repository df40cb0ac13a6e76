import type { Engine } from './engine.js';
import type { Analysis, RuleFinding } from './judge/analyze.js';
import type { Fix, Services } from './judge/rule.js';
import { applyEdits, overlaps, type TextEdit } from './text.js';

export interface FixOptions {
  /** `safe` applies safe fixes only, `review` those too that may change behaviour. */
  readonly safety: Fix['safety'];
  /** Ids of the rules to fix; all without it. */
  readonly rules?: readonly string[];
}

/** A finding that is gone. */
export interface Fixed {
  readonly rule: string;
  readonly message: string;
  readonly title: string;
}

export interface FixResult {
  /** New texts of all files that change, by path; a file that the engine does not know is to be created. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: readonly Fixed[];
}

/** Fixes can make room for others (an edit frees the place of the next); a rule that never settles ends here. */
const MOST_PASSES = 10;

/** Nobody is asked: fixes that need something are not chosen. */
const NOBODY: Services = { registry: { digest: () => Promise.reject(new Error('offline')) }, ask: () => null };

interface Candidate {
  readonly finding: RuleFinding;
  readonly fix: Fix;
  readonly edits: readonly TextEdit[];
}

/**
 * Mends what can be mended in one file without asking anybody: pass by pass the first allowed fix of every open finding, until nothing
 * changes. Fixes that would break the file, leave their finding, or raise another rule are left out. Changes nothing itself.
 */
export function fixAll(engine: Engine, path: string, options: FixOptions): FixResult {
  const texts = new Map<string, string>();
  const fixed: Fixed[] = [];
  const done = new Set<string>();
  let analysis = engine.analyze(path);
  for (let pass = 0; analysis && pass < MOST_PASSES; pass++) {
    const candidates = candidatesOf(analysis, options).filter(
      // Another file is edited in one pass only: later edits would still speak of its old text.
      ({ finding, edits }) => !done.has(finding.fingerprint) && edits.every(edit => isOwn(edit, path) || !texts.has(edit.path!)),
    );
    const step = takeStep(engine, analysis, candidates);
    if (!step) break;
    for (const [other, edits] of editsByPath(step.chosen, path)) {
      texts.set(other, applyEdits((other === path ? analysis.text : engine.textOf(other)) ?? '', edits));
    }
    for (const { finding, fix, edits } of step.chosen) {
      fixed.push({ rule: finding.rule.meta.id, message: finding.message, title: fix.title });
      // The finding stays in sight when its cause was mended in another file.
      if (edits.some(edit => !isOwn(edit, path))) done.add(finding.fingerprint);
    }
    analysis = step.after;
  }
  return { texts, fixed };
}

/** What can be mended, each with its edits; they may be in each other's way. */
function candidatesOf(analysis: Analysis, { safety, rules }: FixOptions): readonly Candidate[] {
  return analysis.findings.flatMap(finding => {
    if (finding.hidden || finding.suppressed || finding.supersededBy || (rules && !rules.includes(finding.rule.meta.id))) return [];
    for (const fix of finding.fixes) {
      if (fix.needs || (fix.safety === 'review' && safety === 'safe')) continue;
      const edits = editsOf(fix);
      if (edits && edits.length > 0) return [{ finding, fix, edits }];
    }
    return [];
  });
}

/** `null` when there are none, or when they would have to be waited for. */
function editsOf(fix: Fix): readonly TextEdit[] | null {
  try {
    const edits = fix.edits(NOBODY);
    if (!(edits instanceof Promise)) return edits;
    edits.catch(() => {});
    return null;
  } catch {
    return null;
  }
}

interface Step {
  readonly chosen: readonly Candidate[];
  readonly after: Analysis;
}

/** All that go together, or, when the whole does harm, those that do none one after another. */
function takeStep(engine: Engine, before: Analysis, candidates: readonly Candidate[]): Step | undefined {
  const together: Candidate[] = [];
  for (const next of candidates) {
    if (goTogether(together, next, before.path)) together.push(next);
  }
  if (together.length === 0) return undefined;
  const after = tryOut(engine, before, together);
  if (after) return { chosen: together, after };
  let step: Step | undefined;
  for (const next of candidates) {
    const chosen: readonly Candidate[] = step?.chosen ?? [];
    if (!goTogether(chosen, next, before.path)) continue;
    const tried = tryOut(engine, before, [...chosen, next]);
    if (tried) step = { chosen: [...chosen, next], after: tried };
  }
  return step;
}

/** Two fixes that insert the same at the same place are one: the second waits, and finds its work done. */
function goTogether(chosen: readonly Candidate[], next: Candidate, path: string): boolean {
  const taken = chosen.flatMap(candidate => candidate.edits);
  const isSame = (a: TextEdit, b: TextEdit) => a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
  return next.edits.every(edit =>
    taken.every(other => (edit.path ?? path) !== (other.path ?? path) || !(overlaps(edit.span, other.span) || isSame(edit, other))),
  );
}

/** The file after `chosen`; `undefined` when it is worse than before: unparsable, with a new finding, or with one that should be gone. */
function tryOut(engine: Engine, before: Analysis, chosen: readonly Candidate[]): Analysis | undefined {
  const own = editsByPath(chosen, before.path).get(before.path);
  const text = own ? textAfter(before.text, own) : before.text;
  const after = text === undefined ? undefined : engine.analyzeAs(before.path, text);
  if (!after || errors(after) > errors(before)) return undefined;
  const expected = new Set(chosen.flatMap(({ fix }) => fix.expects ?? []));
  const [was, is] = [countsByRule(before), countsByRule(after)];
  for (const [rule, count] of is) {
    if (count > (was.get(rule) ?? 0) && !expected.has(rule)) return undefined;
  }
  const mended = chosen.filter(({ edits }) => edits.every(edit => isOwn(edit, before.path))).map(({ finding }) => finding.rule.meta.id);
  const isGone = (rule: string) => (is.get(rule) ?? 0) + mended.filter(other => other === rule).length <= was.get(rule)!;
  return mended.every(isGone) ? after : undefined;
}

function textAfter(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch {
    return undefined;
  }
}

const errors = (analysis: Analysis): number => analysis.problems.filter(problem => problem.severity === 'error').length;

/** By rule and not by place: places are numbered, and an edit moves the numbers. */
function countsByRule(analysis: Analysis): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of analysis.findings) counts.set(rule.meta.id, (counts.get(rule.meta.id) ?? 0) + 1);
  return counts;
}

const isOwn = (edit: TextEdit, path: string): boolean => (edit.path ?? path) === path;

function editsByPath(chosen: readonly Candidate[], path: string): ReadonlyMap<string, readonly TextEdit[]> {
  const byPath = new Map<string, TextEdit[]>();
  for (const edit of chosen.flatMap(candidate => candidate.edits)) {
    const at = edit.path ?? path;
    byPath.set(at, [...(byPath.get(at) ?? []), edit]);
  }
  return byPath;
}
