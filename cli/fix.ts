import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { type Fix, type Fixed, fixAll, type Rule, ruleById } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { EXIT, type ExitCode, type Io } from './io.js';
import type { Command } from './main.js';
import { engineOptions, unknownRule } from './options.js';
import { systemPath } from './paths.js';
import { openWorkspaces, type Workspace } from './workspace.js';
import { replaceFile } from './write.js';

/** Mends what can be mended without asking; see `usages.fix`. */
export const fix: Command = (args, io, rules) => {
  const options = {
    safety: (args.values.safety ?? 'safe') as Fix['safety'],
    ...(args.values.rule ? { rules: ruleIds(args.values.rule as readonly string[], rules) } : {}),
  };
  let exit: ExitCode = EXIT.clean;
  let mended = 0;
  for (const workspace of openWorkspaces(io.cwd, args.positionals, engineOptions(args, io, rules))) {
    for (const { path, why } of workspace.failed) {
      io.stderr.write(`seaworthy: ${path}: ${why}.\n`);
      exit = EXIT.trouble;
    }
    const changes = changesOf(workspace, options);
    mended += changes.flatMap(({ fixed }) => fixed).length;
    if (args.values['dry-run']) for (const change of changes) io.stdout.write(diffOf(change));
    else if (!write(workspace, changes, io)) exit = EXIT.trouble;
  }
  if (mended === 0 && !args.values['dry-run'])
    io.stdout.write(`Nothing to fix${options.safety === 'safe' ? ' safely; --safety review mends more' : ''}.\n`);
  return exit;
};

function ruleIds(ids: readonly string[], rules: readonly Rule[]): readonly string[] {
  return ids.map(id => {
    const rule = ruleById(rules, id);
    if (!rule) throw unknownRule(id, rules);
    return rule.meta.id;
  });
}

interface Change {
  readonly path: string;
  /** `undefined`: the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  /** What it mends; told with the file that the findings are in. */
  readonly fixed: readonly Fixed[];
}

/** Every file's changes, each computed in sight of those before it. */
function changesOf({ engine, paths }: Workspace, options: Parameters<typeof fixAll>[2]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const path of paths) {
    const { texts, fixed } = fixAll(engine, path, options);
    for (const [other, after] of texts) {
      const earlier = changes.get(other);
      const before = earlier ? earlier.before : engine.textOf(other);
      changes.set(other, { path: other, before, after, fixed: [...(earlier?.fixed ?? []), ...(other === path ? fixed : [])] });
      engine.update(other, after);
    }
    const only = [...texts.keys()][0];
    // A fix that edits other files alone is told with the first of them.
    if (only !== undefined && !texts.has(path))
      changes.set(only, { ...changes.get(only)!, fixed: [...changes.get(only)!.fixed, ...fixed] });
    engine.forget(path);
  }
  return [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function diffOf({ path, before, after }: Change): string {
  const patch = structuredPatch(before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', after);
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

function write({ top }: Workspace, changes: readonly Change[], io: Io): boolean {
  let isWritten = true;
  for (const { path, before, after, fixed } of changes) {
    try {
      replaceFile(systemPath(top, path), before, after);
    } catch (error) {
      io.stderr.write(`seaworthy: ${path} is left as it was: ${reasonOf(error)}.\n`);
      isWritten = false;
      continue;
    }
    io.stdout.write(`${path}\n${fixed.map(({ rule, title }) => `  ${rule}: ${title}\n`).join('')}`);
  }
  return isWritten;
}
