import { layers } from '../judge/rule.js';
import { type Grade, gradeOf, scoreOf } from '../judge/score.js';
import type { LayerScore, Report, ReportFile } from './report.js';

/** What a report says of all files together. It follows from the files alone, so that parts can be merged. */
export function totalsOf(files: readonly ReportFile[]): Pick<Report, 'score' | 'layers' | 'units'> {
  const all = files.flatMap(file => file.units ?? []);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const units: Record<Grade, number> = { A: 0, B: 0, C: 0, D: 0, F: 0 };
  for (const { value } of all) units[gradeOf(value)]++;
  return {
    score: all.length === 0 ? null : scoreOf(mean(all.map(({ value }) => value))),
    layers:
      all.length === 0 ? [] : layers.map((layer): LayerScore => ({ layer, ...scoreOf(mean(all.map(unit => unit.layers[layer] ?? 100))) })),
    units,
  };
}
