import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import { type Bundle, bundle, type Fix, type Part, partsOf, type RuleFinding } from '../../../core/index.js';
import { diagnosticOf, groupDiagnosticOf, spanOf, workspaceEditOf } from '../convert.js';
import { commands, type FixData, type HardenData, type IgnoreData, kinds } from '../protocol.js';
import type { Session } from '../session.js';
import { type Group, isShown, shownOf, shownScore, touches } from '../shown.js';
import { configActions, suppressionActions } from './config/actions.js';
import { ignoreActions, ignoreEdit } from './ignore.js';
import { askingServices } from './services.js';

/** What resolves to an edit later: one fix of a finding, a unit's bundle, or all safe fixes of a file. */
type ActionData = FixData | IgnoreData | HardenData | { readonly uri: string; readonly fixAll: true };

type File = NonNullable<ReturnType<Session['files']['analyze']>>;

/**
 * What can be done about the findings in a range, in this order: fixes (the first of a finding is the preferred one), bundles, ignoring,
 * explanations. Edits come with `resolveAction` where the client can wait for them.
 */
export async function actionsOf(session: Session, { textDocument: { uri }, range, context }: CodeActionParams): Promise<CodeAction[]> {
  const place = session.files.locate(uri);
  const config = place.folder.engine.configFile(place.path);
  if (config) return configActions(session, place, config, range);
  const file = session.files.analyze(uri);
  if (!file) return [];
  const wants = (kind: string) => !context.only || context.only.some(only => only === '' || kind === only || kind.startsWith(`${only}.`));
  const span = spanOf(file.analysis.lines, range);
  const { singles, groups } = shownOf(file.analysis);
  const nearGroups = groups.filter(group => touches(group.unit.span, span) || group.findings.some(finding => touches(finding.span, span)));
  const near: Near[] = [
    ...singles
      .filter(finding => touches(finding.span, span))
      .map(finding => ({ finding, diagnostic: diagnosticOf(finding, file, session.files, session.client) })),
    ...nearGroups.flatMap(group => {
      const diagnostic = groupDiagnosticOf(group, file, session.files, session.client);
      const meant = touches(group.unit.span, span) ? group.findings : group.findings.filter(finding => touches(finding.span, span));
      return meant.map(finding => ({ finding, diagnostic }));
    }),
  ];
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...near.flatMap(each => fixActions(session, uri, each)));
  // "Quick Fix ..." on a diagnostic asks for quick fixes alone, and the bundle is what mends a group.
  const hardenKind = wants(kinds.harden) ? kinds.harden : CodeActionKind.QuickFix;
  if (wants(hardenKind)) {
    for (const group of nearGroups) actions.push(...hardenAction(session, file, uri, group, hardenKind));
  }
  if (
    context.only &&
    wants(kinds.fixAll) &&
    file.analysis.findings.some(finding => isShown(finding) && finding.fixes.some(isUnaskedSafe))
  ) {
    actions.push({ title: 'Fix all that is safe to fix', kind: kinds.fixAll, data: { uri, fixAll: true } satisfies ActionData });
  }
  const about = (await suppressionActions(session, file, range)).filter(({ kind }) => wants(kind!));
  const ignores = wants(CodeActionKind.QuickFix) ? ignoreActions(session, uri, file, near) : [];
  const listed = [...actions, ...about, ...ignores];
  const ready = session.client.resolvesEdits ? listed : await withEdits(session, listed);
  return wants(CodeActionKind.QuickFix) ? [...ready, ...explainActions(near)] : ready;
}

interface Near {
  readonly finding: RuleFinding;
  readonly diagnostic: Diagnostic;
}

const isUnaskedSafe = (fix: Fix): boolean => fix.safety === 'safe' && !fix.needs;

function fixActions({ registries, client }: Session, uri: string, { finding, diagnostic }: Near): CodeAction[] {
  const preferred = finding.fixes.findIndex(fix => !fix.needs);
  return finding.fixes.flatMap((fix, index): CodeAction[] => {
    const data: FixData = { uri, rule: finding.rule.meta.id, fingerprint: finding.fingerprint, index };
    const action: CodeAction = { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
    if (fix.needs === 'input' && !client.snippets) return [];
    if (fix.needs !== 'registry') return [{ ...action, ...(index === preferred ? { isPreferred: true } : {}), data }];
    if (registries.unavailable === undefined)
      return [{ ...action, command: { title: fix.title, command: commands.pinImage, arguments: [data] } }];
    return client.disabledActions ? [{ ...action, disabled: { reason: registries.unavailable } }] : [];
  });
}

/** As many fixes of `findings` as go together. */
const bundleOf = (
  { folder, path }: File,
  findings: readonly RuleFinding[],
  admits?: (fix: Fix) => boolean,
): Partial<Bundle> & Pick<Bundle, 'parts'> => bundle(folder.engine, partsOf(path, findings, admits)) ?? { parts: [] };

const labelled = ({ fix, edits }: Part) => ({ title: fix.title, safety: fix.safety, edits });

/** `Harden service web (7 edits, 54 -> 91)`: everything that the group's fixes can do together. */
function hardenAction(session: Session, file: File, uri: string, group: Group, kind: string): CodeAction[] {
  const { parts, after } = bundleOf(file, group.findings);
  const score = after?.get(file.path)?.score?.units.find(({ unit }) => unit.place === group.unit.place);
  if (parts.length < 2 || !score) return [];
  const edits = parts.reduce((sum, part) => sum + part.edits.length, 0);
  const title = `Harden ${group.unit.kind} ${group.unit.name} (${edits} edits, ${shownScore(group.score)} -> ${shownScore(score)})`;
  const diagnostic = groupDiagnosticOf(group, file, session.files, session.client);
  return [{ title, kind, diagnostics: [diagnostic], data: { uri, harden: group.unit.place } satisfies ActionData }];
}

function explainActions(near: readonly Near[]): CodeAction[] {
  const diagnostics = new Map(near.map(({ finding, diagnostic }) => [finding.rule.meta.id, diagnostic]));
  return [...diagnostics].map(([id, diagnostic]) => {
    const title = `Explain ${id}`;
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title, command: commands.explainRule, arguments: [id] },
    };
  });
}

/** For clients that cannot wait: actions with their edits; those without any are left out. */
async function withEdits(session: Session, actions: readonly CodeAction[]): Promise<CodeAction[]> {
  const ready: CodeAction[] = [];
  for (const action of actions) {
    const resolved = action.data === undefined ? action : await resolveAction(session, action);
    if (resolved.edit || resolved.command || resolved.disabled) ready.push(resolved);
  }
  return ready;
}

/** Gives an action its edit; without one when the text has changed so that there is nothing to mend any more. */
export async function resolveAction(session: Session, action: CodeAction): Promise<CodeAction> {
  const edit = action.data === undefined ? null : await editOf(session, action.data as ActionData);
  return edit ? { ...action, edit } : action;
}

async function editOf(session: Session, data: ActionData): Promise<WorkspaceEdit | null> {
  if ('ignore' in data) return ignoreEdit(session, data);
  const { files, client } = session;
  const file = files.analyze(data.uri);
  if (!file) return null;
  if ('fixAll' in data) {
    // It may run on save, unseen: only what was tried together and mends what it should.
    const { parts } = bundleOf(file, file.analysis.findings.filter(isShown), isUnaskedSafe);
    return parts.length === 0 ? null : workspaceEditOf(parts.map(labelled), file, files, client);
  }
  if ('harden' in data) {
    const group = shownOf(file.analysis).groups.find(({ unit }) => unit.place === data.harden);
    if (!group) return null;
    const { parts } = bundleOf(file, group.findings);
    return parts.length === 0 ? null : workspaceEditOf(parts.map(labelled), file, files, client);
  }
  const fix = fixOf(file.analysis.findings, data);
  if (!fix || fix.needs === 'registry') return null;
  const { services, placeholders } = askingServices(session);
  const edits = await fix.edits(services);
  return edits && edits.length > 0
    ? workspaceEditOf([{ title: fix.title, safety: fix.safety, edits }], file, files, client, placeholders)
    : null;
}

/** The fix that an action or a command means; `undefined` when its finding is gone. */
export const fixOf = (findings: readonly RuleFinding[], { rule, fingerprint, index }: FixData): Fix | undefined =>
  findings.find(finding => finding.rule.meta.id === rule && finding.fingerprint === fingerprint)?.fixes[index];
