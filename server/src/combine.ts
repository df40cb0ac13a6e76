import { type Analysis, applyEdits, overlaps, type RuleFinding, type Services, type TextEdit } from '../../core/index.js';
import type { Part } from './convert.js';
import type { Place } from './files.js';
import { isShown } from './shown.js';

/** A part that comes from a finding. */
export interface FindingPart extends Part {
  readonly finding: RuleFinding;
}

const isSame = (a: TextEdit, b: TextEdit): boolean =>
  a.path === b.path && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;

/** The parts that go together, earlier ones first: a part that overlaps an earlier one is left out as a whole; an edit made twice is made once. */
export function combine<P extends Part>(parts: readonly P[]): readonly P[] {
  const made: TextEdit[] = [];
  return parts.flatMap(part => {
    const fresh = part.edits.filter(edit => !made.some(other => isSame(edit, other)));
    if (fresh.some(edit => made.some(other => other.path === edit.path && overlaps(edit.span, other.span)))) return [];
    made.push(...fresh);
    return [{ ...part, edits: fresh }];
  });
}

/** The first fix of each finding that needs nobody and that `admits` lets through. */
export async function partsOf(
  findings: readonly RuleFinding[],
  services: Services,
  admits: (fix: RuleFinding['fixes'][number]) => boolean = () => true,
): Promise<readonly FindingPart[]> {
  const parts: FindingPart[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find(candidate => !candidate.needs && admits(candidate));
    const edits = await fix?.edits(services);
    if (fix && edits && edits.length > 0) parts.push({ title: fix.title, safety: fix.safety, edits, finding });
  }
  return parts;
}

/** A bundle that was tried on the text. */
export interface Bundle {
  readonly parts: readonly FindingPart[];
  /** The file with them. */
  readonly after: Analysis | undefined;
}

/**
 * As many of the parts as mend together what each mends alone. Edits that do not overlap can still be at odds, as two that both add
 * the same missing parent: then they are tried one after the other.
 */
export function bundle(parts: readonly FindingPart[], place: Place, text: string): Bundle {
  const before = place.folder.engine.analyze(place.path)?.problems.length ?? 0;
  const attempt = (tried: readonly FindingPart[]): Bundle | undefined => {
    const combined = combine(tried);
    const edits = combined.flatMap(part => part.edits).filter(edit => edit.path === undefined || edit.path === place.path);
    const analysis = place.folder.engine.analyzeAs(place.path, applyEdits(text, edits));
    if (!analysis || analysis.problems.length > before) return undefined;
    const left = new Set(analysis.findings.filter(isShown).map(finding => finding.fingerprint));
    return combined.some(part => left.has(part.finding.fingerprint)) ? undefined : { parts: combined, after: analysis };
  };
  const all = attempt(parts);
  if (all) return all;
  let best: Bundle = { parts: [], after: undefined };
  for (const part of parts) best = attempt([...best.parts, part]) ?? best;
  return best;
}
