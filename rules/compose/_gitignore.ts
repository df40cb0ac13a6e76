import { isIgnored } from '../../core/facts/documents/compose/ignored.js';
import { keepUntracked } from '../../core/facts/keep-out.js';
import { folderOf, isIn, resolvePath } from '../../core/facts/path.js';
import type { Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';

/** The path that a Compose file means by `written`; `undefined` outside the workspace. Paths count from the file's folder. */
export const pathFrom = (workspace: Workspace, written: string): string | undefined => resolvePath(folderOf(workspace.path), written);

/** Files that stand for the real ones. */
export const isSample = (path: string): boolean => /(?:^|[./_-])(?:example|sample|template|dist|test|default)s?(?:[./_-]|$)/i.test(path);

/** A fix that leaves `path` out of the repository, beside the Compose file. Files that are tracked already stay so. */
export function ignoreFix(workspace: Workspace, path: string): readonly Fix[] {
  if (isIgnored(workspace, path) || !isIn(folderOf(workspace.path), path)) return [];
  return [
    {
      title: `Leave ${path} out of the repository (.gitignore)`,
      safety: 'review',
      edits: () => keepUntracked(workspace, path),
    },
  ];
}
