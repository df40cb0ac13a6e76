import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver';
import { type Analysis, type Bundle, bundle, type Fix, type Part, partsOf, type RuleFinding, type Unit } from '../../../core/index.js';
import { spanOf } from '../convert.js';
import type { Place } from '../files.js';
import { type HardenData, kinds } from '../protocol.js';
import { isShown, touches } from '../shown.js';

type File = Place & { readonly analysis: Analysis };

/** What one previewed edit can do for a unit or a file, and what the score is then. */
export interface Hardening {
  readonly parts: readonly Part[];
  /** Rounded down. */
  readonly before: number;
  readonly after: number;
}

/** As many fixes of `findings` as go together and need nobody. */
export const bundleOf = (file: File, findings: readonly RuleFinding[], admits?: (fix: Fix) => boolean): Bundle | undefined =>
  bundle(file.folder.engine, partsOf(file.path, findings, admits));

/** Of a service with the stage that it is built from; `undefined` when there are no two fixes that go together, or nothing is gained. */
export function hardenUnit({ folder: { engine }, path, analysis }: File, unit: Unit): Hardening | undefined {
  const built = unit.kind === 'service' ? engine.stageOf(path, unit.name) : undefined;
  const image = built && !engine.isExcluded(built.path) ? engine.analyze(built.path) : undefined;
  const parts = [
    ...partsOf(path, shownAbout(analysis, unit.place)),
    ...(built && image ? partsOf(built.path, shownAbout(image, built.place)) : []),
  ];
  const scoreIn = (judged: Analysis | undefined) => judged?.score?.units.find(({ unit: { place } }) => place === unit.place)?.value;
  const tried = bundle(engine, parts);
  return hardening(tried, scoreIn(analysis), scoreIn(tried?.after.get(path)));
}

/** All units of a file, and what belongs to none. */
export function hardenFile(file: File): Hardening | undefined {
  const tried = bundleOf(file, file.analysis.findings.filter(isShown));
  return hardening(tried, file.analysis.score?.value, tried?.after.get(file.path)?.score?.value);
}

function hardening(tried: Bundle | undefined, was: number | undefined, is: number | undefined): Hardening | undefined {
  if (!tried || tried.parts.length < 2 || was === undefined || is === undefined) return undefined;
  const [before, after] = [Math.floor(was), Math.floor(is)];
  return after > before ? { parts: tried.parts, before, after } : undefined;
}

const shownAbout = ({ findings }: Analysis, place: string): readonly RuleFinding[] =>
  findings.filter(finding => isShown(finding) && finding.units.some(unit => unit.place === place));

/** What an action is meant for: the place of a unit, or nothing for the file. */
export function hardeningOf(file: File, { harden }: HardenData): Hardening | undefined {
  const unit = file.analysis.units.find(({ place }) => place === harden);
  return harden === '' ? hardenFile(file) : unit && hardenUnit(file, unit);
}

/**
 * `Harden service web (7 edits in 2 files, 54 -> 91)` for the units at a range: everything that can be done for them together.
 * @param diagnostics those that the action mends, by the unit's place. As a quick fix it is offered for these alone.
 */
export function hardenActions(
  file: File,
  uri: string,
  range: Range,
  kind: string,
  diagnostics: ReadonlyMap<string, Diagnostic>,
): CodeAction[] {
  const span = spanOf(file.analysis.lines, range);
  const isNear = (unit: Unit) => diagnostics.has(unit.place) || (kind === kinds.harden && touches(unit.span, span));
  return file.analysis.units.filter(isNear).flatMap(unit => {
    const diagnostic = diagnostics.get(unit.place);
    const found = hardenUnit(file, unit);
    return found
      ? [actionOf(`${unit.kind} ${unit.name}`, found, file, kind, { uri, harden: unit.place }, diagnostic ? [diagnostic] : [])]
      : [];
  });
}

/** `Harden the file (19 edits, 40 -> 88)`, where that is more than one unit. */
export function hardenFileAction(file: File, uri: string): CodeAction[] {
  const found = file.analysis.units.length > 1 ? hardenFile(file) : undefined;
  return found ? [actionOf('the file', found, file, kinds.harden, { uri, harden: '' }, [])] : [];
}

function actionOf(
  what: string,
  { parts, before, after }: Hardening,
  { path }: Place,
  kind: string,
  data: HardenData,
  diagnostics: Diagnostic[],
): CodeAction {
  const edits = parts.flatMap(part => part.edits.map(edit => edit.path ?? part.path));
  const others = new Set(edits.filter(other => other !== path)).size;
  const title = `Harden ${what} (${edits.length} edits${others > 0 ? ` in ${others + 1} files` : ''}, ${before} -> ${after})`;
  return { title, kind, ...(diagnostics.length > 0 ? { diagnostics } : {}), data };
}
