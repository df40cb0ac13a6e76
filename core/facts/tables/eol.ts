import type { ImageReference } from '../image-reference.js';
import { eolAsOf, PRODUCTS } from './eol-cycles.js';
import { wellKnownName } from './image-names.js';

export { eolAsOf };

/** How long a product that an image holds is supported. Dates are `YYYY-MM-DD`, the last day of support. */
export interface Lifecycle {
  readonly product: string;
  readonly cycle: string;
  /** `undefined` while no end is set. */
  readonly date: string | undefined;
  /** The end of paid or long-term support, where it is later. */
  readonly extended: string | undefined;
  /** Long-term support is for everyone. */
  readonly open: boolean;
}

/** - `ended`: no support of any kind; `paid`: only for those who subscribed; `extended`: open long-term support; `soon`: ends within 90 days. */
export type EndOfLife = Lifecycle & { readonly date: string; readonly state: 'ended' | 'paid' | 'extended' | 'soon' };

const SOON_DAYS = 90;

type Cycle = Omit<Lifecycle, 'product' | 'open'>;
type Cycles = ReadonlyMap<string, Cycle>;

const cyclesByProduct: ReadonlyMap<string, Cycles> = new Map(Object.entries(PRODUCTS).map(([id, { cycles }]) => [id, readCycles(cycles)]));

const productByImage: ReadonlyMap<string, string> = new Map(
  Object.entries(PRODUCTS).flatMap(([id, { images }]) => images.map(image => [image, id] as const)),
);

/** Which distribution a code name means: `bookworm` -> debian. Names of fewer than four letters are too common in tags. */
const productByCodename: ReadonlyMap<string, string> = new Map(
  ['debian', 'ubuntu'].flatMap(id =>
    [...cyclesByProduct.get(id)!.keys()].filter(key => /^[a-z]{4,}$/.test(key)).map(codename => [codename, id] as const),
  ),
);

/** Tag parts such as `alpine3.19`, `debian12`, `php8.1`: what else the image holds. */
const SUFFIX_PRODUCTS: Readonly<Record<string, string>> = {
  alpine: 'alpine-linux',
  debian: 'debian',
  ubuntu: 'ubuntu',
  amazonlinux: 'amazon-linux',
  al: 'amazon-linux',
  php: 'php',
  python: 'python',
};

/**
 * What is known of the support of the products in an image, its own first, then what its tag names: `python:3.9-slim-bullseye` holds
 * Python 3.9 and Debian 11. Unknown images, cycles and labels (`lts`, `3`) give nothing, nor does a reference without a tag.
 */
export function lifecyclesOf(reference: ImageReference): Lifecycle[] {
  const name = wellKnownName(reference);
  const ubi = /^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi(\d+)(?:[-/]|$)/.exec(name);
  if (ubi) return found('rhel', ubi[1]!);
  if (reference.tag === undefined) return [];

  const own = productOf(name, reference.tag);
  const isOfficial = own !== undefined || !/[./]/.test(name);
  if (!isOfficial) return [];
  const [first, ...rest] = reference.tag.toLowerCase().split('-');
  const ownLifecycles = own === undefined ? [] : found(own, first!.replace(/^(?:v|centos|stream)(?=\d)/, ''));
  const others = [first!, ...rest]
    .flatMap(part => suffixLifecycle(part))
    .filter(one => !ownLifecycles.some(({ product }) => product === one.product));
  return [...ownLifecycles, ...others];
}

/**
 * The first product of an image that is past its end on `today` (`YYYY-MM-DD`); failing that, the first one that will be within 90 days.
 */
export function endOfLife(reference: ImageReference, today: string): EndOfLife | undefined {
  const ends = lifecyclesOf(reference).flatMap(lifecycle => {
    const state = stateOf(lifecycle, today);
    return state === undefined || lifecycle.date === undefined ? [] : [{ ...lifecycle, date: lifecycle.date, state }];
  });
  return ends.find(end => end.state === 'ended' || end.state === 'paid') ?? ends.find(end => end.state === 'extended') ?? ends[0];
}

function stateOf({ date, extended, open }: Lifecycle, today: string): EndOfLife['state'] | undefined {
  if (date === undefined) return undefined;
  if (date > today) return daysBetween(today, date) <= SOON_DAYS ? 'soon' : undefined;
  if (extended === undefined || extended <= today) return 'ended';
  return open ? 'extended' : 'paid';
}

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

function productOf(name: string, tag: string): string | undefined {
  if (name === 'quay.io/centos/centos' || name === 'centos')
    return /^stream/i.test(tag) ? 'centos-stream' : name === 'centos' ? 'centos' : undefined;
  if (name.startsWith('mcr.microsoft.com/dotnet/')) return 'dotnet';
  return productByImage.get(name);
}

function suffixLifecycle(part: string): Lifecycle[] {
  const distribution = productByCodename.get(part);
  if (distribution !== undefined) return found(distribution, part);
  const versioned = /^([a-z]+)(\d[\d.]*)$/.exec(part);
  const product = versioned ? SUFFIX_PRODUCTS[versioned[1]!] : undefined;
  return product === undefined ? [] : found(product, versioned![2]!);
}

/** The cycle that a version belongs to, compared by components: 3.1 is not a part of 3.18, and 6.0 belongs to cycle 6. */
function found(product: string, version: string): Lifecycle[] {
  const cycles = cyclesByProduct.get(product)!;
  const { title, openLongTerm: open = false } = PRODUCTS[product]!;
  const codename = cycles.get(version);
  if (codename) return [{ product: title, open, ...codename }];
  const numbers = /^(\d+(?:\.\d+)*)(?=$|[_+u])/.exec(version)?.[1];
  for (let parts = numbers?.split('.') ?? []; parts.length > 0; parts = parts.slice(0, -1)) {
    const cycle = cycles.get(parts.join('.'));
    if (cycle) return [{ product: title, open, ...cycle }];
  }
  return numbers === undefined ? [] : newestBelow(cycles, numbers).map(cycle => ({ product: title, open, ...cycle }));
}

/**
 * A part of a version, such as `5` where the cycles are 5.0 and 5.1, is the newest of them: the tag of the image goes along. Known only
 * where all of them had ended when the table was made: else a newer one may have come.
 */
function newestBelow(cycles: Cycles, version: string): readonly Cycle[] {
  const below = [...cycles].flatMap(([key, cycle]) => (key.startsWith(`${version}.`) ? [cycle] : []));
  const end = ({ date = '9999', extended = date }: Cycle) => extended;
  return below.every(cycle => end(cycle) < eolAsOf) ? below.sort((a, b) => (end(a) < end(b) ? 1 : -1)).slice(0, 1) : [];
}

/** By cycle and by code name. */
function readCycles(text: string): Cycles {
  const cycles = new Map<string, Cycle>();
  for (const entry of text.trim().split(/\s+/)) {
    const [names, dates] = entry.split('=') as [string, string];
    const [cycle, codename] = names.split('/') as [string, string?];
    const [date, extended] = dates.split('~') as [string, string?];
    const lifecycle = { cycle, date: date || undefined, extended };
    cycles.set(cycle, lifecycle);
    if (codename !== undefined) cycles.set(codename, lifecycle);
  }
  return cycles;
}
