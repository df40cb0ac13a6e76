import type { CodeLens } from 'vscode-languageserver';
import type { Analysis, WorkloadLevel } from '../../../core/index.js';
import { rangeOf } from '../convert.js';
import { commands, type ShowScoreParams } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown, shownScore } from '../shown.js';

/** From here on a lens says the score and nothing else. */
const QUIET = 95;

/** A lens above each unit: `Hardening 54 · 6 missing`; and above each pod its level: `Pod Security: baseline · 3 to restricted`. */
export function lensesOf({ files }: Session, uri: string): CodeLens[] {
  const analysis = files.analyze(uri)?.analysis;
  if (!analysis) return [];
  const hardening = (analysis.score?.units ?? []).map((score): CodeLens => {
    const missing = analysis.findings.filter(
      finding =>
        isShown(finding) && finding.rule.meta.group === 'missing-hardening' && finding.units.some(unit => unit.place === score.unit.place),
    ).length;
    const rest = score.value < QUIET && missing > 0 ? ` · ${missing} missing` : '';
    const asked: ShowScoreParams = { uri, unit: score.unit.place };
    return {
      range: rangeOf(analysis.lines, score.unit.span),
      command: { title: `Hardening ${shownScore(score)}${rest}`, command: commands.showScore, arguments: [asked] },
    };
  });
  return [...hardening, ...analysis.workloads.flatMap(workload => levelLens(analysis, workload))];
}

/** Not a button: the hover says what keeps the pod from the next level. */
function levelLens({ lines }: Analysis, { level, next, obstacles, span }: WorkloadLevel): CodeLens[] {
  if (!level) return [];
  const rest = next ? ` · ${new Set(obstacles.map(({ check }) => check.id)).size} to ${next}` : '';
  return [{ range: rangeOf(lines, span), command: { title: `Pod Security: ${level}${rest}`, command: '' } }];
}
