import type { ImageReference } from '../image-reference.js';
import { cyclesOfProduct, endOfLife, type Lifecycle, lifecyclesOf, stateOf, suffixLifecycle } from './eol.js';
import { wellKnownName } from './image-names.js';
import { partsOf } from './tags.js';

/** A tag of the same image whose products get fixes. */
export interface SupportedTag {
  readonly tag: string;
  /** What changes, as people call it: `Python 3.11`, `Debian 12`. */
  readonly releases: readonly string[];
}

/** How an image names its variants, and how far one may move. */
interface Line {
  /** Parts of a tag that every release has. */
  readonly variants: readonly string[];
  /** Programs written for one major version do not run with the next. */
  readonly withinMajor: boolean;
}

const line = (variants = '', withinMajor = false): Line => ({ variants: variants.split(' '), withinMajor });

/**
 * Images that have a tag for each release cycle and variant, and keep no data of their own: what a database wrote is seldom read by its
 * next major version, and services have configurations that change. .NET is left out, as a program starts with its own major version only.
 */
const LINES: Readonly<Record<string, Line>> = {
  debian: line('slim'),
  ubuntu: line(),
  alpine: line(),
  fedora: line(),
  amazonlinux: line(),
  'opensuse/leap': line(),
  'buildpack-deps': line('scm curl'),
  node: line('slim alpine'),
  golang: line('alpine'),
  python: line('slim alpine', true),
  ruby: line('slim alpine', true),
  php: line('cli fpm apache zts alpine', true),
  perl: line('slim', true),
  elixir: line('slim alpine', true),
  'eclipse-temurin': line('jdk jre alpine'),
  amazoncorretto: line('alpine'),
  maven: line('eclipse temurin 8 11 17 21 alpine', true),
  nginx: line('alpine slim perl'),
};

/**
 * The tag with the oldest release that is supported for 90 days at least, in the same variant: `debian:11-slim` gives `12-slim`,
 * `python:3.9-slim-bullseye` gives `3.11-slim-bookworm`. `undefined` where nothing has to change, or where no such tag is known to exist.
 */
export function supportedTag(reference: ImageReference, today: string): SupportedTag | undefined {
  const known = LINES[wellKnownName(reference)];
  if (!known || reference.tag === undefined) return undefined;
  const releases: string[] = [];
  // Supported releases of Maven come with Eclipse Temurin.
  const written = reference.tag.replace(/-(?:open)?jdk-(8|11|17|21)(?:-slim)?$/, '-eclipse-temurin-$1');
  const [first, ...others] = partsOf(written) as [string, ...string[]];

  const own = suffixLifecycle(first) ?? lifecyclesOf(reference).find(({ cycle }) => first === cycle || first.startsWith(`${cycle}.`));
  const next = own && successor(own, today, known.withinMajor);
  if (next) releases.push(nameOf(next));

  const parts = [next ? spelt(next, first) : first];
  for (const part of others) {
    const system = suffixLifecycle(part);
    if (!system) {
      if (!known.variants.includes(part)) return undefined;
      parts.push(part);
    } else if (system.product === 'Alpine Linux') {
      // A release is built for two releases of Alpine, and which ones is not in the table.
      const isKept = !next && stateOf(system, today) === undefined;
      if (!isKept && !next) releases.push('the current Alpine Linux');
      parts.push(isKept ? part : 'alpine');
    } else {
      const newer = successor(system, today);
      if (newer) releases.push(nameOf(newer));
      parts.push(newer ? spelt(newer, part) : part);
    }
  }
  // A patch release stays with the systems that it was built for.
  const isPatch = own !== undefined && first !== own.cycle && first !== own.codename;
  if (releases.length === 0 || (isPatch && !next)) return undefined;
  const tag = parts.join('-');
  return endOfLife({ ...reference, tag }, today) ? undefined : { tag, releases };
}

const nameOf = ({ product, cycle }: Lifecycle): string => `${product} ${cycle}`;

/** A release written as another one of its product is: by code name, or by number, with what stands before it. */
const spelt = ({ cycle, codename }: Lifecycle, like: string): string =>
  /\d/.test(like) ? like.replace(/\d.*/, cycle) : (codename ?? cycle);

/** The oldest newer release that is supported for long enough; `undefined` where this one is, or none is known. */
function successor(lifecycle: Lifecycle, today: string, withinMajor = false): Lifecycle | undefined {
  if (stateOf(lifecycle, today) === undefined) return undefined;
  return cyclesOfProduct
    .get(lifecycle.product)
    ?.filter(other => compare(other, lifecycle) > 0 && stateOf(other, today) === undefined)
    .filter(other => !withinMajor || numbersOf(other)[0] === numbersOf(lifecycle)[0])
    .reduce<Lifecycle | undefined>((oldest, other) => (oldest && compare(oldest, other) < 0 ? oldest : other), undefined);
}

const numbersOf = ({ cycle }: Lifecycle): readonly number[] => cycle.split('.').map(Number);

function compare(one: Lifecycle, other: Lifecycle): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const at = a.findIndex((number, i) => number !== (b[i] ?? -1));
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
