import type { Span } from '../../../text.js';
import type { Setting } from '../../fact.js';
import { parseImageReference, withDigest, withTag } from '../../image-reference.js';
import type { Container } from '../../views/container.js';
import type { ImageUse } from '../../views/image.js';
import type { Variable } from '../../views/variable.js';
import { booleanOf, isTemplated, textOf, textsOf, type YamlMap, type YamlNode, type YamlSeq } from '../yaml.js';
import { appendAt, removeItem, replaceScalar, together } from '../yaml-edit.js';
import { resolveDefaults } from './interpolation.js';
import { mountsOf, tmpfsCovers } from './mounts.js';
import { portsOf } from './ports.js';
import type { ComposeService } from './service.js';

/** The container that a service runs; `undefined` for a provider, which runs none. */
export function containerOf(service: ComposeService): Container | undefined {
  const { unit } = service;
  if (service.provided || !unit) return undefined;
  const limits = ['deploy', 'resources', 'limits'] as const;
  const mounts = mountsOf(service);
  return {
    dialect: 'compose',
    name: service.name,
    role: 'main',
    os: /^windows\b/.test(textOf(service.get('platform')?.value) ?? '') ? 'windows' : 'linux',
    unit,
    units: [unit],
    span: service.span,
    place: service.place,
    image: imageOf(service),
    privileged: service.setting(['privileged'], booleanOf, value => value),
    user: service.setting(['user'], textOf, value => value),
    readOnlyRoot: service.setting(['read_only'], booleanOf, value => value),
    privilegeEscalation: escalationOf(service),
    addedCapabilities: service.setting(['cap_add'], textsOf, value => value),
    droppedCapabilities: service.setting(['cap_drop'], textsOf, value => value),
    seccomp: seccompOf(service),
    memoryLimit: firstOf(service, [[...limits, 'memory'], ['mem_limit']]),
    cpuLimit: firstOf(service, [[...limits, 'cpus'], ['cpus'], ['cpu_quota'], ['cpuset']]),
    mounts,
    ports: portsOf(service),
    isWritable: path =>
      mounts.some(mount => mount.readOnly.value !== true && mount.target !== undefined && tmpfsCovers(mount.target, path)),
    setCapabilities: ({ drop, add }) =>
      together(
        service.setting(['cap_drop'], textsOf, value => value).set(drop),
        add ? service.setting(['cap_add'], textsOf, value => value).set(add) : [],
      ),
    makeReadOnly: scratch =>
      together(service.setting(['read_only'], booleanOf, value => value).set(true), scratch.length === 0 ? [] : addTmpfs(service, scratch)),
  };
}

/** The first of several spellings that is written; the first one is what gets written. */
function firstOf(service: ComposeService, paths: readonly (readonly string[])[]): Setting<string> {
  const settings = paths.map(path => service.setting(path, textOf, value => value));
  return settings.find(setting => setting.origin !== 'default') ?? settings[0]!;
}

/** `key:value` or `key=value` of `security_opt`, or the bare key. */
function securityOption(service: ComposeService, key: string) {
  for (const entry of service.all('security_opt')) {
    const list = entry.value;
    if (list?.type !== 'seq') continue;
    const items = list.items();
    const index = items.findIndex(item => item?.type === 'scalar' && new RegExp(`^${key}(?:[:=]|$)`).test(item.text));
    if (index >= 0) return { list, index, item: items[index]!, value: textOf(items[index])!.slice(key.length + 1) };
  }
  return undefined;
}

/** Source: the engine's parser of security options: `no-new-privileges`, `no-new-privileges:true`, `no-new-privileges=true`. */
function escalationOf(service: ComposeService): Setting<boolean> {
  const options = service.setting(['security_opt'], textsOf, value => value);
  const found = securityOption(service, 'no-new-privileges');
  const place = `${service.place}.security_opt.no-new-privileges`;
  if (found) {
    const blocked = found.value === '' || /^(?:true|1|t)$/i.test(found.value);
    return {
      value: !blocked,
      origin: isTemplated(found.value) ? 'unknown' : 'here',
      span: found.item.span,
      place,
      set: value => replaceScalar(found.item, `no-new-privileges:${!value}`),
      remove: () => removeItem(found.list, found.index),
    };
  }
  return {
    value: undefined,
    origin: options.origin === 'here' || options.origin === 'inherited' ? (service.partial ? 'unknown' : 'default') : options.origin,
    span: service.span,
    place,
    set: value => (value ? [] : appendAt(service.map, ['security_opt'], 'no-new-privileges:true')),
    remove: () => [],
  };
}

function seccompOf(service: ComposeService): Setting<string> {
  const found = securityOption(service, 'seccomp');
  const place = `${service.place}.security_opt.seccomp`;
  if (!found)
    return {
      value: undefined,
      origin: service.partial ? 'unknown' : 'default',
      span: service.span,
      place,
      set: () => null,
      remove: () => [],
    };
  return {
    value: found.value === 'unconfined' ? 'unconfined' : `localhost/${found.value}`,
    origin: isTemplated(found.value) ? 'unknown' : 'here',
    span: found.item.span,
    place,
    set: () => null,
    remove: () => removeItem(found.list, found.index),
  };
}

/** Adds to `tmpfs`, whether it is absent, one path, or a list. */
function addTmpfs(service: ComposeService, paths: readonly string[]) {
  const entry = service.map.get('tmpfs');
  if (entry?.value?.type !== 'scalar') return appendAt(service.map, ['tmpfs'], ...paths);
  // One path becomes a list; its text stays as it is.
  const { value } = entry;
  if (entry.merged || value.shared || value.block) return null;
  const written = service.document.text.slice(value.span.start, value.span.end);
  return [{ span: value.span, text: `[${[written, ...paths].join(', ')}]` }];
}

function imageOf(service: ComposeService): ImageUse | undefined {
  const entry = service.get('image');
  const node = entry?.value;
  if (node?.type !== 'scalar') return undefined;
  const resolved = resolveDefaults(node.text);
  const reference = resolved === undefined || service.overlay.has('image') ? undefined : parseImageReference(resolved);
  return {
    use: 'run',
    text: resolved ?? node.text,
    reference,
    builtHere: service.get('build') !== undefined,
    platform: textOf(service.get('platform')?.value),
    span: node.span,
    place: `${service.place}.image`,
    units: service.units,
    setTag: tag => (reference && resolved === node.text ? replaceScalar(node, withTag(reference, tag)) : null),
    setDigest: digest => (reference && resolved === node.text ? replaceScalar(node, withDigest(reference, digest)) : null),
  };
}

/** The service's environment: a map, or a list of `NAME=value`. `NAME` alone is passed on from outside and has no value here. */
export function variablesOf(service: ComposeService): readonly Variable[] {
  return [
    ...service.all('environment').flatMap(entry => pairs(service, entry.value, 'env', `${service.place}.environment`)),
    ...pairs(service, at(service, 'build', 'args'), 'arg', `${service.place}.build.args`),
    ...pairs(service, service.get('labels')?.value, 'label', `${service.place}.labels`),
  ];
}

const at = (service: ComposeService, key: string, inner: string): YamlNode | undefined => {
  const node = service.get(key)?.value;
  return node?.type === 'map' ? node.get(inner)?.value : undefined;
};

function pairs(service: ComposeService, node: YamlNode | undefined, kind: Variable['kind'], place: string): readonly Variable[] {
  if (node?.type === 'map') return mapPairs(service, node, kind, place);
  return node?.type === 'seq' ? listPairs(service, node, kind, place) : [];
}

function mapPairs(service: ComposeService, map: YamlMap, kind: Variable['kind'], place: string): readonly Variable[] {
  return map.entries().map(entry => ({
    kind,
    name: entry.key,
    value: entry.value?.type === 'scalar' ? resolveDefaults(entry.value.text) : undefined,
    valueSpan: entry.value?.span,
    owner: service.name,
    span: entry.value?.span ?? entry.keySpan,
    place: `${place}.${entry.key}`,
    units: service.units,
    exposure: kind === 'arg' ? ('image' as const) : ('file' as const),
    supplyFromOutside: () => (kind === 'env' && entry.value && !entry.merged ? replaceScalar(entry.value, required(entry.key)) : null),
  }));
}

function listPairs(service: ComposeService, list: YamlSeq, kind: Variable['kind'], place: string): readonly Variable[] {
  return list.items().flatMap(item => {
    if (item?.type !== 'scalar') return [];
    const equals = item.text.indexOf('=');
    const name = equals < 0 ? item.text : item.text.slice(0, equals);
    return [
      {
        kind,
        name,
        value: equals < 0 ? undefined : resolveDefaults(item.text.slice(equals + 1)),
        valueSpan: equals < 0 ? undefined : valueSpan(item, equals),
        owner: service.name,
        span: item.span,
        place: `${place}.${name}`,
        units: service.units,
        exposure: kind === 'arg' ? ('image' as const) : ('file' as const),
        supplyFromOutside: () => (kind === 'env' && equals >= 0 ? replaceScalar(item, `${name}=${required(name)}`) : null),
      },
    ];
  });
}

/** The engine takes it from its own environment or `.env`, and refuses to start without it. */
const required = (name: string): string => `\${${name}:?}`;

/** Where the value stands in `NAME=value`, quotes around the whole respected. */
function valueSpan(item: YamlNode, equals: number): Span {
  const source = item.document.text.slice(item.span.start, item.span.end);
  const at = source.indexOf('=');
  return at < 0 ? item.span : { start: item.span.start + (at < 0 ? equals : at) + 1, end: item.span.end - (/["']$/.test(source) ? 1 : 0) };
}
