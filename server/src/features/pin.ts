import type { CancellationToken, WorkspaceEdit } from 'vscode-languageserver';
import { editsOfPins, lookUpPins, type Pin, pinEdits, pinnable, type TextEdit } from '../../../core/index.js';
import { rangeOf, workspaceEditOf } from '../convert.js';
import type { Folder } from '../files.js';
import type { PinAnswer, PinnedImage, PinParams } from '../protocol-registries.js';
import type { Session } from '../session.js';

type Due = Pin & { readonly state: 'missing' | 'stale'; readonly digest: string };

/**
 * Pins, updates or checks the images of a file or of the workspace. All edits are applied together, so that one undo takes them back;
 * when it is cancelled none are.
 * @throws NotAllowed when a registry may not be asked.
 */
export async function pinAll(session: Session, params: PinParams, token: CancellationToken): Promise<PinAnswer> {
  const { connection, files, registries } = session;
  const scopes = await scopesOf(session, params.uri);
  const asks = ({ digestValid, tag }: { digestValid: boolean; tag: string | undefined }) =>
    tag !== undefined && (params.mode !== 'pin' || !digestValid);
  await registries.allow(
    scopes.flatMap(({ folder, paths }) =>
      pinnable(folder.engine, paths).flatMap(({ reference }) => (asks(reference) ? [reference.registry] : [])),
    ),
  );
  const progress = connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin('Seaworthy: asking registries', 0, undefined, true);
  const pins: PinnedImage[] = [];
  const failed: PinAnswer['failed'][number][] = [];
  const changes: Change[] = [];
  const versions = new Map<string, number | null>();
  let current = 0;
  try {
    for (const { folder, paths } of scopes) {
      for (const path of paths) versions.set(files.uriOf({ folder, path }), files.versionOf({ folder, path }));
      const found = await lookUpPins(folder.engine, paths, {
        refresh: params.mode !== 'pin',
        digest: reference => registries.digest(reference),
        onProgress: (done, all) => progress.report(Math.round((done / all) * 100), `${done} / ${all}`),
        isCancelled: () => token.isCancellationRequested,
      });
      if (token.isCancellationRequested) return { pins: [], current: 0, failed: [], cancelled: true };
      const placed = ({ path, image }: Pick<Pin, 'path' | 'image'>) => ({
        uri: files.uriOf({ folder, path }),
        image: image.text,
        range: rangeOf(files.linesOf({ folder, path })!, image.span),
      });
      failed.push(...found.failed.map(each => ({ ...placed(each), why: each.why })));
      const due = found.pins.filter((pin): pin is Due => isDue(pin) && (params.only?.includes(pin.image.text) ?? true));
      current += found.pins.filter(({ state }) => state === 'current' || state === 'fixed').length;
      for (const path of paths) {
        const own = due.filter(pin => pin.path === path);
        const isMoved = versions.get(files.uriOf({ folder, path })) !== files.versionOf({ folder, path });
        const edits = params.mode === 'check' || isMoved ? null : editsOfPins(folder.engine, path, own);
        for (const pin of own) {
          if (params.mode === 'check') pins.push({ ...placed(pin), state: pin.state, digest: pin.digest, ...(await ageOf(session, pin)) });
          else if (isMoved) failed.push({ ...placed(pin), why: 'The file was changed meanwhile.' });
          else if (!edits || !pinEdits(pin))
            failed.push({ ...placed(pin), why: 'It is written with a variable or shared: pin its value.' });
          else pins.push({ ...placed(pin), state: pin.state, digest: pin.digest });
        }
        if (edits && edits.length > 0) changes.push({ folder, path, edits });
      }
    }
    return { pins: (await apply(session, changes)) ? pins : [], current, failed, cancelled: false };
  } finally {
    progress.done();
  }
}

const isDue = ({ state }: Pin): boolean => state === 'missing' || state === 'stale';

interface Scope {
  readonly folder: Folder;
  readonly paths: readonly string[];
}

async function scopesOf({ files }: Session, uri: string | undefined): Promise<readonly Scope[]> {
  if (uri !== undefined) {
    const { folder, path } = files.locate(uri);
    return [{ folder, paths: [path] }];
  }
  for (const folder of files.folders) await files.index(folder);
  return files.folders.map(folder => ({ folder, paths: [...folder.engine.paths].sort() }));
}

/** How old what is pinned is: only a look, so that a registry that does not say does not fail the check. */
async function ageOf({ registries }: Session, { state, reference }: Due): Promise<{ readonly created?: string }> {
  if (state !== 'stale') return {};
  try {
    const { created } = await registries.inspect(reference);
    return created === undefined ? {} : { created };
  } catch {
    return {};
  }
}

interface Change {
  readonly folder: Folder;
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** Applies all at once. @returns whether the client did. */
async function apply({ connection, files, client }: Session, changes: readonly Change[]): Promise<boolean> {
  if (changes.length === 0) return true;
  const parts: WorkspaceEdit[] = [];
  for (const { folder, path, edits } of changes) {
    const part = await workspaceEditOf([{ title: 'Pin images', safety: 'safe', edits }], { folder, path }, files, client);
    if (part) parts.push(part);
  }
  const edit: WorkspaceEdit = client.documentChanges
    ? { ...parts[0], documentChanges: parts.flatMap(part => part.documentChanges ?? []) }
    : { changes: Object.assign({}, ...parts.map(part => part.changes)) };
  return (await connection.workspace.applyEdit({ label: 'Pin images', edit })).applied;
}
