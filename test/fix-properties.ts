import { type Analysis, applyEdits, type Engine, type RuleFinding, type Services } from '../core/index.js';

/** What a fix did wrong on a file. */
export interface Breach {
  readonly path: string;
  readonly rule: string;
  readonly title: string;
  readonly what: string;
}

/** Counts over many files. */
export interface Figures {
  files: number;
  findings: number;
  tried: number;
  refused: number;
  readonly breaches: Breach[];
}

export const figures = (): Figures => ({ files: 0, findings: 0, tried: 0, refused: 0, breaches: [] });

/** Tries every fix of every finding of a file and notes what it breaks. */
export async function tryFixes(engine: Engine, path: string, services: Services, total: Figures): Promise<void> {
  const before = engine.analyze(path);
  if (!before) return;
  total.files++;
  total.findings += before.findings.length;
  for (const finding of before.findings) {
    for (const fix of finding.fixes) {
      const edits = await fix.edits(services);
      if (!edits) {
        total.refused++;
        continue;
      }
      total.tried++;
      const note = (what: string) => total.breaches.push({ path, rule: finding.rule.meta.id, title: fix.title, what });
      const own = edits.filter(edit => edit.path === undefined || edit.path === path);
      let text: string;
      try {
        text = applyEdits(before.text, own);
      } catch (error) {
        note((error as Error).message);
        continue;
      }
      const after = engine.analyzeAs(path, text);
      for (const what of after ? breaches(before, finding, after, fix.expects ?? []) : ['the file is no longer recognised']) note(what);
    }
  }
}

/** The properties of one fix: it parses, its finding is gone, no other is new, the score has not fallen. */
function breaches(before: Analysis, fixed: RuleFinding, after: Analysis, expects: readonly string[]): readonly string[] {
  const wrong: string[] = [];
  if (after.problems.length > before.problems.length) wrong.push(`does not parse: ${after.problems.at(-1)!.message}`);
  const count = (analysis: Analysis, id: string) => analysis.findings.filter(finding => finding.rule.meta.id === id).length;
  const { id } = fixed.rule.meta;
  if (count(after, id) >= count(before, id)) wrong.push('its finding is still there');
  for (const other of new Set(after.findings.map(finding => finding.rule.meta.id))) {
    if (other !== id && !expects.includes(other) && count(after, other) > count(before, other)) wrong.push(`raises ${other}`);
  }
  if (before.score && after.score && after.score.value < before.score.value)
    wrong.push(`the score falls from ${before.score.value} to ${after.score.value}`);
  return wrong;
}
