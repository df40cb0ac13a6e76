import { detect } from '../../core/facts/detect.js';
import { type Document, parse } from '../../core/facts/document.js';
import { environmentOf } from '../../core/facts/documents/compose/container.js';
import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { mountsOf } from '../../core/facts/documents/compose/mounts.js';
import { portsOf } from '../../core/facts/documents/compose/ports.js';
import { type ComposeProject, projectOf } from '../../core/facts/documents/compose/project.js';
import type { ComposeService } from '../../core/facts/documents/compose/service.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import type { Setting } from '../../core/facts/fact.js';
import type { ComposeCall, Workspace } from '../../core/facts/workspace.js';

export type Files = Readonly<Record<string, string>>;

/** A workspace that holds `files` and nothing else. */
export function workspaceOf(files: Files, path: string, call: Partial<ComposeCall> = {}): Workspace {
  const documents = new Map<string, Document>();
  return {
    path,
    summaries: [],
    complete: true,
    compose: { files: [], profiles: [], envFiles: [], ...call },
    text: other => files[other],
    document: other => {
      const text = files[other];
      const kind = text === undefined ? undefined : detect(other, text);
      if (!kind) return undefined;
      const known = documents.get(other) ?? parse(kind, other, text!);
      documents.set(other, known);
      return known;
    },
  };
}

export function projectIn(files: Files, path: string, call?: Partial<ComposeCall>): ComposeProject {
  const document = parse('compose', path, files[path]!);
  if (document.kind !== 'compose') throw new Error(path);
  return projectOf(document, workspaceOf(files, path, call));
}

/** What is compared of a service, each value in one spelling. `?`: Seaworthy says that it does not know. */
export interface ServiceModel {
  readonly image: string;
  readonly privileged: string;
  readonly read_only: string;
  readonly user: string;
  readonly cap_add: readonly string[];
  readonly cap_drop: readonly string[];
  readonly tmpfs: readonly string[];
  /** Their names. */
  readonly secrets: readonly string[];
  readonly security_opt: readonly string[];
  readonly environment: readonly string[];
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
}

export type Model = Readonly<Record<string, ServiceModel>>;

const plain = (setting: Setting<unknown>, absent: string): string =>
  setting.origin === 'unknown' && setting.value === undefined ? '?' : String(setting.value ?? absent);

const texts = (service: ComposeService, key: string): string[] =>
  itemsOf(service, key)
    .map(({ text }) => text ?? '?')
    .sort();

/**
 * The project as Seaworthy sees it, services of other files included.
 * @param profiles the active ones; `undefined`: all.
 */
export function modelOf(project: ComposeProject, profiles: readonly string[] | undefined): Model {
  const services = [...project.model.keys()].map(name => project.service(name)!);
  const active = services.filter(
    service => !profiles || service.profiles.length === 0 || service.profiles.some(one => profiles.includes(one)),
  );
  return Object.fromEntries(active.map(service => [service.name, serviceModel(service)]));
}

function serviceModel(service: ComposeService): ServiceModel {
  return {
    image: plain(service.text('image'), ''),
    privileged: plain(service.flag('privileged'), 'false'),
    read_only: plain(service.flag('read_only'), 'false'),
    user: plain(service.text('user'), ''),
    cap_add: texts(service, 'cap_add'),
    cap_drop: texts(service, 'cap_drop'),
    tmpfs: texts(service, 'tmpfs'),
    secrets: itemsOf(service, 'secrets')
      .map(({ node, text }) => text ?? (node.type === 'map' ? textOf(node.get('source')?.value) : undefined) ?? '?')
      .sort(),
    security_opt: texts(service, 'security_opt'),
    environment: [...new Set(environmentOf(service).map(({ name }) => name))].sort(),
    volumes: isUnknown(service, 'volumes')
      ? ['?']
      : mountsOf(service)
          .filter(({ place }) => !place.includes('.tmpfs.'))
          .map(({ type, source, target, readOnly }) => volume(type, source, target, readOnly.value === true))
          .sort(),
    ports: isUnknown(service, 'ports')
      ? ['?']
      : [
          ...new Set(
            portsOf(service).flatMap(({ host, container, count = 1, hostIp, protocol }) =>
              Array.from({ length: count }, (_, i) =>
                port(hostIp, host === undefined ? '' : host + i, (container ?? Number.NaN) + i, protocol),
              ),
            ),
          ),
        ].sort(),
  };
}

/** Whether a variable that nobody sets has a say in it. */
const isUnknown = (service: ComposeService, key: string): boolean =>
  itemsOf(service, key).some(({ node, text }) => node.type === 'scalar' && text === undefined);

/** Where a path is relative to differs by engine and version, and is not what is compared: relative ones keep their last part. */
export const volume = (type: string, source: string | undefined, target: string | undefined, readOnly: boolean): string =>
  [
    type === 'image' ? 'other' : type,
    /^\.|^~/.test(source ?? '') ? lastPart(source!) : (source ?? ''),
    target?.replace(/(.)\/$/, '$1'),
    readOnly ? 'ro' : 'rw',
  ].join(' ');

export const lastPart = (path: string): string =>
  path
    .split(/[\\/]/)
    .filter(part => part !== '' && part !== '.' && part !== '..')
    .at(-1) ?? '';

export const port = (address: string | undefined, published: string | number, target: number, protocol: string | undefined): string =>
  `${address ?? ''} ${published} ${target}/${protocol || 'tcp'}`;
