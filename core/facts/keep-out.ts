import { lineEndOf, type TextEdit } from '../text.js';
import { DockerIgnore } from './dockerignore.js';
import { buildOf } from './documents/compose/build.js';
import { isIgnored } from './documents/compose/ignored.js';
import { projectOf } from './documents/compose/project.js';
import { folderOf, isIn } from './path.js';
import { seenFrom, type Workspace } from './workspace.js';

/** Edits that keep a file out of the repository and out of every image that is built around it; none where it is out already. */
export const keepOut = (workspace: Workspace, path: string): readonly TextEdit[] => [
  ...keepUntracked(workspace, path),
  ...contextsAround(workspace, path).flatMap(({ folder, file }) => {
    const inside = below(folder, path);
    return new DockerIgnore(workspace.text(file) ?? '').excludes(inside) ? [] : [appendLine(workspace, file, inside)];
  }),
];

/** The edit that keeps a file out of the repository: in the nearest `.gitignore` that there is, else in one beside `workspace.path`. */
export function keepUntracked(workspace: Workspace, path: string): readonly TextEdit[] {
  if (isIgnored(workspace, path)) return [];
  const own = folderOf(workspace.path);
  const start = isIn(own, path) ? own : folderOf(path);
  const folder = upward(start).find(at => workspace.text(within(at, '.gitignore')) !== undefined) ?? start;
  return [appendLine(workspace, within(folder, '.gitignore'), `/${below(folder, path)}`)];
}

interface Context {
  readonly folder: string;
  /** The ignore file that holds for it. */
  readonly file: string;
}

/** Build contexts that a file lies in: those that Compose files name, and the folders of other Dockerfiles. */
function contextsAround(workspace: Workspace, path: string): readonly Context[] {
  const contexts = new Map<string, Context>();
  const add = (folder: string, dockerfile: string | undefined) => {
    if (!isIn(folder, path)) return;
    const ofItsOwn = `${dockerfile}.dockerignore`;
    const file = dockerfile !== undefined && workspace.text(ofItsOwn) !== undefined ? ofItsOwn : within(folder, '.dockerignore');
    contexts.set(file, { folder, file });
  };
  const built = new Set<string>();
  for (const { path: other, kind, services } of workspace.summaries) {
    if (kind !== 'compose' || services.length === 0) continue;
    const document = workspace.document(other);
    if (document?.kind !== 'compose') continue;
    for (const service of projectOf(document, seenFrom(workspace, other)).services) {
      const build = buildOf(service);
      if (build?.context === undefined) continue;
      if (build.dockerfile !== undefined) built.add(build.dockerfile);
      add(build.context, build.dockerfile);
    }
  }
  for (const { path: other, kind } of workspace.summaries) if (kind === 'dockerfile' && !built.has(other)) add(folderOf(other), other);
  return [...contexts.values()];
}

function appendLine(workspace: Workspace, file: string, line: string): TextEdit {
  const text = workspace.text(file) ?? '';
  const eol = lineEndOf(text);
  return {
    path: file,
    span: { start: text.length, end: text.length },
    text: `${text === '' || text.endsWith('\n') ? '' : eol}${line}${eol}`,
  };
}

const within = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

const below = (folder: string, path: string): string => (folder === '' ? path : path.slice(folder.length + 1));

/** A folder and those above it, up to the root. */
const upward = (folder: string): readonly string[] => (folder === '' ? [''] : [folder, ...upward(folderOf(folder))]);
