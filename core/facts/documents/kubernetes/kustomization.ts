import type { ImageReplacement, KustomizationSummary } from '../../workspace.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { textOf, textsOf } from '../yaml/values.js';

/** Whether a path is one that kustomize looks for, whatever the file says about itself. */
export const isKustomizationPath = (path: string): boolean => /(?:^|\/)kustomization\.ya?ml$/.test(path);

/** Fields that name files which are merged into objects or steer how that is done. */
const PATCH_FILES = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'transformers', 'generators', 'configurations', 'replacements'];

/**
 * What a kustomization makes of other files. Paths are as written: relative to its folder, some of them folders or URLs.
 * Source: Kustomize, kustomization file reference.
 */
export function summarizeKustomization(root: YamlMap): KustomizationSummary {
  const texts = (key: string) => textsOf(root.get(key)?.value) ?? [];
  return {
    resources: [...texts('resources'), ...texts('bases')],
    components: texts('components'),
    patches: PATCH_FILES.flatMap(key => itemsOf(root.get(key)?.value).flatMap(pathIn)),
    images: itemsOf(root.get('images')?.value).flatMap(replacementIn),
    namespace: textOf(root.get('namespace')?.value),
  };
}

const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.type === 'seq' ? node.items().filter(item => item !== undefined) : [];

/** A path by itself or under `path`; a patch that stands in the kustomization itself has lines. */
function pathIn(item: YamlNode): readonly string[] {
  const text = item.type === 'map' ? textOf(item.get('path')?.value) : textOf(item);
  return text === undefined || text.trim().includes('\n') ? [] : [text];
}

/** An entry that says nothing new changes nothing. */
function replacementIn(item: YamlNode): readonly ImageReplacement[] {
  if (item.type !== 'map') return [];
  const text = (key: string) => textOf(item.get(key)?.value) || undefined;
  const [name, newName, newTag, digest] = ['name', 'newName', 'newTag', 'digest'].map(text);
  return name !== undefined && (newName ?? newTag ?? digest) !== undefined ? [{ name, newName, newTag, digest }] : [];
}
