import type { Span, TextEdit } from '../../../text.js';
import type { Setting, Unit } from '../../fact.js';
import { memo } from '../../memo.js';
import { normalizeCapability } from '../../tables/capabilities.js';
import type { Command } from '../../views/command.js';
import type { AddedCapability, Container, Mount, Port } from '../../views/container.js';
import type { ImageUse } from '../../views/image.js';
import type { Move, Variable } from '../../views/variable.js';
import { replaceEntry, replaceScalar } from '../yaml/edit.js';
import type { YamlMap, YamlNode, YamlSeq } from '../yaml/nodes.js';
import { removeEntry, removeItem } from '../yaml/remove.js';
import { unknownSetting } from '../yaml/setting.js';
import { together } from '../yaml/together.js';
import { textOf, textsOf } from '../yaml/values.js';
import { builtStage } from './build.js';
import { commandsOf } from './commands.js';
import { hooksOf } from './hooks.js';
import { imageOf } from './images.js';
import { resolveDefaults, withValue } from './interpolation.js';
import { itemsOf } from './items.js';
import { latestOf } from './latest.js';
import { cpuLimitOf, memoryLimitOf } from './limits.js';
import { mountsOf, tmpfsCovers } from './mounts.js';
import { portsOf } from './ports.js';
import { appendTo, moveToFile, type Written } from './secret-file.js';
import { escalationOf, profileOf } from './security-options.js';
import type { ComposeService } from './service.js';
import { seemsStack } from './stack.js';

/** The container that a service runs; `undefined` for a provider, which runs none. */
export const containerOf = memo((service: ComposeService): Container | undefined =>
  service.provided || !service.unit ? undefined : new ComposeContainer(service, service.unit),
);

/** Reads what it is asked for, once: of most containers nobody asks for most. */
class ComposeContainer implements Container {
  readonly dialect = 'compose';
  readonly role = 'main';
  readonly name: string;
  readonly place: string;
  readonly span: Span;
  readonly units: readonly Unit[];
  readonly #service: ComposeService;
  readonly #read = new Map<string, unknown>();

  constructor(
    service: ComposeService,
    readonly unit: Unit,
  ) {
    this.#service = service;
    this.name = service.name;
    this.place = service.place;
    this.span = service.span;
    this.units = [unit];
  }

  get os(): 'windows' | 'linux' {
    return this.#once('os', service => (/^windows\b/.test(textOf(service.get('platform')?.value) ?? '') ? 'windows' : 'linux'));
  }

  get image(): ImageUse | undefined {
    return this.#once('image', imageOf);
  }

  get privileged(): Setting<boolean> {
    return this.#once('privileged', service => service.flag('privileged'));
  }

  get user(): Setting<string> {
    return this.#once('user', service => service.text('user'));
  }

  get readOnlyRoot(): Setting<boolean> {
    return this.#once('read_only', service => service.flag('read_only'));
  }

  get privilegeEscalation(): Setting<boolean> {
    return this.#once('escalation', escalationOf);
  }

  get addedCapabilities(): Setting<readonly string[]> {
    return this.#once('cap_add', service => service.setting(['cap_add'], textsOf, value => value));
  }

  get droppedCapabilities(): Setting<readonly string[]> {
    return this.#once('cap_drop', service => service.setting(['cap_drop'], textsOf, value => value));
  }

  get capabilityItems(): readonly AddedCapability[] {
    return this.#once('capabilities', service =>
      itemsOf(service, 'cap_add').flatMap(item => (item.text === undefined ? [] : [{ ...item, name: item.text }])),
    );
  }

  get seccomp(): Setting<string> {
    return this.#once('seccomp', service => profileOf(service, 'seccomp'));
  }

  get apparmor(): Setting<string> {
    return this.#once('apparmor', service => profileOf(service, 'apparmor'));
  }

  get runAsNonRoot(): Setting<boolean> {
    return unknownSetting(this.span, this.place);
  }

  get pullPolicy(): Setting<string> {
    return this.#once('pull_policy', service => service.text('pull_policy'));
  }

  get memoryLimit(): Setting<string> {
    return this.#once('memory', memoryLimitOf);
  }

  get cpuLimit(): Setting<string> {
    return this.#once('cpu', cpuLimitOf);
  }

  get mounts(): readonly Mount[] {
    return this.#once('mounts', mountsOf);
  }

  get keepsRunning(): boolean {
    return this.#once('restart', service => {
      const deploy = service.get('deploy')?.value;
      // Limits are for everybody.
      const isDeployed = deploy?.type === 'map' && deploy.entries().some(({ key }) => key !== 'resources');
      return isDeployed || /^(?:always|unless-stopped|on-failure)/.test(service.text('restart').value ?? '');
    });
  }

  get ports(): readonly Port[] {
    return this.#once('ports', portsOf);
  }

  get environment(): readonly Variable[] {
    return this.#once('environment', environmentOf);
  }

  get commands(): readonly Command[] {
    return this.#once('commands', commandsOf);
  }

  readonly builtStage: NonNullable<Container['builtStage']> = workspace => builtStage(this.#service, workspace);

  readonly isWritable = (path: string): boolean =>
    this.mounts.some(mount => mount.readOnly.value !== true && mount.target !== undefined && tmpfsCovers(mount.target, path));

  readonly setCapabilities: Container['setCapabilities'] = ({ drop, add }) =>
    together(this.droppedCapabilities.set(drop), add ? this.addedCapabilities.set(add) : []);

  readonly grant: NonNullable<Container['grant']> = ({ capabilities, devices }) => {
    const missing = (key: string, wanted: readonly string[], isSame: (text: string, one: string) => boolean) => {
      const texts = itemsOf(this.#service, key).flatMap(({ text }) => text ?? []);
      const values = wanted.filter(one => !texts.some(text => isSame(text, one)));
      return values.length === 0 ? [] : appendTo(this.#service, key, ...values);
    };
    return together(
      missing('cap_add', capabilities, (text, one) => normalizeCapability(text) === one),
      missing('devices', devices, (text, one) => text.split(':')[0] === one),
    );
  };

  /** Of text that services share none: each writes to other places. A stack would leave the `tmpfs` out. */
  readonly makeReadOnly = (scratch: readonly string[]): readonly TextEdit[] | null => {
    const { map, project } = this.#service;
    if (map.shared || (scratch.length > 0 && seemsStack(project))) return null;
    return together(this.readOnlyRoot.set(true), scratch.length === 0 ? [] : appendTo(this.#service, 'tmpfs', ...scratch));
  };

  #once<T>(key: string, read: (service: ComposeService) => T): T {
    const known = this.#read.get(key);
    if (known !== undefined || this.#read.has(key)) return known as T;
    const value = read(this.#service);
    this.#read.set(key, value);
    return value;
  }
}

/** The service's environment: a map, or a list of `NAME=value`. `NAME` alone is passed on from outside and has no value here. */
export const variablesOf = memo((service: ComposeService): readonly Variable[] => [
  ...environmentOf(service),
  ...hooksOf(service).flatMap(({ key, map }) =>
    pairs(service, map.get('environment')?.value, 'env', `${service.place}.${key}.environment`),
  ),
  ...pairsAt(service, 'arg', 'build', 'args'),
  ...pairsAt(service, 'label', 'labels'),
  ...pairsAt(service, 'label', 'annotations'),
  ...pairsAt(service, 'label', 'deploy', 'labels'),
  ...pairsAt(service, 'label', 'build', 'labels'),
]);

export const environmentOf = memo((service: ComposeService): readonly Variable[] => pairsAt(service, 'env', 'environment'));

/** The pairs at a path of keys: of those with one name the highest layer's, unless that takes it out. */
function pairsAt(service: ComposeService, kind: Variable['kind'], ...path: readonly string[]): readonly Variable[] {
  const entries = service.all(...path);
  if (entries.length === 0) return [];
  const place = `${service.place}.${path.join('.')}`;
  if (entries.length === 1) return pairs(service, entries[0]!.value, kind, place);
  const layers = entries.map(({ value }) => [...pairs(service, value, kind, place), ...resetIn(value)]);
  return latestOf<Variable | Reset>(layers, ({ name }) => name).flatMap(one => ('reset' in one ? [] : [one]));
}

/** A name that an override takes out of the layers below. */
interface Reset {
  readonly name: string;
  readonly reset: true;
}

const resetIn = (node: YamlNode | undefined): readonly Reset[] =>
  node?.type === 'map' ? node.entries().flatMap(({ key, tag }) => (tag === '!reset' ? [{ name: key, reset: true as const }] : [])) : [];

function pairs(service: ComposeService, node: YamlNode | undefined, kind: Variable['kind'], place: string): readonly Variable[] {
  if (node?.type === 'map') return mapPairs(service, node, kind, place);
  return node?.type === 'seq' ? listPairs(service, node, kind, place) : [];
}

function mapPairs(service: ComposeService, map: YamlMap, kind: Variable['kind'], place: string): readonly Variable[] {
  const written = map.entries().filter(({ tag }) => tag !== '!reset');
  return written.map(entry => ({
    kind,
    name: entry.key,
    value: entry.value?.type === 'scalar' ? resolveDefaults(entry.value.text) : undefined,
    valueSpan: entry.value?.span,
    byDefault: hasDefault(entry.value?.type === 'scalar' ? entry.value.text : ''),
    owner: service.name,
    span: entry.value?.span ?? entry.keySpan,
    place: `${place}.${entry.key}`,
    units: service.units,
    exposure: kind === 'arg' ? ('image' as const) : ('file' as const),
    supplyFromOutside: () =>
      kind === 'env' && !service.optional && entry.value && !entry.merged ? replaceScalar(entry.value, required(entry.key)) : null,
    moveToFile: () =>
      kind === 'env' && entry.value?.type === 'scalar'
        ? moveWritten(service, entry.key, entry.value, entry.value.text, {
            replace: (name, wanted) => replaceEntry(entry, name, wanted),
            remove: () => removeEntry(entry),
          })
        : null,
    set: wanted => (entry.value && !entry.merged ? writeValue(entry.value, '', textOf(entry.value) ?? '', wanted) : null),
    remove: () => removeEntry(entry),
  }));
}

function listPairs(service: ComposeService, list: YamlSeq, kind: Variable['kind'], place: string): readonly Variable[] {
  return list.items().flatMap((item, index) => {
    if (item?.type !== 'scalar') return [];
    const equals = item.text.indexOf('=');
    const name = equals < 0 ? item.text : item.text.slice(0, equals);
    return [
      {
        kind,
        name,
        value: equals < 0 ? undefined : resolveDefaults(item.text.slice(equals + 1)),
        valueSpan: equals < 0 ? undefined : valueSpan(item, equals),
        byDefault: hasDefault(item.text),
        owner: service.name,
        span: item.span,
        place: `${place}.${name}`,
        units: service.units,
        exposure: kind === 'arg' ? ('image' as const) : ('file' as const),
        supplyFromOutside: () =>
          kind === 'env' && !service.optional && equals >= 0 ? replaceScalar(item, `${name}=${required(name)}`) : null,
        moveToFile: () =>
          kind === 'env' && equals >= 0
            ? moveWritten(service, name, item, item.text.slice(equals + 1), {
                replace: (other, wanted) => replaceScalar(item, `${other}=${wanted}`),
                remove: () => removeItem(list, index),
              })
            : null,
        set: wanted => writeValue(item, `${name}=`, item.text.slice(name.length + 1), wanted),
        remove: () => removeItem(list, index),
      },
    ];
  });
}

const hasDefault = (text: string): boolean => /\$\{\w+:?-/.test(text);

/** Writes another value behind `lead`; what is said from outside goes on to count. */
function writeValue(node: YamlNode, lead: string, text: string, wanted: string): readonly TextEdit[] | null {
  const value = withValue(text, wanted);
  return value === undefined ? null : replaceScalar(node, lead + value);
}

/** What several layers write is left alone, what other services share would be lost to them, and what variables make is no value. */
function moveWritten(service: ComposeService, name: string, node: YamlNode, text: string, written: Written): Move | null {
  if (node.shared || text.replaceAll('$$', '').includes('$')) return null;
  const layers = service.all('environment').filter(({ value }) => pairs(service, value, 'env', '').some(pair => pair.name === name));
  return layers.length === 1 ? moveToFile(service, name, text.replaceAll('$$', '$'), written) : null;
}

/** The engine takes it from its own environment or `.env`, and refuses to start without it. */
const required = (name: string): string => `\${${name}:?}`;

/** Where the value stands in `NAME=value`, quotes around the whole respected. */
function valueSpan(item: YamlNode, equals: number): Span {
  const source = item.document.text.slice(item.span.start, item.span.end);
  const at = source.indexOf('=');
  return at < 0 ? item.span : { start: item.span.start + (at < 0 ? equals : at) + 1, end: item.span.end - (/["']$/.test(source) ? 1 : 0) };
}
