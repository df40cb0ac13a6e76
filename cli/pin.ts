import { applyEdits, editsOfPins, lookUpPins, type Pin, pinEdits, pinnedText } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { EXIT, type ExitCode, type Io, UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions, progress } from './options.js';
import { systemPath } from './paths.js';
import { openRegistry, registryForbidden } from './registry.js';
import { openWorkspaces, type Workspace } from './workspace.js';
import { replaceFile } from './write.js';

/** Appends digests to image references, or says which are missing or stale; see `usages.pin`. */
export const pin: Command = async (args, io, rules) => {
  const check = args.values.check === true;
  const update = args.values.update === true;
  if (check && update) throw new UsageError('--check writes nothing, so it does not go with --update.');
  const forbidden = registryForbidden(io);
  if (forbidden) throw new UsageError(forbidden);
  const { client, close } = openRegistry(args, io);
  const busy = progress(io, args.values.quiet === true, 'images');
  const counts = { missing: 0, stale: 0, current: 0, left: 0, failed: 0 };
  let exit: ExitCode = EXIT.clean;
  try {
    for (const workspace of openWorkspaces(io.cwd, args.positionals, engineOptions(args, io, rules))) {
      for (const { path, why } of workspace.failed) {
        io.stderr.write(`seaworthy: ${path}: ${why}.\n`);
        exit = EXIT.trouble;
      }
      const { engine, paths } = workspace;
      const { pins, failed } = await lookUpPins(engine, paths, {
        refresh: check || update,
        digest: reference => client.digest(reference),
        onProgress: () => busy.tell('asking registries'),
      });
      const ages = check ? await agesOf(pins, client) : new Map<Pin, string>();
      busy.end();
      for (const { path, image, why } of failed) {
        io.stderr.write(`seaworthy: ${placeOf(workspace, path, image.span.start)}: ${why}\n`);
        exit = EXIT.trouble;
      }
      counts.failed += failed.length;
      for (const path of paths) {
        const own = pins.filter(each => each.path === path);
        const due = own.filter(({ state }) => state === 'missing' || state === 'stale');
        const untagged = own.filter(({ state }) => state === 'untagged');
        counts.current += own.length - due.length - untagged.length;
        if (due.length + untagged.length === 0) continue;
        if (check) {
          for (const each of [...due, ...untagged]) io.stdout.write(`${lineOf(workspace, each, ages.get(each))}\n`);
          counts.missing += own.filter(({ state }) => state === 'missing' || state === 'untagged').length;
          counts.stale += own.filter(({ state }) => state === 'stale').length;
        } else {
          const written = write(workspace, path, due, args.values['dry-run'] === true, io);
          counts.missing += written;
          counts.left += due.length + untagged.length - written;
          for (const each of [...due.filter(one => !pinEdits(one)), ...untagged]) io.stdout.write(`${lineOf(workspace, each)}\n`);
          if (due.some(pinEdits) && written === 0) exit = EXIT.trouble;
        }
        engine.forget(path);
      }
    }
  } finally {
    busy.end();
    close();
  }
  if (args.values.quiet !== true) io.stdout.write(summaryOf(counts, check, args.values['dry-run'] === true));
  return exit === EXIT.clean && check && counts.missing + counts.stale > 0 ? EXIT.findings : exit;
};

/** Writes a file's digests. @returns how many. */
function write(workspace: Workspace, path: string, due: readonly Pin[], isDry: boolean, io: Io): number {
  const { engine, top } = workspace;
  const writable = due.filter(pinEdits);
  if (writable.length === 0) return 0;
  const before = engine.textOf(path)!;
  const edits = editsOfPins(engine, path, due);
  try {
    if (!edits) throw new Error('its text would not read the same with the digests');
    if (!isDry) replaceFile(systemPath(top, path), before, applyEdits(before, edits));
  } catch (error) {
    io.stderr.write(`seaworthy: ${path} is left as it was: ${reasonOf(error)}.\n`);
    return 0;
  }
  for (const each of writable) io.stdout.write(`${placeOf(workspace, path, each.image.span.start)}  ${pinnedText(each)}\n`);
  return writable.length;
}

/** How old what is pinned is, of stale pins. What cannot be told is left out: it is not what was asked. */
async function agesOf(pins: readonly Pin[], client: ReturnType<typeof openRegistry>['client']): Promise<Map<Pin, string>> {
  const stale = pins.filter(({ state }) => state === 'stale');
  const ages = await Promise.all(
    stale.map(
      async each =>
        [
          each,
          await client.inspect(each.reference).then(
            ({ created }) => created?.slice(0, 10),
            () => undefined,
          ),
        ] as const,
    ),
  );
  return new Map(ages.flatMap(([each, created]) => (created ? [[each, created]] : [])));
}

function lineOf(workspace: Workspace, pin: Pin, created?: string): string {
  const at = `${placeOf(workspace, pin.path, pin.image.span.start)}  ${pin.image.text}`;
  switch (pin.state) {
    case 'untagged':
      return `${at}  has no tag to pin`;
    case 'stale':
      return `${at}  has moved to ${pin.digest}${created ? `; what is pinned was built on ${created}` : ''}`;
    default:
      return `${at}  is not pinned${pinEdits(pin) ? '' : ' and is written with a variable: its value is the place for the digest'}`;
  }
}

function placeOf({ engine }: Workspace, path: string, offset: number): string {
  const { line, column } = engine.analyze(path)!.lines.position(offset);
  return `${path}:${line}:${column}`;
}

function summaryOf(
  { missing, stale, current, left, failed }: Readonly<Record<'missing' | 'stale' | 'current' | 'left' | 'failed', number>>,
  check: boolean,
  isDry: boolean,
): string {
  const parts = [
    ...(check ? [`${missing} not pinned`, `${stale} stale`] : [`${missing} ${isDry ? 'to pin' : 'pinned'}`]),
    `${current} ${check ? 'up to date' : 'left as they were'}`,
    ...(left > 0 ? [`${left} to pin by hand`] : []),
    ...(failed > 0 ? [`${failed} could not be asked about`] : []),
  ];
  return `${parts.join(', ')}.\n`;
}
