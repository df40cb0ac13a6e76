import type { CodeLens } from 'vscode-languageserver';
import { rangeOf } from '../convert.js';
import { commands, type ShowScoreParams } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown, shownScore } from '../shown.js';

/** From here on a lens says the score and nothing else. */
const QUIET = 95;

/** A lens above each unit: `Hardening 54 · 6 missing`. */
export function lensesOf({ files }: Session, uri: string): CodeLens[] {
  const analysis = files.analyze(uri)?.analysis;
  return (analysis?.score?.units ?? []).map(score => {
    const missing = analysis!.findings.filter(
      finding =>
        isShown(finding) && finding.rule.meta.group === 'missing-hardening' && finding.units.some(unit => unit.place === score.unit.place),
    ).length;
    const rest = score.value < QUIET && missing > 0 ? ` · ${missing} missing` : '';
    const asked: ShowScoreParams = { uri, unit: score.unit.place };
    return {
      range: rangeOf(analysis!.lines, score.unit.span),
      command: { title: `Hardening ${shownScore(score)}${rest}`, command: commands.showScore, arguments: [asked] },
    };
  });
}
