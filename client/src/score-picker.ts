import * as vscode from 'vscode';
import type { ProtocolRange, ScoreParams, ShowScoreParams } from '../../server/src/protocol.js';
import { scored, shownPoints } from './numbers.js';

interface Item extends vscode.QuickPickItem {
  readonly range?: ProtocolRange;
}

/**
 * What a file's score is made of, as a list that leads to the places.
 * @param asked names the unit whose lens was clicked, which is then listed first.
 */
export async function pickScore(params: ScoreParams, name: string, asked?: ShowScoreParams): Promise<void> {
  const unitFirst = [...params.units].sort(
    (a, b) => Number(b.place === asked?.unit) - Number(a.place === asked?.unit) || a.value - b.value,
  );
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const costs = params.costliest.map(
    ({ message, points, rule, range }): Item => ({ label: `-${shownPoints(points)}  ${message.split('\n')[0]}`, description: rule, range }),
  );
  const units = unitFirst.map((unit): Item => ({ label: `${unit.name}  ${scored(unit)}`, description: unit.kind, range: unit.range }));
  const groups = [
    ...(costs.length > 0 ? [[separator(vscode.l10n.t('Costs most')), ...costs]] : []),
    ...(units.length > 1 || costs.length === 0 ? [[separator(vscode.l10n.t('Parts of the file')), ...units]] : []),
  ];
  const picked = await vscode.window.showQuickPick((asked ? groups.reverse() : groups).flat(), {
    title: `${name}: ${scored(params.score)}`,
    placeHolder: vscode.l10n.t('Choose one to go there'),
    matchOnDescription: true,
  });
  if (!picked?.range) return;
  const { start, end } = picked.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(params.uri), { selection });
}
