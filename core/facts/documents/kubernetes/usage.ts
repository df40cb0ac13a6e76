import { memo } from '../../memo.js';
import { folderOf, isIn, resolvePath } from '../../path.js';
import type { FileSummary, ImageReplacement, KustomizationSummary, Workspace } from '../../workspace.js';

/** How the files around a manifest have it read. */
export interface Usage {
  /** A kustomization applies it as a patch: what it lacks says nothing. */
  readonly isPatch: boolean;
  /** Whether a document without what the API demands may be a patch. If not, it is an object that somebody has not finished. */
  readonly mayBePatch: boolean;
  /** Namespaces that kustomizations put its objects into. */
  readonly movedTo: readonly string[];
  /** What kustomizations write in the place of images. */
  readonly replacedImages: readonly ImageReplacement[];
}

/** Nothing is known about the files around. */
export const ALONE: Usage = { isPatch: false, mayBePatch: true, movedTo: [], replacedImages: [] };

/** Files that people keep for other things to merge, whatever merges them. */
const PATCH_PATH = /(?:^|[/._-])(?:patch(?:es)?|overlays?)(?:[/._-]|$)/i;

/** What the kustomizations of a workspace make of one of its files. */
export function usageOf({ path, summaries, complete }: Workspace): Usage {
  const { kustomizations, patches, users } = indexOf(summaries);
  const using = users.get(path) ?? [];
  const isPatch = patches.has(path);
  // Kustomize reads no file outside its folder, so elsewhere nothing patches.
  const near = kustomizations.some(one => isIn(folderOf(one.path), path));
  return {
    isPatch,
    mayBePatch: using.length === 0 && (!complete || near || PATCH_PATH.test(path)),
    movedTo: [...new Set(using.flatMap(({ namespace }) => namespace ?? []))],
    replacedImages: using.flatMap(({ images }) => images),
  };
}

type Kustomization = KustomizationSummary & { readonly path: string };

/** Followed once for all files: summaries are one object until one of them changes. */
const indexOf = memo((summaries: Iterable<FileSummary>) => {
  const kustomizations: readonly Kustomization[] = [...summaries].flatMap(({ path, kustomization }) =>
    kustomization ? [{ ...kustomization, path }] : [],
  );
  const byFolder = new Map(kustomizations.map(one => [folderOf(one.path), one]));
  const patches = new Set<string>();
  const users = new Map<string, Kustomization[]>();
  for (const one of kustomizations) {
    for (const patch of one.patches) {
      const file = resolvePath(folderOf(one.path), patch);
      if (file !== undefined) patches.add(file);
    }
    // Settings of its components hold for all that it builds.
    const settings = reachable(one, ({ components }) => components, byFolder);
    for (const file of filesOf(one, byFolder)) users.set(file, [...(users.get(file) ?? []), ...settings]);
  }
  return { kustomizations, patches, users };
});

type ByFolder = ReadonlyMap<string, Kustomization>;

/** Files that end up in what a kustomization builds: its own and those of its bases, however deep. */
function filesOf(top: Kustomization, byFolder: ByFolder): ReadonlySet<string> {
  const all = reachable(top, ({ resources, components }) => [...resources, ...components], byFolder);
  return new Set(all.flatMap(({ path, resources }) => resources.flatMap(resource => resolvePath(folderOf(path), resource) ?? [])));
}

/** A kustomization and those that it leads to by the folders which `next` names, each once. */
function reachable(top: Kustomization, next: (one: Kustomization) => readonly string[], byFolder: ByFolder): readonly Kustomization[] {
  const seen = new Set([top]);
  for (const one of seen) {
    for (const folder of next(one)) {
      const found = byFolder.get(resolvePath(folderOf(one.path), folder) ?? '?');
      if (found) seen.add(found);
    }
  }
  return [...seen];
}
