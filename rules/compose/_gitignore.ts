import { isIgnored } from '../../core/facts/documents/compose/ignored.js';
import { folderOf, resolvePath } from '../../core/facts/path.js';
import type { Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';

/** The path that a Compose file means by `written`; `undefined` outside the workspace. Paths count from the file's folder. */
export const pathFrom = (workspace: Workspace, written: string): string | undefined => resolvePath(folderOf(workspace.path), written);

/** Files that stand for the real ones. */
export const isSample = (path: string): boolean => /(?:^|[./_-])(?:example|sample|template|dist|test|default)s?(?:[./_-]|$)/i.test(path);

/** A fix that leaves `path` out of the repository, beside the Compose file. Files that are tracked already stay so. */
export function ignoreFix(workspace: Workspace, path: string): readonly Fix[] {
  const folder = folderOf(workspace.path);
  if (isIgnored(workspace, path) || (folder !== '' && !path.startsWith(`${folder}/`))) return [];
  const file = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
  const entry = `/${folder === '' ? path : path.slice(folder.length + 1)}\n`;
  return [
    {
      title: `Leave ${path} out of the repository (.gitignore)`,
      safety: 'review',
      edits() {
        const text = workspace.text(file) ?? '';
        const lead = text !== '' && !text.endsWith('\n') ? '\n' : '';
        return [{ path: file, span: { start: text.length, end: text.length }, text: lead + entry }];
      },
    },
  ];
}
