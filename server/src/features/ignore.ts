import { type CodeAction, CodeActionKind, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import {
  applyEdits,
  configNames,
  folderOf,
  ignoreInFile,
  ignoringEdits,
  type RuleFinding,
  type TextEdit,
  turnOff,
  UNSAID,
} from '../../../core/index.js';
import { workspaceEditOf } from '../convert.js';
import type { Place } from '../files.js';
import { commands, type IgnoreData, type TurnOffData, type TurnOffResult } from '../protocol.js';
import type { Session } from '../session.js';

type File = NonNullable<ReturnType<Session['files']['analyze']>>;

/**
 * What can be done about findings that are meant to stay. Of a group that is meant as a whole nothing is ignored: its parts have reasons of
 * their own, and are offered where they alone are meant. A reason that nobody wrote is worse than none: where the user types it over
 * in place, clients with snippets are offered it; for a configuration it is asked for first, or left out.
 */
export function ignoreActions(
  { client }: Session,
  uri: string,
  file: File,
  near: readonly { finding: RuleFinding; diagnostic: Diagnostic }[],
): CodeAction[] {
  const { kind, text } = file.analysis;
  const isJson = /^\s*[{[]/.test(text);
  const ways: IgnoreData['ignore'][] = ['here', 'file', 'config'];
  const singles = near.filter(({ diagnostic }) => near.filter(other => other.diagnostic === diagnostic).length === 1);
  return ways.flatMap(ignore =>
    singles.flatMap(({ finding, diagnostic }): CodeAction[] => {
      const { id } = finding.rule.meta;
      const action = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
      const data: IgnoreData = { uri, rule: id, fingerprint: finding.fingerprint, ignore };
      if (ignore === 'config') {
        const title = `Turn ${id} off in config`;
        if (!client.commands.includes(commands.turnOffRule)) return [{ ...action, title, data }];
        const asked: TurnOffData = { uri, rule: id };
        return [{ ...action, title: `${title}, with a reason ...`, command: { title, command: commands.turnOffRule, arguments: [asked] } }];
      }
      if (!client.snippets || kind === 'daemon' || (isJson && (ignore === 'file' || kind === 'compose'))) return [];
      return [
        {
          ...action,
          title: ignore === 'here' ? `Ignore ${id} here, with a reason ...` : `Ignore ${id} in this file, with a reason ...`,
          data,
        },
      ];
    }),
  );
}

export async function ignoreEdit(session: Session, data: IgnoreData): Promise<WorkspaceEdit | null> {
  const { files, client } = session;
  const file = files.analyze(data.uri);
  const finding = file?.analysis.findings.find(({ fingerprint }) => fingerprint === data.fingerprint);
  if (!file || !finding) return null;
  if (data.ignore === 'config') return turnOffEdit(session, { uri: data.uri, rule: data.rule });
  const ways =
    data.ignore === 'here' ? ignoringEdits(file.analysis, finding, UNSAID) : [ignoreInFile(file.analysis, data.rule, UNSAID) ?? []];
  const edits = [...ways].find(way => way.length > 0 && isIgnored(file, finding, way));
  return edits ? workspaceEditOf([{ title: 'Ignore', safety: 'safe', edits }], file, files, client, [UNSAID]) : null;
}

/** Whether the finding is silent after the edits. */
function isIgnored({ folder, path, analysis }: File, { rule, fingerprint }: RuleFinding, edits: readonly TextEdit[]): boolean {
  const after = folder.engine.analyzeAs(path, applyEdits(analysis.text, edits));
  return after?.findings.some(other => other.rule === rule && other.fingerprint === fingerprint && other.suppressed) === true;
}

/** The edit of the nearest configuration, or of a new one at the root. @param reason `undefined`: there is none to write. */
export async function turnOffEdit(session: Session, { uri, rule, reason }: TurnOffData): Promise<WorkspaceEdit | null> {
  const { files, client } = session;
  const place = files.locate(uri);
  const { engine } = place.folder;
  if (place.folder.uri === undefined) return null;
  const path = engine.nearestConfig(place.path) ?? [engine.rootOf(place.path), configNames[0]].filter(Boolean).join('/');
  const edits = turnOff(path, engine.textOf(path), rule, reason);
  if (!edits) return null;
  const config: Place = { folder: place.folder, path };
  const title = `Turn ${rule} off in ${folderOf(path) === '' ? path : path.slice(folderOf(path).length + 1)}`;
  return workspaceEditOf([{ title, safety: 'safe', edits }], config, files, client);
}

/** Makes that edit. */
export async function turnOffRule(session: Session, data: TurnOffData): Promise<TurnOffResult> {
  const edit = await turnOffEdit(session, data);
  return { applied: edit !== null && (await session.connection.workspace.applyEdit({ label: `Turn ${data.rule} off`, edit })).applied };
}
