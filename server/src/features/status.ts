import { countsOf, rangeOf, scoreOf, unitScoresOf } from '../convert.js';
import type { ScoreOfTextParams, ScoreOfTextResult, ScoreParams } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown } from '../shown.js';
import { costsOf } from './costs.js';
import { listedOf } from './listed.js';

/** Findings that the status bar names. */
const NAMED = 5;

export function scoreParamsOf({ files, baselines }: Session, uri: string, version: number): ScoreParams {
  const file = files.analyze(uri);
  if (!file) return { uri, version, score: null, units: [], costliest: [], costs: 0, counts: countsOf([]), findings: [] };
  const { analysis } = file;
  const costs = costsOf(analysis);
  return {
    uri,
    version,
    score: scoreOf(analysis.score),
    units: unitScoresOf(analysis.score, analysis.lines),
    costliest: costs.slice(0, NAMED).map(({ finding, points }) => ({
      rule: finding.rule.meta.id,
      message: finding.message,
      points,
      range: rangeOf(analysis.lines, finding.span),
    })),
    costs: costs.length,
    counts: countsOf(analysis.findings.filter(isShown)),
    findings: listedOf(file, baselines),
  };
}

/** What a file would score with another text, as that of the last commit, in the surroundings of now. */
export function scoreOfText({ files }: Session, { uri, text }: ScoreOfTextParams): ScoreOfTextResult {
  const { folder, path } = files.locate(uri);
  return scoreOf(folder.engine.analyzeAs(path, text)?.score ?? null);
}
