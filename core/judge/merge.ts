import type { Unit } from '../facts/fact.js';
import type { Found } from './ask.js';

/** One thing that a rule says, with all that it counts for. */
export interface Merged extends Found {
  readonly units: readonly Unit[];
}

/**
 * One rule says one thing about one place of the text once, however many targets inherit it. Several things about one place are told
 * apart by their structural places: the first one of each target is the same thing, and so on.
 * @param found what each rule found standing together, as `ask` gives it.
 */
export function merge(found: readonly Found[]): readonly Merged[] {
  const merged: Merged[] = [];
  for (let start = 0; start < found.length; ) {
    let end = start + 1;
    while (end < found.length && found[end]!.planned === found[start]!.planned) end++;
    if (areApart(found, start, end)) for (let i = start; i < end; i++) merged.push(withUnits(found[i]!, unitsOf(found[i]!)));
    else merged.push(...mergeRule(found.slice(start, end)));
    start = end;
  }
  return merged;
}

/** Whether each finding of a part of the list starts at a place of its own, so that there is nothing to merge. */
function areApart(found: readonly Found[], start: number, end: number): boolean {
  if (end - start === 1) return true;
  const starts = new Set<number>();
  for (let i = start; i < end; i++) starts.add(found[i]!.finding.at.span.start);
  return starts.size === end - start;
}

function mergeRule(found: readonly Found[]): Iterable<Merged> {
  const merged = new Map<string, Merged>();
  /** For each target the structural places that it was found in at one place of the text, numbered. */
  const places = new Map<string, Map<string, number>>();
  for (const item of found) {
    const { at } = item.finding;
    const spot = `${at.span.start} ${at.span.end}`;
    const ofTarget = `${spot} ${item.on} ${item.target.place}`;
    const known = places.get(ofTarget) ?? new Map<string, number>();
    places.set(ofTarget, known);
    const number = known.get(at.place) ?? known.size;
    known.set(at.place, number);
    const key = `${spot} ${number}`;
    const before = merged.get(key);
    const units = unitsOf(item);
    merged.set(key, before ? { ...before, units: [...new Set([...before.units, ...units])] } : { ...item, units });
  }
  return merged.values();
}

const withUnits = ({ planned, on, target, finding }: Found, units: readonly Unit[]): Merged => ({ planned, on, target, finding, units });

/** What is written in one container of a pod is that container's, and its neighbours do not pay for it. */
function unitsOf({ target: { units }, finding: { at } }: Found): readonly Unit[] {
  if (units.length < 2) return units;
  const own = units.filter(({ place }) => at.place === place || at.place.startsWith(`${place}.`) || at.place.startsWith(`${place}/`));
  return own.length > 0 ? own : units;
}

/** Rule, path and structural place, in the order of the text. Places that repeat get their number behind them. */
export function withFingerprints(
  path: string,
  items: readonly Merged[],
): readonly { readonly item: Merged; readonly fingerprint: string }[] {
  const counts = new Map<string, number>();
  return [...items]
    .sort((a, b) => a.finding.at.span.start - b.finding.at.span.start)
    .map(item => {
      const base = `${item.planned.rule.meta.id}:${path}:${item.finding.at.place}`;
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      return { item, fingerprint: count === 1 ? base : `${base}#${count}` };
    });
}
