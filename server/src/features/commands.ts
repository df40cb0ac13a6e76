import { CancellationToken, type ExecuteCommandParams, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { workspaceEditOf } from '../convert.js';
import { type AcceptData, type ApplyData, commands, type FixData, type IgnoreData, type ShowScoreParams } from '../protocol.js';
import type { InspectParams, PinParams } from '../protocol-registries.js';
import { NotAllowed } from '../registries.js';
import type { Session } from '../session.js';
import { shownScore } from '../shown.js';
import { accept } from './accept.js';
import { fixOf, resolveAction } from './code-actions.js';
import { costsOf } from './costs.js';
import { explain } from './explain.js';
import { inspect } from './inspect.js';
import { pinAll } from './pin.js';
import { registryServices } from './services.js';

/** Commands that the server runs for this client. */
export const ownCommands = ({ client }: Session): string[] =>
  Object.values(commands).filter(command => ALWAYS_OURS.has(command) || (!ONLY_CLIENTS.has(command) && !client.commands.includes(command)));

const ONLY_CLIENTS: ReadonlySet<string> = new Set([commands.turnOffRule, commands.blameFinding]);

const ALWAYS_OURS: ReadonlySet<string> = new Set([commands.pinImage, commands.applyFix, commands.ignoreFinding]);

export async function execute(session: Session, { command, arguments: [argument] = [] }: ExecuteCommandParams): Promise<void> {
  if (command === commands.pinImage) await pinImage(session, argument as FixData);
  if (command === commands.applyFix) await applyFix(session, argument as ApplyData);
  if (command === commands.ignoreFinding) await applyEdit(session, 'Ignore', argument as IgnoreData);
  if (command === commands.acceptFinding) await acceptFinding(session, argument as AcceptData);
  if (command === commands.pinFile) await pinImages(session, { uri: String(argument), mode: 'pin' });
  if (command === commands.pinWorkspace) await pinImages(session, { mode: 'pin' });
  if (command === commands.checkPins) await pinImages(session, { mode: 'check' });
  if (command === commands.inspectImages) await inspectImages(session, argument as InspectParams);
  if (command === commands.explainRule) await explainRule(session, String(argument));
  if (command === commands.showScore) await showScore(session, argument as ShowScoreParams);
}

async function acceptFinding(session: Session, data: AcceptData): Promise<void> {
  const { why } = await accept(session, data);
  if (why) await say(session, MessageType.Warning, why);
}

/** What was chosen by its title is not asked about again, and one undo takes it back; bundles keep their preview. */
async function applyFix(session: Session, data: ApplyData): Promise<void> {
  if ('harden' in data) return applyEdit(session, 'Harden', data);
  const fix = fixOf(session.files.analyze(data.uri)?.analysis.findings ?? [], data);
  if (fix?.needs === 'registry') return pinImage(session, data);
  await applyEdit(session, fix?.title ?? '', data);
}

/** The edit that a code action with this data would get. */
async function applyEdit(session: Session, title: string, data: ApplyData | IgnoreData): Promise<void> {
  const { edit } = await resolveAction(session, { title, data });
  if (!edit) return say(session, MessageType.Info, 'There is nothing to change here any more.');
  const annotations = Object.values(edit.changeAnnotations ?? {});
  if (annotations.length === 1) annotations[0]!.needsConfirmation = false;
  await session.connection.workspace.applyEdit({ label: title, edit });
}

/** Asks the registry, with progress, and applies what comes of it. */
async function pinImage(session: Session, data: FixData): Promise<void> {
  const { connection, files, client, registries } = session;
  if (registries.unavailable !== undefined) return say(session, MessageType.Warning, registries.unavailable);
  const services = registryServices(registries);
  const file = files.analyze(data.uri);
  const fix = file && fixOf(file.analysis.findings, data);
  if (!file || !fix) return;
  const version = files.versionOf(file);
  const progress = client.progress ? await connection.window.createWorkDoneProgress() : undefined;
  progress?.begin(fix.title);
  try {
    const edits = await fix.edits(services);
    // What was typed meanwhile moved the places that the edits speak of.
    if (!edits || version !== files.versionOf(file)) return;
    const edit = await workspaceEditOf([{ title: fix.title, safety: 'safe', edits }], file, files, client);
    if (edit) await connection.workspace.applyEdit({ label: fix.title, edit });
  } catch (error) {
    await tellFailure(session, error);
  } finally {
    progress?.done();
  }
}

/** For clients without commands of their own: pins or checks, and says what came of it. */
async function pinImages(session: Session, params: PinParams): Promise<void> {
  if (session.registries.unavailable !== undefined) return say(session, MessageType.Warning, session.registries.unavailable);
  try {
    const { pins, current, failed } = await pinAll(session, params, CancellationToken.None);
    const done = params.mode === 'check' ? 'not pinned or moved' : 'pinned';
    const lines =
      params.mode === 'check' ? pins.map(({ image, state }) => `${image}: ${state === 'stale' ? 'has moved' : 'is not pinned'}`) : [];
    const message = [
      `${pins.length} images ${done}, ${current} up to date.`,
      ...lines,
      ...failed.map(({ image, why }) => `${image}: ${why}`),
    ];
    await say(session, failed.length > 0 ? MessageType.Warning : MessageType.Info, message.join('\n'));
  } catch (error) {
    await tellFailure(session, error);
  }
}

async function inspectImages(session: Session, params: InspectParams): Promise<void> {
  try {
    const { inspected, failed } = await inspect(session, params);
    await say(
      session,
      failed.length > 0 ? MessageType.Warning : MessageType.Info,
      [`${inspected} images inspected.`, ...failed].join('\n'),
    );
  } catch (error) {
    await tellFailure(session, error);
  }
}

/** Who said no to a question knows why nothing happens. */
async function tellFailure(session: Session, error: unknown): Promise<void> {
  if (!(error instanceof NotAllowed))
    await say(session, MessageType.Error, `Seaworthy: ${error instanceof Error ? error.message : String(error)}`);
}

/** For clients without pages of their own: the rule's page as a message. */
async function explainRule(session: Session, rule: string): Promise<void> {
  await say(session, MessageType.Info, explain(session.host.rules, rule) ?? `There is no rule ${rule}.`);
}

/** For clients without a view of their own: the unit's score and what it was lost for, as a message. */
async function showScore(session: Session, { uri, unit: place }: ShowScoreParams): Promise<void> {
  const analysis = session.files.analyze(uri)?.analysis;
  const score = analysis?.score?.units.find(({ unit }) => unit.place === place);
  if (!analysis || !score) return;
  const costs = costsOf(analysis).filter(({ finding: { units } }) => units.length === 0 || units.some(unit => unit.place === place));
  const lines = costs.slice(0, 5).map(({ finding, points }) => `-${points} ${finding.message.split('\n')[0]}`);
  await say(session, MessageType.Info, [`${score.unit.name}: ${shownScore(score)} ${score.grade}`, ...lines].join('\n'));
}

/** Shows a message without waiting for anybody to dismiss it, as `connection.window` would. */
export const say = ({ connection }: Session, type: MessageType, message: string): Promise<void> =>
  connection.sendNotification(ShowMessageNotification.type, { type, message });
