import type { CodeLens } from 'vscode-languageserver';
import { type Analysis, bundle, type Part, partsOf, type RuleFinding, type Unit, type WorkloadLevel } from '../../../core/index.js';
import { rangeOf } from '../convert.js';
import type { Place } from '../files.js';
import { type ApplyData, commands, type ShowScoreParams } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown, shownScore } from '../shown.js';
import { costsOf } from './costs.js';
import { hardenUnit } from './harden.js';
import { unaskedFix } from './listed.js';

/** From here on a lens says the score and nothing else. */
const QUIET = 95;

/** Characters of a fix's title that a lens has room for. */
const ROOM = 60;

/** A lens that says what it does once it is seen: trying fixes takes longer than counting. */
interface ActionData {
  readonly uri: string;
  readonly unit: string;
}

/**
 * Above each unit its score, `Hardening 54 · baseline · 6 missing`, and what raises it most, `Harden to 88`; above each pod its level,
 * `Pod Security: baseline · 3 to restricted`. Where all is well the score alone.
 */
export function lensesOf({ files }: Session, uri: string): CodeLens[] {
  const analysis = files.analyze(uri)?.analysis;
  if (!analysis) return [];
  const hardening = (analysis.score?.units ?? []).flatMap((score): CodeLens[] => {
    const { unit } = score;
    const range = rangeOf(analysis.lines, unit.span);
    const isQuiet = score.value >= QUIET;
    const found = shownAbout(analysis, unit);
    const missing = found.filter(finding => finding.rule.meta.group === 'missing-hardening').length;
    const level = analysis.workloads().find(({ units }) => units.some(({ place }) => place === unit.place))?.level;
    const rest = isQuiet ? [] : [...(level ? [level] : []), ...(missing > 0 ? [`${missing} missing`] : [])];
    const asked: ShowScoreParams = { uri, unit: unit.place };
    const title = [`Hardening ${shownScore(score)}`, ...rest].join(' · ');
    const says = { range, command: { title, command: commands.showScore, arguments: [asked] } };
    const isMendable = !isQuiet && found.some(finding => unaskedFix(finding) >= 0);
    return isMendable ? [says, { range, data: { uri, unit: unit.place } satisfies ActionData }] : [says];
  });
  return [...hardening, ...analysis.workloads().flatMap(workload => levelLens(analysis, workload))];
}

/** Says what would raise the unit's score, and to what. */
export function resolveLens({ files }: Session, lens: CodeLens): CodeLens {
  const { uri, unit: place } = lens.data as ActionData;
  const file = files.analyze(uri);
  const unit = file?.analysis.score?.units.find(({ unit }) => unit.place === place)?.unit;
  const action = file && unit && bestAction(file, uri, unit);
  // Nothing that was tried does good, or the text has changed and the client is about to ask for other lenses.
  const asked: ShowScoreParams = { uri, unit: place };
  if (!action) return { ...lens, command: { title: 'Details', command: commands.showScore, arguments: [asked] } };
  return { ...lens, command: { title: action.title, command: commands.applyFix, arguments: [action.data] } };
}

type File = Place & { readonly analysis: Analysis };

interface Action {
  readonly title: string;
  readonly data: ApplyData;
}

/** Hardening, unless nothing is gained by it: an open critical holds the score down whatever else is mended. */
const bestAction = (file: File, uri: string, unit: Unit): Action | undefined => hardening(file, uri, unit) ?? bestFix(file, uri, unit);

/** Everything that can be done at once, when that is more than one thing. */
function hardening(file: File, uri: string, unit: Unit): Action | undefined {
  const tried = hardenUnit(file, unit);
  return tried && { title: `Harden to ${tried.after}`, data: { uri, harden: unit.place } };
}

/** The fix of the costliest finding that has one. */
function bestFix(file: File, uri: string, unit: Unit): Action | undefined {
  const about = new Set(shownAbout(file.analysis, unit));
  for (const { finding } of costsOf(file.analysis)) {
    const tried = about.has(finding) ? tryOut(file, unit, [finding]) : undefined;
    const fix = tried?.parts[0]?.fix;
    if (!tried || !fix) continue;
    const gain = Math.floor(tried.score) - Math.floor(scoreIn(file.analysis, unit));
    const data: ApplyData = { uri, rule: finding.rule.meta.id, fingerprint: finding.fingerprint, index: finding.fixes.indexOf(fix) };
    return { title: gain > 0 ? `${shortened(fix.title)} (+${gain})` : shortened(fix.title), data };
  }
  return undefined;
}

/** As many fixes as go together, and what the unit scores with them. */
function tryOut(
  { folder, path }: File,
  unit: Unit,
  findings: readonly RuleFinding[],
): { parts: readonly Part[]; score: number } | undefined {
  const tried = bundle(folder.engine, partsOf(path, findings));
  const after = tried?.after.get(path);
  return tried && after && { parts: tried.parts, score: scoreIn(after, unit) };
}

const scoreIn = ({ score }: Analysis, { place }: Unit): number => score?.units.find(({ unit }) => unit.place === place)?.value ?? 0;

const shortened = (title: string): string => (title.length > ROOM ? `${title.slice(0, ROOM - 1).trimEnd()}…` : title);

const shownAbout = ({ findings }: Analysis, unit: Unit): readonly RuleFinding[] =>
  findings.filter(finding => isShown(finding) && finding.units.some(({ place }) => place === unit.place));

/** Not a button: the hover says what keeps the pod from the next level. */
function levelLens({ lines, score }: Analysis, { level, next, obstacles, span, units }: WorkloadLevel): CodeLens[] {
  const isQuiet = units.every(({ place }) => (score?.units.find(({ unit }) => unit.place === place)?.value ?? 0) >= QUIET);
  if (!level || (isQuiet && !next)) return [];
  const rest = next ? ` · ${new Set(obstacles.map(({ check }) => check.id)).size} to ${next}` : '';
  return [{ range: rangeOf(lines, span), command: { title: `Pod Security: ${level}${rest}`, command: '' } }];
}
