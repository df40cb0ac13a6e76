import type { TextEdit } from '../../../text.js';
import type { Mount } from '../../views/container.js';
import { appendAt } from '../yaml/edit.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { settingAt } from '../yaml/setting.js';
import { together } from '../yaml/together.js';
import { booleanOf, isTemplated, textOf } from '../yaml/values.js';
import type { KubernetesContainer } from './pod.js';

/** Templates and variables leave a scalar unknown. */
export const literal =
  <T>(read: (node: YamlNode) => T | undefined) =>
  (node: YamlNode): T | undefined =>
    node.type === 'scalar' && isTemplated(node.text) ? undefined : read(node);

/** The maps of a list. */
export const maps = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'seq' ? node.items().filter(item => item?.type === 'map') : [];

/** What a container mounts of its pod's volumes. */
export function mountsOf({ map, pod, place, units }: KubernetesContainer): readonly Mount[] {
  return maps(map.get('volumeMounts')?.value).map((mount, index) => {
    const name = textOf(mount.get('name')?.value) ?? '';
    const volume = pod.volume(name);
    const hostPath = volume?.get('hostPath')?.value;
    const target = textOf(mount.get('mountPath')?.value);
    const span = mount.get('mountPath')?.value?.useSpan ?? mount.useSpan;
    return {
      type: hostPath
        ? 'bind'
        : volume?.get('emptyDir')
          ? 'tmpfs'
          : volume?.get('secret')
            ? 'secret'
            : volume?.get('configMap')
              ? 'config'
              : volume
                ? 'volume'
                : 'other',
      source: hostPath?.type === 'map' ? textOf(hostPath.get('path')?.value) : name,
      target,
      hostType: hostPath?.type === 'map' ? textOf(hostPath.get('type')?.value) : undefined,
      readOnly: settingAt({
        map: mount,
        path: ['readOnly'],
        place: `${place}.volumeMounts.${target ?? index}.readOnly`,
        owner: span,
        partial: false,
        read: literal(booleanOf),
        write: value => value,
      }),
      propagation: settingAt({
        map: mount,
        path: ['mountPropagation'],
        place: `${place}.volumeMounts.${target ?? index}.mountPropagation`,
        owner: span,
        partial: false,
        read: literal(textOf),
        write: value => value,
      }),
      span,
      place: `${place}.volumeMounts.${target ?? index}`,
      units,
    };
  });
}

/** An emptyDir volume and its mount for each path; names are taken from the path and made unique. */
export function addEmptyDirs({ map, pod }: KubernetesContainer, paths: readonly string[]): readonly TextEdit[] | null {
  if (paths.length === 0) return [];
  const taken = new Set(pod.volumes.map(volume => textOf(volume.get('name')?.value)));
  const scratch = paths.map(path => {
    const base =
      path
        .replace(/[^a-z0-9]+/gi, '-')
        .replace(/^-|-$/g, '')
        .toLowerCase() || 'scratch';
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
    taken.add(name);
    return { name, path };
  });
  // As the mounts that are there are written.
  const isPathFirst = maps(map.get('volumeMounts')?.value)[0]?.entries()[0]?.key === 'mountPath';
  const mounts = appendAt(
    map,
    ['volumeMounts'],
    ...scratch.map(({ name, path }) => (isPathFirst ? { mountPath: path, name } : { name, mountPath: path })),
  );
  const volumes = appendAt(pod.spec, ['volumes'], ...scratch.map(({ name }) => ({ name, emptyDir: {} })));
  return together(mounts, volumes);
}
