import { parseImageReference, withDigest, withTag } from '../../image-reference.js';
import type { ImageUse } from '../../views/image.js';
import { replaceScalar } from '../yaml/edit.js';
import type { YamlNode, YamlScalar } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import { hooksOf } from './hooks.js';
import type { ComposeService } from './service.js';

/** The image that a service runs. */
export function imageOf(service: ComposeService): ImageUse | undefined {
  const node = service.get('image')?.value;
  const builtHere = service.get('build') !== undefined;
  return node?.type === 'scalar' ? imageAt(service, node, { use: 'run', place: `${service.place}.image`, builtHere }) : undefined;
}

/** Images beside it: of hooks that run in a container of their own, mounted ones, and those that a build takes files from. */
export function sideImagesOf(service: ComposeService): readonly ImageUse[] {
  const images: ImageUse[] = [];
  const add = (node: YamlNode | undefined, use: ImageUse['use'], place: string, prefix = '') => {
    if (node?.type === 'scalar') images.push(imageAt(service, node, { use, place: `${service.place}.${place}`, prefix }));
  };
  for (const { key, map } of hooksOf(service)) add(map.get('image')?.value, 'run', `${key}.image`);
  for (const { value } of service.all('volumes')) {
    for (const item of value?.type === 'seq' ? value.items() : [])
      if (item?.type === 'map' && textOf(item.get('type')?.value) === 'image')
        add(item.get('source')?.value, 'mount', `volumes.${textOf(item.get('target')?.value)}`);
  }
  for (const { value } of service.all('build', 'additional_contexts')) {
    const nodes = value?.type === 'map' ? value.entries().map(entry => entry.value) : value?.type === 'seq' ? value.items() : [];
    for (const node of nodes) {
      const [prefix] = /^(?:[\w.-]+=)?docker-image:\/\//.exec(textOf(node) ?? '') ?? [];
      if (prefix !== undefined) add(node, 'copy', 'build.additional_contexts', prefix);
    }
  }
  return images;
}

interface Written {
  readonly use: ImageUse['use'];
  readonly place: string;
  readonly builtHere?: boolean;
  /** What stands before the reference. */
  readonly prefix?: string;
}

/** The text with another default: where one variable brings the image or its whole tag, and that one is set and read nowhere else. */
function inDefault({ project }: ComposeService, written: string, resolved: string, wanted: string): string | undefined {
  const [, before = '', open, name = '', value] = /^((?:[^$]*:)?)(\$\{(\w+):?-)([^${}]+)\}$/.exec(written) ?? [];
  if (open === undefined || before + value !== resolved || !wanted.startsWith(before) || project.variables.has(name)) return undefined;
  const reads = project.texts.flatMap(text => text.match(new RegExp(`\\$\\{?${name}\\b`, 'g')) ?? []);
  if (reads.length > 1) return undefined;
  return `${before}${open}${wanted.slice(before.length)}}`;
}

function imageAt(service: ComposeService, node: YamlScalar, { use, place, builtHere = false, prefix = '' }: Written): ImageUse {
  const written = node.text.slice(prefix.length);
  const resolved = service.resolve(written);
  const reference = resolved === undefined ? undefined : parseImageReference(resolved);
  const write = (text: string) => replaceScalar(node, prefix + text);
  return {
    use,
    text: resolved ?? written,
    reference,
    builtHere,
    platform: textOf(service.get('platform')?.value),
    span: node.span,
    place,
    units: service.units,
    setTag: tag => {
      if (!reference || resolved === undefined) return null;
      const wanted = resolved === written ? withTag(reference, tag) : inDefault(service, written, resolved, withTag(reference, tag));
      return wanted === undefined ? null : write(wanted);
    },
    setDigest: digest => (reference && resolved === written ? write(withDigest(reference, digest)) : null),
  };
}
