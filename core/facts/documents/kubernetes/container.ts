import type { Span, TextEdit } from '../../../text.js';
import type { Setting, Unit } from '../../fact.js';
import type { Command } from '../../views/command.js';
import type { AddedCapability, Container, Mount, Port } from '../../views/container.js';
import type { ImageUse } from '../../views/image.js';
import type { Variable } from '../../views/variable.js';
import type { Workspace } from '../../workspace.js';
import { replaceScalar, setAllAt, setAt } from '../yaml/edit.js';
import type { YamlNode } from '../yaml/nodes.js';
import { removeItem } from '../yaml/remove.js';
import { settingAt, unknownSetting } from '../yaml/setting.js';
import { together } from '../yaml/together.js';
import { booleanOf, isTemplated, textOf, textsOf } from '../yaml/values.js';
import type { Json } from '../yaml/write.js';
import { commandsOf } from './commands.js';
import { apparmorOf, capabilitiesOf, profileSetting, runAsNonRootOf } from './confinement.js';
import { imageOf } from './image.js';
import { isDefaulted } from './limits.js';
import { addEmptyDirs, literal, maps, mountsOf } from './mounts.js';
import type { KubernetesContainer } from './pod.js';
import { fromSecret, moveToSecret } from './secret-file.js';

/** What a container has in common with a Compose service. */
export const containerOf = (container: KubernetesContainer): Container => new ContainerView(container);

/** Reads what it is asked for, once: of most containers nobody asks for most. */
class ContainerView implements Container {
  readonly dialect = 'kubernetes';
  readonly name: string;
  readonly role: Container['role'];
  readonly unit: Unit;
  readonly units: readonly Unit[];
  readonly span: Span;
  readonly place: string;
  readonly #container: KubernetesContainer;
  readonly #read = new Map<string, unknown>();

  constructor(container: KubernetesContainer) {
    const { name, list, unit, span, place } = container;
    this.#container = container;
    this.name = name;
    this.role =
      list === 'initContainers' && textOf(container.map.get('restartPolicy')?.value) !== 'Always'
        ? 'init'
        : list === 'ephemeralContainers'
          ? 'ephemeral'
          : 'main';
    this.unit = unit;
    this.units = [unit];
    this.span = span;
    this.place = place;
  }

  get os(): Container['os'] {
    return this.#once('os', ({ pod }) => pod.os);
  }

  get image(): ImageUse | undefined {
    return this.#once('image', imageOf);
  }

  get privileged(): Setting<boolean> {
    return this.#own(['securityContext', 'privileged'], booleanOf, value => value);
  }

  get user(): Setting<string> {
    return this.#once('user', container => inheritable(container, ['securityContext', 'runAsUser'], textOf, value => Number(value), true));
  }

  get mapsRoot(): boolean {
    return this.#once('mapsRoot', ({ pod }) => pod.boolean('hostUsers').value === false);
  }

  get readOnlyRoot(): Setting<boolean> {
    return this.#own(['securityContext', 'readOnlyRootFilesystem'], booleanOf, value => value);
  }

  get privilegeEscalation(): Setting<boolean> {
    return this.#own(['securityContext', 'allowPrivilegeEscalation'], booleanOf, value => value);
  }

  get addedCapabilities(): Setting<readonly string[]> {
    return this.#own(['securityContext', 'capabilities', 'add'], textsOf, value => value);
  }

  get droppedCapabilities(): Setting<readonly string[]> {
    return this.#own(['securityContext', 'capabilities', 'drop'], textsOf, value => value);
  }

  get seccomp(): Setting<string> {
    return this.#once('seccomp', container => profileSetting(container, 'seccompProfile'));
  }

  get capabilityItems(): readonly AddedCapability[] {
    return this.#once('capabilities', capabilitiesOf);
  }

  get apparmor(): Setting<string> {
    return this.#once('apparmor', apparmorOf);
  }

  get runAsNonRoot(): Setting<boolean> {
    return this.#once('runAsNonRoot', runAsNonRootOf);
  }

  get pullPolicy(): Setting<string> {
    return this.#own(['imagePullPolicy'], textOf, value => value);
  }

  get memoryLimit(): Setting<string> {
    return this.#limit('memory');
  }

  get cpuLimit(): Setting<string> {
    return this.#limit('cpu');
  }

  get memoryRequest(): string | undefined {
    return this.#own(['resources', 'requests', 'memory'], textOf, value => value).value;
  }

  get mounts(): readonly Mount[] {
    return this.#once('mounts', mountsOf);
  }

  get ports(): readonly Port[] {
    return this.#once('ports', portsOf);
  }

  get environment(): readonly Variable[] {
    return this.#once('environment', ({ variables }) => variables);
  }

  get commands(): readonly Command[] {
    return this.#once('commands', commandsOf);
  }

  readonly isLimitedByDefault = (workspace: Workspace, resource: 'memory' | 'cpu'): boolean =>
    isDefaulted(workspace, this.#container.pod.object.namespace, `limits.${resource}`);

  readonly isWritable = (path: string): boolean =>
    this.mounts.some(
      ({ target, readOnly }) =>
        readOnly.value !== true && target !== undefined && (path === target || path.startsWith(`${target.replace(/\/+$/, '')}/`)),
    );

  readonly setCapabilities: Container['setCapabilities'] = ({ drop, add }) =>
    setAllAt(this.#container.map, [
      [['securityContext', 'capabilities', 'drop'], drop],
      ...(add ? [[['securityContext', 'capabilities', 'add'], add] as const] : []),
    ]);

  /** Of text that containers share none: each writes to other places. */
  readonly makeReadOnly = (scratch: readonly string[]): readonly TextEdit[] | null => {
    const { map } = this.#container;
    if ((map.get('securityContext')?.value ?? map).shared) return null;
    return together(setAt(map, ['securityContext', 'readOnlyRootFilesystem'], true), addEmptyDirs(this.#container, scratch));
  };

  /** Ephemeral containers have none of their own. */
  #limit(resource: 'memory' | 'cpu'): Setting<string> {
    if (this.role === 'ephemeral') return unknownSetting(this.span, this.place);
    return this.#once(resource, container => inheritable(container, ['resources', 'limits', resource], textOf, value => value));
  }

  /** A setting at a path of the container itself. */
  #own<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    const name = path.join('.');
    return this.#once(name, ({ map, pod, place, span }) =>
      settingAt({ map, path, place: `${place}.${name}`, owner: span, partial: pod.partial, read: literal(read), write }),
    );
  }

  #once<T>(key: string, read: (container: KubernetesContainer) => T): T {
    const known = this.#read.get(key);
    if (known !== undefined || this.#read.has(key)) return known as T;
    const value = read(this.#container);
    this.#read.set(key, value);
    return value;
  }
}

/**
 * A setting of which the container's value wins over the pod's, whole maps replaced. Written to the container; with `preferPod` to the
 * pod where that has one or neither has.
 * Source: Kubernetes API, PodSecurityContext and SecurityContext.
 */
export function inheritable<T>(
  { map, pod, place, span }: KubernetesContainer,
  path: readonly string[],
  read: (node: YamlNode) => T | undefined,
  write: (value: T) => Json,
  preferPod = false,
): Setting<T> {
  const { partial } = pod;
  const readLiteral = literal(read);
  const name = path.join('.');
  const own = settingAt({ map, path, place: `${place}.${name}`, owner: span, partial, read: readLiteral, write });
  if (own.origin !== 'default' && own.origin !== 'unknown') return own;
  const { defaults } = pod.source;
  const holder = defaults && pod.spec.at(path[0]!) === undefined ? defaults : pod.spec;
  const shared = settingAt({ map: holder, path, place: `${pod.place}.${name}`, owner: span, partial, read: readLiteral, write });
  if (shared.value === undefined) {
    if (own.origin === 'unknown') return own;
    const { set } = preferPod ? shared : own;
    return { value: own.value, origin: shared.origin, span: own.span, place: own.place, set, remove: own.remove };
  }
  return { ...shared, origin: 'inherited', set: preferPod ? shared.set : own.set };
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
