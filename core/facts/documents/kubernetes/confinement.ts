import type { Setting } from '../../fact.js';
import type { AddedCapability } from '../../views/container.js';
import { replaceScalar, setAt } from '../yaml/edit.js';
import type { YamlNode } from '../yaml/nodes.js';
import { removeItem } from '../yaml/remove.js';
import { unknownSetting } from '../yaml/setting.js';
import { booleanOf, isTemplated, textOf } from '../yaml/values.js';
import { inheritable } from './container.js';
import type { KubernetesContainer } from './pod.js';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** `appArmorProfile` of the container or its pod, else the annotation that did its work before Kubernetes 1.30. */
export function apparmorOf(container: KubernetesContainer): Setting<string> {
  const setting = profileSetting(container, 'appArmorProfile');
  const key = ANNOTATION + container.name;
  const node = setting.value === undefined ? container.pod.metadata?.at('annotations', key) : undefined;
  const text = textOf(node);
  if (!node || !text || isTemplated(text)) return setting;
  return {
    value: text === 'runtime/default' || text.startsWith('localhost/') ? text : 'unconfined',
    origin: 'here',
    span: node.useSpan,
    place: `${container.pod.place}/annotations/${key}`,
    set: value => replaceScalar(node, value),
    remove: () => null,
  };
}

/** With a user namespace of the pod's own (`hostUsers: false`) root is an ordinary user of the node, and the standards let it be. */
export function runAsNonRootOf(container: KubernetesContainer): Setting<boolean> {
  const { pod, span, place } = container;
  if (pod.boolean('hostUsers').value === false) return unknownSetting(span, place);
  return inheritable(container, ['securityContext', 'runAsNonRoot'], booleanOf, value => value);
}

/** Added capabilities one by one; those that a template fills in are left out. */
export function capabilitiesOf({ map, place }: KubernetesContainer): readonly AddedCapability[] {
  const list = map.at('securityContext', 'capabilities', 'add');
  if (list?.type !== 'seq') return [];
  return list.items().flatMap((item, index) => {
    const name = textOf(item);
    if (!item || name === undefined || isTemplated(name)) return [];
    return [
      { name, span: item.useSpan, place: `${place}.securityContext.capabilities.add.${name}`, remove: () => removeItem(list, index) },
    ];
  });
}

/** `unconfined`, `runtime/default` or `localhost/<profile>`, as the container or its pod has it. */
export function profileSetting(container: KubernetesContainer, key: 'seccompProfile' | 'appArmorProfile'): Setting<string> {
  const path = ['securityContext', key];
  const typeOf = (value: string) => (value === 'unconfined' ? 'Unconfined' : 'RuntimeDefault');
  const setting = inheritable(container, path, profileOf, value => ({ type: typeOf(value) }), true);
  const { map, pod } = container;
  if (key === 'seccompProfile' && pod.hasOtherSeccompAnnotation) return { ...setting, set: () => null };
  const holder = setting.origin === 'inherited' && !map.at(...path) ? [pod.spec, pod.source.defaults].find(one => one?.at(...path)) : map;
  const written = holder?.at(...path);
  // A profile of the node goes with its own type only.
  if (!holder || written?.type !== 'map' || written.get('localhostProfile')) return setting;
  return { ...setting, set: value => setAt(holder, [...path, 'type'], typeOf(value)) };
}

function profileOf(node: YamlNode): string | undefined {
  if (node.type !== 'map') return undefined;
  const type = textOf(node.get('type')?.value);
  if (type === 'Unconfined') return 'unconfined';
  if (type === 'RuntimeDefault') return 'runtime/default';
  if (type === 'Localhost') return `localhost/${textOf(node.get('localhostProfile')?.value) ?? ''}`;
  // A map without a known type is invalid, and inherits nothing.
  return type !== undefined && isTemplated(type) ? undefined : '';
}
