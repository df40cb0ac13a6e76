import type { Span, TextEdit } from '../../../text.js';
import type { Port } from '../../views/container.js';
import { replaceScalar, setAt } from '../yaml/edit.js';
import type { YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import { latestOf } from './latest.js';
import type { ComposeService } from './service.js';
import { seemsStack } from './stack.js';

/** `[[host_ip:]host:]container[/protocol]`, each part may be a range; the address may be IPv6, with or without brackets. */
const SHORT = /^(?:(?:(\[[^\]]+\]|[^:]*|[\da-f:]*:[\da-f:.]*):)?([\d-]*):)?(\d+)(?:-(\d+))?(?:\/(\w*))?$/i;

/** The same where nothing but numbers is written, as mostly. */
const PLAIN = /^(?:(\d+):)?(\d+)$/;

/** Published ports. Source: Compose specification, "ports", short and long syntax. */
export function portsOf(service: ComposeService): readonly Port[] {
  const entries = service.all('ports');
  if (entries.length === 0) return [];
  // With another network than its own a service publishes nothing.
  const published = !/^(?:host|none|service:|container:)/i.test(service.networkMode.value ?? '');
  const layers = entries.map(entry => {
    if (entry.value?.type !== 'seq') return [];
    return entry.value.items().flatMap((item, index): readonly Port[] => {
      const parts = item && read(item, service);
      if (!item || !parts) return [];
      return [
        {
          ...parts,
          published,
          span: spanOf(item),
          place: `${service.place}.ports.${parts.container ?? index}`,
          units: service.units,
          bindTo: address => bind(item, service, address, parts.fromVariable),
        },
      ];
    });
  });
  return latestOf(layers, ({ hostIp, host, container, protocol }) => `${hostIp}:${host}:${container}/${protocol}`);
}

type Read = Pick<Port, 'container' | 'host' | 'count' | 'hostIp' | 'fromVariable' | 'protocol'>;

function read(item: YamlNode, { project }: ComposeService): Read | undefined {
  if (item.type === 'map') {
    const text = (key: string) => project.resolve(textOf(item.get(key)?.value) ?? '');
    const published = text('published');
    // Anything but a port or a range of them is no port to the engine either.
    const hostIp = text('host_ip') ?? textOf(item.get('host_ip')?.value);
    if (published !== undefined && !/^(?:\d+(?:-\d+)?)?$/.test(published)) return undefined;
    return {
      container: number(text('target')),
      host: number(published?.split('-')[0]),
      hostIp: address(hostIp),
      protocol: text('protocol')?.toLowerCase() || 'tcp',
    };
  }
  const text = project.resolve(textOf(item) ?? '');
  if (text === undefined) return readUnresolved(textOf(item)!, project);
  const plain = PLAIN.exec(text);
  if (plain) return { container: Number(plain[2]), host: number(plain[1]), count: 1, hostIp: undefined, protocol: 'tcp' };
  const match = SHORT.exec(text);
  if (!match) return undefined;
  const [, ip, host, container, last, protocol] = match;
  const count = last === undefined ? 1 : Math.max(1, Number(last) - Number(container) + 1);
  return {
    container: number(container),
    host: number(host?.split('-')[0]),
    count,
    hostIp: address(ip),
    protocol: protocol?.toLowerCase() || 'tcp',
  };
}

/** A colon that is no part of a variable's default or message. */
const COLON = /:(?![^{]*\})/;
/** A variable alone, without a default. */
const VARIABLE = /^\$(?:(\w+)|\{(\w+)(?::?\?[^{}]*)?\})$/;
const NAMES_PORT = /(?:^|_)(?:PORTS?|ports?)\d*(?:_|$)|(?:^|[a-z])Ports?$/;

/**
 * An item with a variable that nothing gives a value, where the port of the container is known. What stands before it may be a port, an
 * address, or both in one variable.
 */
function readUnresolved(written: string, project: ComposeService['project']): Read | undefined {
  const parts = written.split(COLON);
  const [inside = '', host = '', ip] = parts.reverse();
  const match = SHORT.exec(project.resolve(inside) ?? '');
  if (!match || match[2] !== undefined || parts.length < 2 || parts.length > 3) return undefined;
  const [, , , container, last, protocol] = match;
  const known = project.resolve(host);
  const [, plain, braced = plain] = VARIABLE.exec(host) ?? [];
  const isPort = known !== undefined || NAMES_PORT.test(braced ?? '');
  return {
    container: number(container),
    host: number(known?.split('-')[0]),
    count: last === undefined ? 1 : Math.max(1, Number(last) - Number(container) + 1),
    hostIp: ip === undefined ? (isPort ? undefined : host) : address(project.resolve(ip) ?? ip),
    fromVariable: ip === undefined,
    protocol: protocol?.toLowerCase() || 'tcp',
  };
}

const number = (text: string | undefined): number | undefined => (text && /^\d+$/.test(text) ? Number(text) : undefined);

/** Brackets go; a wildcard is the same as no address. */
function address(text: string | undefined): string | undefined {
  const bare = text?.replace(/^\[|\]$/g, '');
  return bare === undefined || bare === '' || bare === '0.0.0.0' || bare === '::' || bare === '*' ? undefined : bare;
}

/**
 * The address goes before the port of the host; a port that the engine chooses gets an empty place for it. Where a variable brings an
 * address by its default, that is written. The nodes of a swarm have no address in common.
 */
function bind(item: YamlNode, { project }: ComposeService, address: string, fromVariable = false): readonly TextEdit[] | null {
  if (seemsStack(project)) return null;
  if (item.type === 'map') return setAt(item, ['host_ip'], address);
  const text = textOf(item) ?? '';
  if (fromVariable) return replaceScalar(item, `${address}:${text}`);
  const match = SHORT.exec(project.resolve(text) ?? '');
  if (!match || item.type !== 'scalar') return null;
  const [, ip, host] = match;
  if (ip === undefined) return replaceScalar(item, `${address}:${host === undefined ? ':' : ''}${text}`);
  if (text.startsWith(`${ip}:`)) return replaceScalar(item, address + text.slice(ip.length));
  const [whole, before, value] = /^(\$\{\w+:?-)([^${}]*)\}(?=:)/.exec(text) ?? [];
  return whole !== undefined && value === ip ? replaceScalar(item, `${before}${address}}${text.slice(whole.length)}`) : null;
}

/** Of the long syntax the port of the host, else that of the container. */
const spanOf = (item: YamlNode): Span =>
  item.type === 'map' ? (item.get('published')?.value ?? item.get('target')?.value ?? item).useSpan : item.span;
