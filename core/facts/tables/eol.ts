import type { ImageReference } from '../image-reference.js';
import { eolAsOf, PRODUCTS, type Product } from './eol-cycles.js';
import { wellKnownName } from './image-names.js';
import { partsOf } from './tags.js';

export { eolAsOf };

/** How long a product that an image holds is supported. Dates are `YYYY-MM-DD`, the last day of support. */
export interface Lifecycle {
  readonly product: string;
  readonly cycle: string;
  readonly codename: string | undefined;
  /** The end for everyone; `undefined` while none is set. */
  readonly date: string | undefined;
  /** The end for those who subscribed, where it is later. */
  readonly extended: string | undefined;
}

/** - `ended`: no support of any kind; `paid`: only for those who subscribed; `soon`: ends within 90 days. */
export type EndOfLife = Lifecycle & { readonly date: string; readonly state: 'ended' | 'paid' | 'soon' };

const SOON_DAYS = 90;

/** By cycle and by code name. */
type Cycles = ReadonlyMap<string, Lifecycle>;

const cyclesByProduct: ReadonlyMap<string, Cycles> = new Map(
  Object.entries(PRODUCTS).map(([id, product]) => [id, readCycles(product)] as const),
);

/** Every cycle of each product, by the product's title. */
export const cyclesOfProduct: ReadonlyMap<string, readonly Lifecycle[]> = new Map(
  Object.entries(PRODUCTS).map(([id, { title }]) => [title, [...new Set(cyclesByProduct.get(id)!.values())]] as const),
);

const cyclesByImage: ReadonlyMap<string, Cycles> = new Map(
  Object.entries(PRODUCTS).flatMap(([id, { images }]) => images.map(image => [image, cyclesByProduct.get(id)!] as const)),
);

/** Releases of distributions by their code names: `bookworm`. Names of fewer than four letters are too common in tags. */
const byCodename: Cycles = new Map(
  ['debian', 'ubuntu'].flatMap(id => [...cyclesByProduct.get(id)!].filter(([key]) => /^[a-z]{4,}$/.test(key))),
);

/** Tag parts such as `alpine3.19`, `debian12`, `php8.1`: what else the image holds. */
const cyclesBySuffix: ReadonlyMap<string, Cycles> = new Map(
  Object.entries({
    alpine: 'alpine-linux',
    debian: 'debian',
    ubuntu: 'ubuntu',
    amazonlinux: 'amazon-linux',
    al: 'amazon-linux',
    php: 'php',
    python: 'python',
  }).map(([suffix, id]) => [suffix, cyclesByProduct.get(id)!] as const),
);

/** Vendors' images whose tags end with the distribution that they are made of. */
const NAMES_ITS_SYSTEM = /^(?:nvidia\/cuda|nvcr\.io\/nvidia\/cuda|mcr\.microsoft\.com\/playwright(?:\/\w+)?)$/;

const UBI = /^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi(\d+)(?:[-/]|$)/;

/**
 * What is known of the support of the products in an image, its own first, then what its tag names: `python:3.9-slim-bullseye` holds
 * Python 3.9 and Debian 11. Unknown images, cycles and labels (`lts`, `3`) give nothing, nor does a reference without a tag.
 */
export function lifecyclesOf(reference: ImageReference): readonly Lifecycle[] {
  const name = wellKnownName(reference);
  const ubi = name.startsWith('registry.') ? UBI.exec(name) : null;
  if (ubi) {
    const release = found(cyclesByProduct.get('rhel')!, ubi[1]!);
    return release ? [release] : [];
  }
  if (reference.tag === undefined) return [];

  const own = cyclesOf(name, reference.tag);
  const isOfficial = own !== undefined || NAMES_ITS_SYSTEM.test(name) || !(name.includes('/') || name.includes('.'));
  if (!isOfficial) return [];
  const parts = partsOf(reference.tag);
  const lifecycles: Lifecycle[] = [];
  const ownLifecycle = own && found(own, withoutPrefix(parts[0]!));
  if (ownLifecycle) lifecycles.push(ownLifecycle);
  for (const part of parts) {
    const other = suffixLifecycle(part);
    if (other && other.product !== ownLifecycle?.product) lifecycles.push(other);
  }
  return lifecycles;
}

/**
 * The first product of an image that is past its end on `today` (`YYYY-MM-DD`); failing that, the first one that will be within 90 days.
 */
export function endOfLife(reference: ImageReference, today: string): EndOfLife | undefined {
  let first: EndOfLife | undefined;
  for (const lifecycle of lifecyclesOf(reference)) {
    const { product, cycle, codename, date, extended } = lifecycle;
    const state = stateOf(lifecycle, today);
    if (date === undefined || state === undefined) continue;
    if (first && state === 'soon') continue;
    first = { product, cycle, codename, date, extended, state };
    if (state !== 'soon') break;
  }
  return first;
}

/** `undefined`: supported for 90 days at least, as far as is known. */
export function stateOf({ date, extended }: Lifecycle, today: string): EndOfLife['state'] | undefined {
  if (date === undefined) return undefined;
  if (date > today) return yearsBetween(today, date) < 2 && daysBetween(today, date) <= SOON_DAYS ? 'soon' : undefined;
  return extended === undefined || extended <= today ? 'ended' : 'paid';
}

const yearsBetween = (from: string, to: string): number => Number(to.slice(0, 4)) - Number(from.slice(0, 4));

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

function cyclesOf(name: string, tag: string): Cycles | undefined {
  if (name === 'quay.io/centos/centos' || name === 'centos') {
    if (/^stream/i.test(tag)) return cyclesByProduct.get('centos-stream');
    return name === 'centos' ? cyclesByProduct.get('centos') : undefined;
  }
  if (name.startsWith('mcr.microsoft.com/dotnet/')) return cyclesByProduct.get('dotnet');
  return cyclesByImage.get(name);
}

const PREFIXES = ['v', 'centos', 'stream'];

/** The version that a tag begins with: `2.10` for `v2.10`. */
function withoutPrefix(part: string): string {
  for (const prefix of PREFIXES) if (part.startsWith(prefix) && isDigit(part, prefix.length)) return part.slice(prefix.length);
  return part;
}

/** What a part of a tag behind the first says of a product: `bookworm`, `alpine3.19`. */
export function suffixLifecycle(part: string): Lifecycle | undefined {
  if (isDigit(part, 0)) return undefined;
  if (!isDigit(part, part.length - 1) && !part.endsWith('.')) return byCodename.get(part);
  const versioned = /^([a-z]+)(\d[\d.]*)$/.exec(part);
  const cycles = versioned ? cyclesBySuffix.get(versioned[1]!) : undefined;
  return cycles && found(cycles, versioned![2]!);
}

/** The cycle that a version belongs to, compared by components: 3.1 is not a part of 3.18, and 6.0 belongs to cycle 6. */
function found(cycles: Cycles, version: string): Lifecycle | undefined {
  const exactly = cycles.get(version);
  if (exactly || !isDigit(version, 0)) return exactly;
  const numbers = /^\d+(?:\.\d+)*(?=$|[_+u])/.exec(version)?.[0];
  if (numbers === undefined) return undefined;
  for (let end = numbers.length; end > 0; end = numbers.lastIndexOf('.', end - 1)) {
    const cycle = cycles.get(numbers.slice(0, end));
    if (cycle) return cycle;
  }
  return newestBelow(cycles, numbers);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/**
 * A part of a version, such as `5` where the cycles are 5.0 and 5.1, is the newest of them: the tag of the image goes along. Known only
 * where all of them had ended when the table was made: else a newer one may have come.
 */
function newestBelow(cycles: Cycles, version: string): Lifecycle | undefined {
  const prefix = `${version}.`;
  let newest: Lifecycle | undefined;
  for (const [key, cycle] of cycles) {
    if (!key.startsWith(prefix)) continue;
    if (endOf(cycle) >= eolAsOf) return undefined;
    if (!newest || endOf(cycle) >= endOf(newest)) newest = cycle;
  }
  return newest;
}

const endOf = ({ date = '9999', extended = date }: Lifecycle): string => extended;

function readCycles({ title, openLongTerm, cycles: text }: Product): Cycles {
  const cycles = new Map<string, Lifecycle>();
  for (const entry of text.trim().split(/\s+/)) {
    const [names, dates] = entry.split('=') as [string, string];
    const [cycle, codename] = names.split('/') as [string, string?];
    const [regular, longer] = dates.split('~') as [string, string?];
    const [date, extended] = openLongTerm && longer ? [longer] : [regular || undefined, longer];
    const lifecycle = { product: title, cycle, codename, date, extended };
    cycles.set(cycle, lifecycle);
    if (codename !== undefined) cycles.set(codename, lifecycle);
  }
  return cycles;
}
