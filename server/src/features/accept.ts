import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { acceptingEdits, applyEdits, BASELINE, entryOf, type RuleFinding, refiled } from '../../../core/index.js';
import { workspaceEditOf } from '../convert.js';
import { type AcceptData, type AcceptResult, commands } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown } from '../shown.js';

/**
 * Accepts what a diagnostic stands for into the baseline; of a group all that is meant of it. A client that asks for reasons is asked for
 * one; elsewhere there is none.
 */
export function acceptActions(
  { client, files, baselines }: Session,
  uri: string,
  near: readonly { readonly finding: RuleFinding; readonly diagnostic: Diagnostic }[],
): CodeAction[] {
  const { folder } = files.locate(uri);
  // A first baseline is a new file.
  if (folder.uri === undefined || !(client.createsFiles || baselines.of(folder))) return [];
  const asks = client.commands.includes(commands.acceptFinding);
  return [...new Set(near.map(({ diagnostic }) => diagnostic))].map(diagnostic => {
    const meant = near.filter(each => each.diagnostic === diagnostic).map(({ finding }) => finding);
    const what = meant.length === 1 ? meant[0]!.rule.meta.id : `these ${meant.length} findings`;
    const title = `Accept ${what} into the baseline${asks ? ', with a reason ...' : ''}`;
    const data: AcceptData = { uri, fingerprints: meant.map(({ fingerprint }) => fingerprint) };
    const command = { title, command: commands.acceptFinding, arguments: [data] };
    return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command };
  });
}

/** Writes findings into the baseline that knows their file, or into a new one, by an edit of the workspace. */
export async function accept(session: Session, { uri, fingerprints, reason }: AcceptData): Promise<AcceptResult> {
  const { files, baselines, client, connection } = session;
  const file = files.analyze(uri);
  const known = file ? baselines.knownOf(file) : new Map();
  const meant = (file?.analysis.findings ?? []).filter(finding => isShown(finding) && fingerprints.includes(finding.fingerprint));
  if (!file || meant.length === 0) return { applied: false, why: 'There is nothing to accept here any more.' };
  const home = await baselines.homeOf(file);
  if (!home) return { applied: false, why: 'A baseline belongs to a folder: open the one that this file is in.' };
  if (home.wrong) return { applied: false, why: `${BASELINE} cannot be read: ${home.wrong.message}. Mend it first.` };
  const entries = meant
    .filter(({ fingerprint }) => !known.has(fingerprint))
    .map(({ rule, fingerprint, severity, message }) => {
      const entry = entryOf(file.path, { rule: rule.meta.id, fingerprint, severity, message, ...(reason ? { reason } : {}) });
      return refiled(entry, baselines.pathAt(home, file));
    });
  const edits = acceptingEdits(home.text, entries);
  if (entries.length === 0 || edits.length === 0) return { applied: true, baseline: home.uri };
  const label = meant.length === 1 ? `Accept ${meant[0]!.rule.meta.id}` : `Accept ${meant.length} findings`;
  const edit = await workspaceEditOf([{ title: label, safety: 'safe', edits }], files.locate(home.uri), files, client);
  if (!edit) return { applied: false, why: `This editor creates no files: seaworthy baseline write makes a first ${BASELINE}.` };
  const { applied } = await connection.workspace.applyEdit({ label, edit });
  if (!applied) return { applied, why: `${BASELINE} could not be edited.` };
  await baselines.reload(new Map([[home.uri, applyEdits(home.text ?? '', edits)]]));
  return { applied, baseline: home.uri };
}
