import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { resolveDefaults } from './interpolation.js';
import type { ComposeService } from './service.js';

/** A place that a project takes files from, as a variable's default has it. */
export interface FileSource {
  readonly text: string;
  readonly node: YamlNode;
  readonly place: string;
}

/** What a file includes. */
export function includedSources(root: YamlMap | undefined): readonly FileSource[] {
  const include = root?.get('include')?.value;
  if (!include) return [];
  const items = include?.type === 'seq' ? include.items() : [include];
  return items.flatMap(item => {
    const path = item?.type === 'map' ? item.get('path')?.value : item;
    return (path?.type === 'seq' ? path.items() : [path]).flatMap(node => sourceAt(node, 'include'));
  });
}

/** What a service is built from and extends. */
export function fileSourcesOf(service: ComposeService): readonly FileSource[] {
  const build = service.get('build')?.value;
  const base = service.get('extends')?.value;
  if (!build && !base) return [];
  const contexts = build?.type === 'map' ? build.get('additional_contexts')?.value : undefined;
  const more = contexts?.type === 'map' ? contexts.entries().map(({ value }) => value) : contexts?.type === 'seq' ? contexts.items() : [];
  return [
    ...(build?.type === 'scalar' ? sourceAt(build, `${service.place}.build`) : []),
    ...(build?.type === 'map' ? sourceAt(build.get('context')?.value, `${service.place}.build.context`) : []),
    ...more.flatMap(node => sourceAt(node, `${service.place}.build.additional_contexts`)),
    ...(base?.type === 'map' ? sourceAt(base.get('file')?.value, `${service.place}.extends.file`) : []),
  ];
}

/** An item of a list of contexts has its name before the source. */
function sourceAt(node: YamlNode | undefined, place: string): readonly FileSource[] {
  if (node?.type !== 'scalar') return [];
  const text = resolveDefaults(node.text)?.replace(/^[\w.-]+=(?=[a-z+-]+:|git@)/i, '');
  return text ? [{ text, node, place }] : [];
}
