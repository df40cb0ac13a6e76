import {
  type Analysis,
  applyEdits,
  type Engine,
  type Fix,
  type FixResult,
  fixAll,
  type RuleFinding,
  type Services,
  type TextEdit,
} from '../../core/index.js';
import { type Changes, changesBetween, changesBy, notKept } from './kept.js';

/** What a fix did wrong on a file. */
export interface Breach {
  readonly path: string;
  readonly rule: string;
  readonly title: string;
  readonly what: string;
}

/** A file with the texts that all its fixes come to, by path. */
export interface Converged {
  readonly path: string;
  readonly before: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** How often a rule's fixes could be made; `refused`: a finding of a rule that knows a fix has none, or it gave no edits. */
interface Offered {
  tried: number;
  refused: number;
}

/** Counts over many files. */
export interface Figures {
  files: number;
  findings: number;
  tried: number;
  refused: number;
  readonly rules: Map<string, Offered>;
  readonly breaches: Breach[];
  readonly converged: Converged[];
}

export const figures = (): Figures => ({ files: 0, findings: 0, tried: 0, refused: 0, rules: new Map(), breaches: [], converged: [] });

/** Tries every fix of every finding of a file, then all that is safe together, then all; notes what they break. */
export async function tryFixes(engine: Engine, path: string, services: Services, total: Figures): Promise<void> {
  const before = engine.analyze(path);
  if (!before) return;
  total.files++;
  total.findings += before.findings.length;
  for (const finding of before.findings) {
    const { id, per } = finding.rule.meta;
    const offered = total.rules.get(id) ?? { tried: 0, refused: 0 };
    if (finding.fixes.length > 0 || per[before.kind]?.fix) total.rules.set(id, offered);
    if (finding.fixes.length === 0 && per[before.kind]?.fix) {
      total.refused++;
      offered.refused++;
    }
    for (const fix of finding.fixes) {
      const edits = await fix.edits(services);
      if (!edits) {
        total.refused++;
        offered.refused++;
        continue;
      }
      total.tried++;
      offered.tried++;
      for (const what of breachesOfFix(engine, before, finding, fix, edits))
        total.breaches.push({ path, rule: id, title: fix.title, what });
    }
  }
  for (const safety of ['safe', 'review'] as const) {
    const result = fixAll(engine, path, { safety });
    for (const what of breachesOfAll(engine, before, safety, result))
      total.breaches.push({ path, rule: 'all', title: `everything ${safety}`, what });
    if (safety === 'review' && result.texts.has(path)) total.converged.push({ path, before: before.text, texts: result.texts });
  }
}

function breachesOfFix(engine: Engine, before: Analysis, finding: RuleFinding, fix: Fix, edits: readonly TextEdit[]): readonly string[] {
  const own = edits.filter(edit => edit.path === undefined || edit.path === before.path);
  let text: string;
  try {
    text = applyEdits(before.text, own);
  } catch (error) {
    return [(error as Error).message];
  }
  const after = inSightOf(engine, before.path, edits, () => engine.analyzeAs(before.path, text));
  if (!after) return ['the file is no longer recognised'];
  const { id } = finding.rule.meta;
  const again = after.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  return [
    ...worse(before, after, changesBy(own), [...(fix.expects ?? []), id], finding),
    ...(count(after, id) >= count(before, id) && unitsOf(after, id) >= unitsOf(before, id) ? ['its finding is still there'] : []),
    ...(again && count(after, id) >= count(before, id) && again.fixes.length > 0 ? ['it is offered again'] : []),
  ];
}

/** What `judge` says while the other files are as the edits leave them. */
function inSightOf<T>(engine: Engine, path: string, edits: readonly TextEdit[], judge: () => T): T {
  const others = [...new Set(edits.flatMap(edit => (edit.path === undefined || edit.path === path ? [] : [edit.path])))];
  const texts = others.map(other => engine.textOf(other));
  for (const [i, other] of others.entries())
    engine.update(
      other,
      applyEdits(
        texts[i] ?? '',
        edits.filter(edit => edit.path === other),
      ),
    );
  const result = judge();
  for (const [i, other] of others.entries()) engine.update(other, texts[i]);
  return result;
}

/** All at once, as on save or by `seaworthy fix`: it settles, does no harm, and finds nothing to do a second time. */
function breachesOfAll(engine: Engine, before: Analysis, safety: Fix['safety'], { texts, settled, fixed }: FixResult): readonly string[] {
  const { path } = before;
  const text = texts.get(path);
  if (text === undefined) return settled ? [] : ['never settles'];
  const after = engine.analyzeAs(path, text, texts);
  if (!after) return ['the file is no longer recognised'];
  const expects = before.findings.flatMap(finding => finding.fixes.flatMap(fix => fix.expects ?? []));
  const others = [...texts.keys()].map(other => [other, engine.textOf(other)] as const);
  for (const [other, its] of texts) engine.update(other, its);
  const second = fixAll(engine, path, { safety }).texts.get(path);
  for (const [other, its] of others) engine.update(other, its);
  return [
    ...(settled ? [] : ['never settles']),
    ...(fixed.length === 0 ? ['changes the file and mends nothing'] : []),
    ...worse(before, after, changesBetween(before.text, text), expects, ...before.findings),
    ...(second !== undefined && second !== text ? ['a second time it changes the file again'] : []),
  ];
}

const count = (analysis: Analysis, id: string): number => analysis.findings.filter(finding => finding.rule.meta.id === id).length;

/** It parses, it keeps what no edit touches, nothing else is found, the score has not fallen. */
function worse(
  before: Analysis,
  after: Analysis,
  changes: Changes,
  expects: readonly string[],
  ...fixed: readonly RuleFinding[]
): readonly string[] {
  const wrong: string[] = [];
  if (after.problems.length > before.problems.length) wrong.push(`does not parse: ${after.problems.at(-1)!.message}`);
  for (const other of new Set(after.findings.map(finding => finding.rule.meta.id))) {
    if (!expects.includes(other) && count(after, other) > count(before, other)) wrong.push(`raises ${other}`);
  }
  if (before.score && after.score && after.score.value < before.score.value)
    wrong.push(`the score falls from ${before.score.value} to ${after.score.value}`);
  // A comment may be what a finding is about.
  const meant = fixed.map(({ span }) => before.text.slice(span.start, span.end).trim()).filter(text => text.startsWith('#'));
  const lost = notKept(before.kind, before.path, before.text, after.text, changes);
  return [...wrong, ...lost.filter(what => !meant.some(comment => what.includes(comment)))];
}

/** What several units have from one place is one finding: mended for one of them, it is still there for the others. */
const unitsOf = (analysis: Analysis, id: string): number =>
  analysis.findings.filter(finding => finding.rule.meta.id === id).reduce((sum, { units }) => sum + Math.max(1, units.length), 0);
