import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import {
  applyEdits,
  type ConfigFile,
  conversions,
  converted,
  type Problem,
  type Suppression,
  type TextEdit,
  UNSAID,
  withoutSuppression,
} from '../../../../core/index.js';
import { problemDiagnosticOf, spanOf, workspaceEditOf } from '../../convert.js';
import type { Place } from '../../files.js';
import type { Session } from '../../session.js';
import { isShown, touches } from '../../shown.js';

type File = NonNullable<ReturnType<Session['files']['analyze']>>;

/** In a configuration: the word that was probably meant. */
export async function configActions(session: Session, place: Place, config: ConfigFile, range: Range): Promise<CodeAction[]> {
  const span = spanOf(config.lines, range);
  const near = config.problems.filter(problem => touches(problem.span, span));
  return (await Promise.all(near.map(problem => insteadAction(session, place, config.lines, problem)))).flat();
}

/** About what is wrong with a suppression: the rule that was meant, a reason, or to take it out. */
export async function suppressionActions(session: Session, file: File, range: Range): Promise<CodeAction[]> {
  const { analysis } = file;
  const span = spanOf(analysis.lines, range);
  const actions: CodeAction[] = [];
  for (const problem of analysis.problems.filter(({ code, span: at }) => code?.endsWith('-suppression') && touches(at, span))) {
    actions.push(...(await insteadAction(session, file, analysis.lines, problem)));
    const own = analysis.suppressions.find(
      ({ suppression }) => suppression.span.start <= problem.span.start && problem.span.end <= suppression.span.end,
    );
    if (own) actions.push(...(await mendingActions(session, file, problem, own.suppression)));
  }
  if (
    analysis.suppressions.some(
      ({ suppression, rules }) => suppression.origin !== 'seaworthy' && rules.length > 0 && touches(suppression.span, span),
    )
  ) {
    const edits = conversionOf(file);
    if (edits.length > 0)
      actions.push(await actionOf(session, file, 'Convert foreign ignores of this file', edits, CodeActionKind.RefactorRewrite));
  }
  return actions;
}

async function mendingActions(session: Session, file: File, problem: Problem, suppression: Suppression): Promise<CodeAction[]> {
  const diagnostics = [problemDiagnosticOf(file.analysis.lines, problem)];
  if (problem.code === 'reasonless-suppression' && session.client.snippets && suppression.form !== 'entry') {
    const { end } = suppression.span;
    // What an earlier offer left standing is typed over.
    const isUnsaid = file.analysis.text.slice(0, end).endsWith(UNSAID);
    const edits = [
      isUnsaid ? { span: { start: end - UNSAID.length, end }, text: UNSAID } : { span: { start: end, end }, text: ` -- ${UNSAID}` },
    ];
    return [{ ...(await actionOf(session, file, 'Say why', edits, CodeActionKind.QuickFix)), diagnostics, isPreferred: true }];
  }
  if (problem.code !== 'unused-suppression' && problem.code !== 'expired-suppression') return [];
  const name = suppression.names.find(({ span }) => span.start === problem.span.start)?.id ?? suppression.names[0]?.id ?? '';
  const edits = withoutSuppression(
    file.analysis,
    problem.code === 'expired-suppression' ? { ...suppression, names: [] } : suppression,
    name,
  );
  return edits
    ? [{ ...(await actionOf(session, file, 'Take it out', edits, CodeActionKind.QuickFix)), diagnostics, isPreferred: true }]
    : [];
}

async function insteadAction(session: Session, place: Place, lines: ConfigFile['lines'], problem: Problem): Promise<CodeAction[]> {
  const { instead, span } = problem;
  if (instead === undefined) return [];
  const action = await actionOf(session, place, `Write \`${instead}\``, [{ span, text: instead }], CodeActionKind.QuickFix);
  return [{ ...action, diagnostics: [problemDiagnosticOf(lines, problem)], isPreferred: true }];
}

async function actionOf(
  { files, client }: Session,
  place: Place,
  title: string,
  edits: readonly TextEdit[],
  kind: string,
): Promise<CodeAction> {
  const edit = await workspaceEditOf([{ title, safety: 'safe', edits }], place, files, client, [UNSAID]);
  return { title, kind, ...(edit ? { edit } : {}) };
}

/** Makes the edit of a whole file. @returns how many edits there were. */
export async function convertIgnores({ connection, files, client }: Session, uri: string): Promise<number> {
  const file = files.analyze(uri);
  const edits = file ? conversionOf(file) : [];
  if (!file || edits.length === 0) return 0;
  const title = 'Convert foreign ignores';
  const edit = await workspaceEditOf([{ title, safety: 'safe', edits }], file, files, client);
  return edit && (await connection.workspace.applyEdit({ label: title, edit })).applied ? edits.length : 0;
}

/** Edits that say what a file says to other tools in our words; as many as leave everything silent that was silent before. */
export function conversionOf({ folder, path, analysis }: File): readonly TextEdit[] {
  const shown = new Set(analysis.findings.filter(isShown).map(({ fingerprint }) => fingerprint));
  const problems = analysis.problems.filter(({ severity }) => severity === 'error').length;
  const isSilent = (steps: readonly (readonly TextEdit[])[]) => {
    const edits = converted(analysis.text, steps);
    const after = folder.engine.analyzeAs(path, applyEdits(analysis.text, edits));
    return (
      after !== undefined &&
      after.problems.filter(({ severity }) => severity === 'error').length <= problems &&
      after.findings.every(finding => !isShown(finding) || shown.has(finding.fingerprint))
    );
  };
  const steps = conversions(analysis);
  if (isSilent(steps)) return converted(analysis.text, steps);
  let kept: (readonly TextEdit[])[] = [];
  for (const step of steps) if (isSilent([...kept, step])) kept = [...kept, step];
  return converted(analysis.text, kept);
}
