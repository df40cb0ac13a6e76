import type { Engine } from '../engine.js';
import type { Analysis } from '../judge/analyze.js';
import type { Fix } from '../judge/rule.js';
import { applyEdits } from '../text.js';
import { bundle, type Files } from './bundle.js';
import { editsByPath, type Part, partsOf, staysInFile } from './part.js';

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
  /** What nothing visible shows; see `Fix`. */
  readonly assumes?: string;
}

export interface FixResult {
  /** New texts of all files that change, by path; a file that the engine does not know is to be created. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: readonly Fixed[];
  /** Fixes that the options let be made, and that were not: with the others they would break or raise something. */
  readonly left: readonly Fixed[];
  /** Whether nothing is left that the options let be mended: false when the passes ran out. */
  readonly settled: boolean;
}

/** Fixes can make room for others (an edit frees the place of the next); a rule that never settles ends here. */
const MOST_PASSES = 10;

/**
 * Mends what can be mended in one file without asking anybody: pass by pass the first allowed fix of every open finding, until nothing
 * changes. Fixes that would break the file, leave their finding, or raise another rule are left out. Changes nothing itself.
 */
export function fixAll(engine: Engine, path: string, options: FixOptions): FixResult {
  const texts = new Map<string, string>();
  const fixed: Fixed[] = [];
  const done = new Set<string>();
  // Every pass is judged against the one before, which the engine itself does not know.
  const view = overlay(engine, texts);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const parts = partsIn(view, path, options).filter(({ finding }) => !done.has(finding.fingerprint));
    const step = bundle(view, parts);
    if (!step) return { texts, fixed, left: parts.map(fixedBy), settled: true };
    for (const [other, edits] of editsByPath(step.parts)) texts.set(other, applyEdits(view.textOf(other) ?? '', edits));
    for (const part of step.parts) {
      const { finding } = part;
      fixed.push(fixedBy(part));
      // The finding stays in sight when its cause was mended in another file.
      if (!staysInFile(part)) done.add(finding.fingerprint);
    }
  }
  const left = partsIn(view, path, options).filter(({ finding }) => !done.has(finding.fingerprint));
  return { texts, fixed, left: left.map(fixedBy), settled: false };
}

const fixedBy = ({ finding, fix }: Part): Fixed => ({
  rule: finding.rule.meta.id,
  message: finding.message,
  title: fix.title,
  ...(fix.assumes === undefined ? {} : { assumes: fix.assumes }),
});

/** The files with some texts replaced, each judged once for the same texts. */
function overlay(engine: Engine, texts: ReadonlyMap<string, string>): Files {
  const judged = new Map<string, { readonly texts: ReadonlyMap<string, string>; readonly analysis: Analysis | undefined }>();
  const analyzeAs = (path: string, text: string, others: ReadonlyMap<string, string> = new Map()) => {
    const all = new Map([...texts, ...others, [path, text]]);
    const known = judged.get(path);
    if (known && known.texts.size === all.size && [...all].every(([other, its]) => known.texts.get(other) === its)) return known.analysis;
    const analysis = engine.analyzeAs(path, text, all);
    judged.set(path, { texts: all, analysis });
    return analysis;
  };
  return {
    textOf: path => texts.get(path) ?? engine.textOf(path),
    analyze: path => {
      const text = texts.get(path) ?? engine.textOf(path);
      return texts.size === 0 || text === undefined ? engine.analyze(path) : analyzeAs(path, text);
    },
    analyzeAs,
  };
}

function partsIn(engine: Files, path: string, { safety, rules }: FixOptions): readonly Part[] {
  const findings = engine.analyze(path)?.findings ?? [];
  const open = findings.filter(
    ({ hidden, suppressed, supersededBy, rule }) => !hidden && !suppressed && !supersededBy && (!rules || rules.includes(rule.meta.id)),
  );
  return partsOf(path, open, fix => fix.safety === 'safe' || safety === 'review');
}
