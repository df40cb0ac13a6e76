import * as vscode from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient';
import { methods } from '../../server/src/protocol.js';
import type { InspectAnswer, InspectParams, PinAnswer, PinnedImage, PinParams } from '../../server/src/protocol-registries.js';
import type { Server } from './server.js';

/** The commands about images: pin, check, inspect. */
export class Pinner {
  readonly #server: Server;
  #runs = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Asks the server, which applies the edits. @param onProgress is told "3 / 12" and a percentage of all. */
  async run(
    params: PinParams,
    token: vscode.CancellationToken,
    onProgress: (message: string | undefined, percentage: number | undefined) => void = () => {},
  ): Promise<PinAnswer> {
    const client = await this.#server.start();
    const workDoneToken = `seaworthy-pin-${++this.#runs}`;
    const shown = client.onProgress(WorkDoneProgress.type, workDoneToken, progress => {
      if (progress.kind === 'report') onProgress(progress.message, progress.percentage);
    });
    try {
      return await client.sendRequest<PinAnswer>(methods.pin, { ...params, workDoneToken } satisfies PinParams, token);
    } finally {
      shown.dispose();
    }
  }

  /** Pins a file's images, or the workspace's without `uri`, and says what came of it. */
  async pin(uri?: vscode.Uri): Promise<void> {
    const answer = await this.#withProgress(await this.#params('pin', uri));
    if (!answer || answer.cancelled) return;
    const { pins, current, failed } = answer;
    const done =
      pins.length === 0 && failed.length === 0
        ? vscode.l10n.t('Nothing to pin: {0} images have a digest already.', current)
        : vscode.l10n.t('{0} images pinned, {1} had a digest already.', pins.length, current);
    await this.#tell(done, failed);
  }

  /** Lists what is not pinned or has moved; what the user chooses of it is written. */
  async check(): Promise<void> {
    const answer = await this.#withProgress(await this.#params('check'));
    if (!answer || answer.cancelled) return;
    const { pins, current, failed } = answer;
    if (pins.length === 0) return this.#tell(vscode.l10n.t('{0} pinned images are up to date.', current), failed);
    if (failed.length > 0) void this.#tell(vscode.l10n.t('{0} images need a new digest.', pins.length), failed);
    const items = [...new Map(pins.map(pin => [pin.image, pin])).values()].map(pin => ({
      label: pin.image,
      description: stateOf(pin),
      picked: true,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: vscode.l10n.t('{0} images up to date, these are not', current),
      placeHolder: vscode.l10n.t('Choose which get their new digest'),
    });
    if (!chosen || chosen.length === 0) return;
    const written = await this.#withProgress({ mode: 'update', only: chosen.map(({ label }) => label) });
    if (written) await this.#tell(vscode.l10n.t('{0} images pinned.', written.pins.length), written.failed);
  }

  /** Asks about images; hovers and rules know the answers from then on. */
  async ask(params: InspectParams): Promise<InspectAnswer> {
    const client = await this.#server.start();
    return client.sendRequest<InspectAnswer>(methods.inspect, params);
  }

  /** Asks about the image at the cursor, or about all of the file, and shows what is known by now. */
  async inspect(asked?: InspectParams): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const client = await this.#server.start();
    const params =
      asked ??
      (editor && { ...client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document), position: editor.selection.active });
    if (!params) return;
    const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Seaworthy: asking registries') };
    try {
      const answer = await vscode.window.withProgress(options, () => this.ask(params));
      if (answer.failed.length > 0) vscode.window.showWarningMessage(answer.failed.join('\n'));
      else await vscode.commands.executeCommand('editor.action.showHover');
    } catch (error) {
      complain(error);
    }
  }

  async #params(mode: PinParams['mode'], uri?: vscode.Uri): Promise<PinParams> {
    const client = await this.#server.start();
    return { mode, ...(uri ? { uri: client.code2ProtocolConverter.asUri(uri) } : {}) };
  }

  async #withProgress(params: PinParams): Promise<PinAnswer | undefined> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Seaworthy: asking registries'),
      cancellable: true,
    };
    try {
      return await vscode.window.withProgress(options, (progress, token) => {
        let shown = 0;
        return this.run(params, token, (message, percentage = shown) => {
          progress.report({ ...(message ? { message } : {}), increment: percentage - shown });
          shown = percentage;
        });
      });
    } catch (error) {
      complain(error);
      return undefined;
    }
  }

  /** What failed is listed in the message's details: nothing is left unsaid. */
  async #tell(message: string, failed: PinAnswer['failed']): Promise<void> {
    if (failed.length === 0) return void vscode.window.showInformationMessage(message);
    const show = vscode.l10n.t('Show {0} That Failed', failed.length);
    if ((await vscode.window.showWarningMessage(message, show)) !== show) return;
    const items = failed.map(each => ({ label: each.image, detail: each.why, each }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Choose one to go there') });
    if (!picked) return;
    const { start, end } = picked.each.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(picked.each.uri), { selection });
  }
}

const stateOf = ({ state, created }: PinnedImage): string =>
  state === 'missing'
    ? vscode.l10n.t('is not pinned')
    : created
      ? vscode.l10n.t('has moved; what is pinned was built on {0}', created.slice(0, 10))
      : vscode.l10n.t('has moved');

/** Refusals of the user are no errors; the server says them as such all the same. */
function complain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  vscode.window.showWarningMessage(vscode.l10n.t('Seaworthy: {0}', message));
}
