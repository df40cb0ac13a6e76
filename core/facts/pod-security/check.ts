import type { Fields } from '../documents/kubernetes/fields.js';
import type { Pod } from '../documents/kubernetes.js';
import { isAbsent, type Located, type Setting } from '../fact.js';
import type { Level, Version } from './version.js';

/** What a check says of one place: it is forbidden there, or a template or patch hides whether it is. */
export interface Verdict {
  readonly at: Located;
  /** Who has it: a container's name; `undefined` for the pod itself. */
  readonly container: string | undefined;
  /** The field with its value, for people: `privileged: true`. */
  readonly what: string;
  readonly isCertain: boolean;
}

/** One field that a level of the standards forbids to be certain values, and how that changed. */
export interface PodSecurityCheck {
  /** The name that pod-security-admission gives it. */
  readonly id: string;
  readonly level: Exclude<Level, 'privileged'>;
  /** What people call it, as in the standards' text. */
  readonly title: string;
  /** The control in rules' `controls.pss` that speaks of the same. */
  readonly control: string;
  /** Checks of the level below that it takes the place of. */
  readonly overrides?: readonly string[];
  /** What it does from each version on, in rising order. */
  readonly since: readonly (readonly [version: Version, forbids: (pod: Pod) => Iterable<Verdict>])[];
}

/** The pod itself or one of its containers: what has a `securityContext`. */
export interface Holder {
  readonly container: string | undefined;
  readonly fields: Fields;
}

/** Every container, those that start first and those for debugging included. Source: pod-security-admission, `VisitContainers`. */
export const containersOf = (pod: Pod): readonly Holder[] => pod.containers.map(({ name, fields }) => ({ container: name, fields }));

export const podOf = ({ fields }: Pod): Holder => ({ container: undefined, fields });

/** The pod and its containers: levels that are judged each by itself, whatever overrides it. */
export const holdersOf = (pod: Pod): readonly Holder[] => [podOf(pod), ...containersOf(pod)];

/**
 * A verdict where `isForbidden` holds for what is written, and an uncertain one where nobody knows what is. Absence is fine.
 * @param name what people call the field; its path by default.
 */
export function* forbidden<T>(
  holder: Holder,
  setting: Setting<T>,
  isForbidden: (value: T) => boolean,
  name = nameOf(holder, setting),
): Generator<Verdict> {
  const isUnknown = setting.value === undefined;
  if (isUnknown ? !isAbsent(setting) : isForbidden(setting.value)) yield verdict(holder, setting, name, !isUnknown);
}

/** The same where absence is forbidden too. */
export function* demanded<T>(holder: Holder, setting: Setting<T>, isAllowed: (value: T) => boolean): Generator<Verdict> {
  const name = nameOf(holder, setting);
  if (isAbsent(setting)) yield { at: setting, container: holder.container, what: `no ${name}`, isCertain: true };
  else if (setting.value === undefined) yield verdict(holder, setting, name, false);
  else if (!isAllowed(setting.value)) yield verdict(holder, setting, name, true);
}

function verdict<T>({ container }: Holder, setting: Setting<T>, name: string, isCertain: boolean): Verdict {
  const { value } = setting;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { at: setting, container, what: isScalar ? `${name}: ${value}` : name, isCertain };
}

/** The path of keys without the parts that say nothing. */
const nameOf = ({ fields }: Holder, { place }: Located): string =>
  place
    .slice(fields.place.length + 1)
    .replace(/^securityContext\./, '')
    .replace(/\.type$/, '');

/** Only a written `spec.os` counts: a node selector does not. */
export const isWindows = (pod: Pod): boolean => pod.fields.text('os', 'name').value === 'windows';

/** Whether root in the pod is nobody on the node. */
export const hasOwnUsers = (pod: Pod): boolean => pod.boolean('hostUsers').value === false;

/** The check as it is without the pods that `isExempt` lets off. */
export const unless =
  (isExempt: (pod: Pod) => boolean, forbids: (pod: Pod) => Iterable<Verdict>) =>
  (pod: Pod): Iterable<Verdict> =>
    isExempt(pod) ? [] : forbids(pod);
