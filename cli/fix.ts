import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { concealSecrets, type Fix, type Fixed, fixAll, type Rule, ruleById } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { EXIT, type ExitCode, type Io } from './io.js';
import type { Command } from './main.js';
import { engineOptions, unknownRule } from './options.js';
import { systemPath } from './paths.js';
import { openWorkspaces, type Workspace } from './workspace.js';
import { replaceFiles } from './write.js';

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
  /** What would have been mended, were it not for the rest. */
  readonly left: readonly Fixed[];
  /** Changes of one number are made together or not at all. */
  readonly group: number;
}

/** Every file's changes, each computed in sight of those before it. */
function changesOf({ engine, paths }: Workspace, options: Parameters<typeof fixAll>[2]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const [number, path] of paths.entries()) {
    const { texts, fixed, left } = fixAll(engine, path, options);
    // What touches a file that others have changed goes with them.
    const touched = new Set([...texts.keys()].flatMap(other => changes.get(other)?.group ?? []));
    const group = touched.size > 0 ? Math.min(...touched) : number;
    for (const [other, change] of changes) if (touched.has(change.group)) changes.set(other, { ...change, group });
    for (const [other, after] of texts) {
      const earlier = changes.get(other);
      const before = earlier ? earlier.before : engine.textOf(other);
      const told = other === path ? { fixed, left } : { fixed: [], left: [] };
      changes.set(other, {
        path: other,
        before,
        after,
        fixed: [...(earlier?.fixed ?? []), ...told.fixed],
        left: [...(earlier?.left ?? []), ...told.left],
        group,
      });
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

/** The difference, without the secrets that it takes out: it may end up in a log. Files that only hold secrets are named and not shown. */
function diffOf({ path, before, after }: Change): string {
  const isSecret = before === undefined && /(?:^|\/)secrets\//.test(path);
  const patch = structuredPatch(before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', isSecret ? '' : after);
  return isSecret
    ? `--- /dev/null\n+++ b/${path}\n# A new file with secrets, which is not shown.\n`
    : concealSecrets(formatPatch(patch, FILE_HEADERS_ONLY));
}

/** Group by group, whole or not at all. */
function write({ top }: Workspace, changes: readonly Change[], io: Io): boolean {
  let isWritten = true;
  for (const group of new Set(changes.map(change => change.group))) {
    const members = changes.filter(change => change.group === group);
    const failed = replaceFiles(members.map(({ path, before, after }) => ({ file: systemPath(top, path), before, text: after })));
    if (failed) {
      const { path } = members[failed.index]!;
      io.stderr.write(`seaworthy: ${path} is left as it was: ${reasonOf(failed.error)}.\n`);
      const others = members.filter(member => member.path !== path).map(member => member.path);
      if (others.length > 0) io.stderr.write(`seaworthy: ${others.join(', ')}: left too, being changed together with ${path}.\n`);
      isWritten = false;
      continue;
    }
    for (const { path, fixed, left } of members) {
      const lines = [
        ...fixed.map(({ rule, title, assumes }) => `  ${rule}: ${title}\n${assumes === undefined ? '' : `    assumed: ${assumes}\n`}`),
        ...left.map(({ rule, title }) => `  left ${rule}: ${title} (not together with what else is there)\n`),
      ];
      io.stdout.write(`${path}\n${lines.join('')}`);
    }
  }
  return isWritten;
}
