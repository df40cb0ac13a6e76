import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import { bundle, type Fix, type Part, partsOf, type RuleFinding } from '../../../core/index.js';
import { diagnosticOf, type Part as EditPart, groupDiagnosticOf, spanOf, workspaceEditOf } from '../convert.js';
import { commands, type FixData, type HardenData, type IgnoreData, kinds } from '../protocol.js';
import type { Session } from '../session.js';
import { isShown, shownOf, touches } from '../shown.js';
import { acceptActions } from './accept.js';
import { configActions, suppressionActions } from './config/actions.js';
import { bundleOf, hardenActions, hardenFileAction, hardeningOf } from './harden.js';
import { ignoreActions, ignoreEdit } from './ignore.js';
import { askingServices } from './services.js';

/** What resolves to an edit later: one fix of a finding, the bundle of a unit or a file, all fixes of a rule, or all safe ones. */
type ActionData = FixData | IgnoreData | HardenData | RuleData | { readonly uri: string; readonly fixAll: true };

/** All findings of a rule, in its file or in the whole folder. */
interface RuleData {
  readonly uri: string;
  readonly fixRule: string;
  readonly everywhere: boolean;
}

type File = NonNullable<ReturnType<Session['files']['analyze']>>;

/**
 * What can be done about the findings in a range, in this order: fixes (the first of a finding is the preferred one), bundles, ignoring,
 * accepting, explanations. Edits come with `resolveAction` where the client can wait for them.
 */
export async function actionsOf(session: Session, { textDocument: { uri }, range, context }: CodeActionParams): Promise<CodeAction[]> {
  const place = session.files.locate(uri);
  const config = place.folder.engine.configFile(place.path);
  if (config) return configActions(session, place, config, range);
  const file = session.files.analyze(uri);
  if (!file) return [];
  const wants = (kind: string) => !context.only || context.only.some(only => only === '' || kind === only || kind.startsWith(`${only}.`));
  const span = spanOf(file.analysis.lines, range);
  // What is not underlined is not mended by quick fixes either: bundles mend it.
  const { singles, groups } = shownOf(file.analysis, session.baselines.hiddenIn(file));
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
  if (wants(CodeActionKind.QuickFix)) {
    const meant = near.flatMap(each => [each, ...lesserOf(file, each)]);
    actions.push(...meant.flatMap(each => fixActions(session, uri, each)));
  }
  // "Quick Fix ..." on a diagnostic asks for quick fixes alone, and the bundle is what mends a group.
  const hardenKind = wants(kinds.harden) ? kinds.harden : CodeActionKind.QuickFix;
  if (wants(hardenKind)) {
    const grouped = nearGroups.map(group => [group.unit.place, groupDiagnosticOf(group, file, session.files, session.client)] as const);
    actions.push(...hardenActions(file, uri, range, hardenKind, new Map(grouped)));
    // To try out a whole file takes a while: it is done when somebody asks for refactorings.
    if (context.only && hardenKind === kinds.harden) actions.push(...hardenFileAction(file, uri));
  }
  if (wants(CodeActionKind.QuickFix)) {
    const single = near.filter(({ finding }) => singles.includes(finding));
    actions.push(...ruleActions(file, uri, single));
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
  const unknown = near.filter(({ finding }) => !session.baselines.knownOf(file).has(finding.fingerprint));
  const accepts = wants(CodeActionKind.QuickFix) ? acceptActions(session, uri, unknown) : [];
  const listed = [...actions, ...about, ...ignores, ...accepts];
  const ready = session.client.resolvesEdits ? listed : await withEdits(session, listed);
  return wants(CodeActionKind.QuickFix) ? [...ready, ...explainActions(near)] : ready;
}

interface Near {
  readonly finding: RuleFinding;
  readonly diagnostic: Diagnostic;
}

/** What is said less well of a place by rules that can mend some of it, where the one that is shown cannot. */
const lesserOf = ({ analysis }: File, { finding, diagnostic }: Near): readonly Near[] =>
  finding.fixes.length > 0
    ? []
    : analysis.findings
        .filter(
          lesser =>
            lesser.supersededBy === finding.rule.meta.id && !lesser.suppressed && !lesser.hidden && touches(lesser.span, finding.span),
        )
        .map(lesser => ({ finding: lesser, diagnostic }));

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

const labelled = ({ fix, path, edits }: Part): EditPart => ({
  title: fix.title,
  safety: fix.safety,
  assumes: fix.assumes,
  edits: edits.map(edit => ({ ...edit, path: edit.path ?? path })),
});

/** The same weakness elsewhere in the file, and in the workspace: for findings that a fix can be made of unasked. */
function ruleActions({ folder, analysis }: File, uri: string, near: readonly Near[]): CodeAction[] {
  const mendable = near.filter(({ finding }) => finding.fixes.some(fix => !fix.needs));
  return [...new Map(mendable.map(each => [each.finding.rule.meta.id, each.diagnostic]))].flatMap(([rule, diagnostic]) => {
    const count = analysis.findings.filter(finding => isShown(finding) && finding.rule.meta.id === rule).length;
    const action = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
    const inFile = { ...action, title: `Fix all ${rule} in this file (${count})`, data: { uri, fixRule: rule, everywhere: false } };
    const inWorkspace = { ...action, title: `Fix all ${rule} in the workspace`, data: { uri, fixRule: rule, everywhere: true } };
    return [...(count > 1 ? [inFile] : []), ...(folder.engine.paths.length > 1 ? [inWorkspace] : [])];
  });
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
  const editFor = (parts: readonly Part[] = []) => (parts.length === 0 ? null : workspaceEditOf(parts.map(labelled), file, files, client));
  if ('fixAll' in data) {
    // It may run on save, unseen: only what was tried together and mends what it should.
    return editFor(bundleOf(file, file.analysis.findings.filter(isShown), isUnaskedSafe)?.parts);
  }
  if ('fixRule' in data) return editFor(partsOfRule(file, data));
  if ('harden' in data) return editFor(hardeningOf(file, data)?.parts);
  const fix = fixOf(file.analysis.findings, data);
  if (!fix || fix.needs === 'registry') return null;
  const { services, placeholders } = askingServices(session);
  const edits = await fix.edits(services);
  return edits && edits.length > 0
    ? workspaceEditOf([{ title: fix.title, safety: fix.safety, assumes: fix.assumes, edits }], file, files, client, placeholders)
    : null;
}

/** As many fixes of one rule as go together, in a file or in all of its folder. */
function partsOfRule({ folder: { engine }, path }: File, { fixRule, everywhere }: RuleData): readonly Part[] | undefined {
  const paths = everywhere ? engine.paths.filter(other => !engine.isExcluded(other)) : [path];
  const parts = paths.flatMap(other => {
    const findings = engine.analyze(other)?.findings ?? [];
    return partsOf(
      other,
      findings.filter(finding => isShown(finding) && finding.rule.meta.id === fixRule),
    );
  });
  return bundle(engine, parts)?.parts;
}

/** The fix that an action or a command means; `undefined` when its finding is gone. */
export const fixOf = (findings: readonly RuleFinding[], { rule, fingerprint, index }: FixData): Fix | undefined =>
  findings.find(finding => finding.rule.meta.id === rule && finding.fingerprint === fingerprint)?.fixes[index];
