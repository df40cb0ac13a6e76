import type { TextEdit } from '../../../text.js';
import type { Setting } from '../../fact.js';
import { parseImageReference, withDigest, withTag } from '../../image-reference.js';
import type { Container, Mount, Port } from '../../views/container.js';
import type { ImageUse } from '../../views/image.js';
import type { Variable } from '../../views/variable.js';
import { booleanOf, isTemplated, textOf, textsOf, type YamlMap, type YamlNode } from '../yaml.js';
import { appendAt, type Json, removeItem, replaceScalar, setAllAt, setAt, together } from '../yaml-edit.js';
import { settingAt, unknownSetting } from '../yaml-setting.js';
import { commandsOf } from './commands.js';
import { apparmorOf, capabilitiesOf, runAsNonRootOf } from './confinement.js';
import type { KubernetesContainer } from './pod.js';
import { fromSecret, moveToSecret } from './secret-file.js';

/** What a container has in common with a Compose service. */
export function containerOf(container: KubernetesContainer): Container {
  const { map, pod, place, span, unit, list } = container;
  const own = <T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> =>
    settingAt({ map, path, place: `${place}.${path.join('.')}`, owner: span, partial: pod.partial, read: literal(read), write });
  const mounts = mountsOf(container);
  return {
    dialect: 'kubernetes',
    name: container.name,
    role: list === 'initContainers' ? 'init' : list === 'ephemeralContainers' ? 'ephemeral' : 'main',
    os: pod.os,
    unit,
    units: [unit],
    span,
    place,
    image: imageOf(container),
    privileged: own(['securityContext', 'privileged'], booleanOf, value => value),
    user: inheritable(container, ['securityContext', 'runAsUser'], textOf, value => Number(value)),
    mapsRoot: pod.boolean('hostUsers').value === false,
    readOnlyRoot: own(['securityContext', 'readOnlyRootFilesystem'], booleanOf, value => value),
    privilegeEscalation: own(['securityContext', 'allowPrivilegeEscalation'], booleanOf, value => value),
    addedCapabilities: own(['securityContext', 'capabilities', 'add'], textsOf, value => value),
    droppedCapabilities: own(['securityContext', 'capabilities', 'drop'], textsOf, value => value),
    seccomp: inheritable(
      container,
      ['securityContext', 'seccompProfile'],
      profileOf,
      value => ({
        type: value === 'unconfined' ? 'Unconfined' : 'RuntimeDefault',
      }),
      true,
    ),
    capabilityItems: capabilitiesOf(container),
    apparmor: apparmorOf(container),
    runAsNonRoot: runAsNonRootOf(container),
    pullPolicy: own(['imagePullPolicy'], textOf, value => value),
    memoryLimit:
      list === 'ephemeralContainers' ? unknownSetting(span, place) : own(['resources', 'limits', 'memory'], textOf, value => value),
    cpuLimit: list === 'ephemeralContainers' ? unknownSetting(span, place) : own(['resources', 'limits', 'cpu'], textOf, value => value),
    mounts,
    ports: portsOf(container),
    get environment() {
      return container.variables;
    },
    get commands() {
      return commandsOf(container);
    },
    isWritable: path =>
      mounts.some(
        ({ target, readOnly }) =>
          readOnly.value !== true && target !== undefined && (path === target || path.startsWith(`${target.replace(/\/+$/, '')}/`)),
      ),
    setCapabilities: ({ drop, add }) =>
      setAllAt(map, [
        [['securityContext', 'capabilities', 'drop'], drop],
        ...(add ? [[['securityContext', 'capabilities', 'add'], add] as const] : []),
      ]),
    makeReadOnly: scratch => together(setAt(map, ['securityContext', 'readOnlyRootFilesystem'], true), addEmptyDirs(container, scratch)),
  };
}

/** Templates and variables leave a scalar unknown. */
const literal =
  <T>(read: (node: YamlNode) => T | undefined) =>
  (node: YamlNode): T | undefined =>
    node.type === 'scalar' && isTemplated(node.text) ? undefined : read(node);

/**
 * A setting of which the container's value wins over the pod's, whole maps replaced. Written to the container; with `preferPod` to the
 * pod while neither has one.
 * Source: Kubernetes API, PodSecurityContext and SecurityContext.
 */
export function inheritable<T>(
  { map, pod, place, span }: KubernetesContainer,
  path: readonly string[],
  read: (node: YamlNode) => T | undefined,
  write: (value: T) => Json,
  preferPod = false,
): Setting<T> {
  const spec = { path, owner: span, partial: pod.partial, read: literal(read), write };
  const own = settingAt({ ...spec, map, place: `${place}.${path.join('.')}` });
  if (own.origin !== 'default' && own.origin !== 'unknown') return own;
  const { defaults } = pod.source;
  const holder = defaults && pod.spec.at(path[0]!) === undefined ? defaults : pod.spec;
  const shared = settingAt({ ...spec, map: holder, place: `${pod.place}.${path.join('.')}` });
  if (shared.value === undefined) {
    if (own.origin === 'unknown') return own;
    return { ...own, origin: shared.origin, ...(preferPod ? { set: (value: T) => shared.set(value) } : {}) };
  }
  return { ...shared, origin: 'inherited', set: value => own.set(value) };
}

export function profileOf(node: YamlNode): string | undefined {
  if (node.type !== 'map') return undefined;
  const type = textOf(node.get('type')?.value);
  if (type === 'Unconfined') return 'unconfined';
  if (type === 'RuntimeDefault') return 'runtime/default';
  if (type === 'Localhost') return `localhost/${textOf(node.get('localhostProfile')?.value) ?? ''}`;
  // A map without a known type is invalid, and inherits nothing.
  return type !== undefined && isTemplated(type) ? undefined : '';
}

function imageOf({ map, pod, place, units }: KubernetesContainer): ImageUse | undefined {
  const node = map.get('image')?.value;
  if (node?.type !== 'scalar') return undefined;
  const written = isTemplated(node.text) || node.text.includes('$') ? undefined : parseImageReference(node.text);
  const reference = written && pod.object.replacesImage(node.text) ? undefined : written;
  return {
    use: 'run',
    text: node.text,
    reference,
    builtHere: false,
    platform: undefined,
    span: node.useSpan,
    place: `${place}.image`,
    units,
    setTag: tag => (reference ? replaceScalar(node, withTag(reference, tag)) : null),
    setDigest: digest => (reference ? replaceScalar(node, withDigest(reference, digest)) : null),
  };
}

const maps = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'seq' ? node.items().filter(item => item?.type === 'map') : [];

function mountsOf({ map, pod, place, units }: KubernetesContainer): readonly Mount[] {
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

function portsOf({ map, place, units }: KubernetesContainer): readonly Port[] {
  return maps(map.get('ports')?.value).map((port, index) => {
    const number = (key: string) => {
      const text = textOf(port.get(key)?.value);
      return text && /^\d+$/.test(text) ? Number(text) : undefined;
    };
    const host = number('hostPort');
    const node = port.get('hostPort')?.value ?? port.get('containerPort')?.value;
    return {
      container: number('containerPort'),
      name: textOf(port.get('name')?.value),
      host: host === 0 ? undefined : host,
      hostIp: textOf(port.get('hostIP')?.value),
      protocol: (textOf(port.get('protocol')?.value) ?? 'TCP').toLowerCase(),
      published: host !== undefined && host !== 0,
      bindTo: address => setAt(port, ['hostIP'], address),
      span: node?.useSpan ?? port.useSpan,
      place: `${place}.ports.${number('containerPort') ?? index}`,
      units,
    };
  });
}

/** An emptyDir volume and its mount for each path; names are taken from the path and made unique. */
function addEmptyDirs({ map, pod }: KubernetesContainer, paths: readonly string[]): readonly TextEdit[] | null {
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

/** Literal environment entries. What comes by `valueFrom` has no value here. */
export function variablesOf({ map, pod, name: owner, place, units }: KubernetesContainer): readonly Variable[] {
  const list = map.get('env')?.value;
  if (list?.type !== 'seq') return [];
  return list.items().flatMap((item, index) => {
    if (item?.type !== 'map') return [];
    const name = textOf(item.get('name')?.value);
    const value = item.get('value')?.value;
    if (name === undefined) return [];
    return [
      {
        kind: 'env' as const,
        name,
        value: value?.type === 'scalar' && !isTemplated(value.text) ? value.text : undefined,
        valueSpan: value?.useSpan,
        owner,
        span: value?.useSpan ?? item.useSpan,
        place: `${place}.env.${name}`,
        units,
        exposure: 'file' as const,
        supplyFromOutside: () => fromSecret(item, pod.object.name ?? owner, name),
        moveToFile: workspace =>
          value?.type === 'scalar' && !pod.partial && !isTemplated(value.text) && !value.text.includes('$(')
            ? moveToSecret(pod.object, item, name, value.text, workspace)
            : null,
        set: wanted => (value ? replaceScalar(value, wanted) : null),
        remove: () => removeItem(list, index),
      },
    ];
  });
}
